import type { Alert } from '../../domain/alert.ts';
import { isFields } from '../../domain/values/json-fields.ts';
import type { Row } from './columns.ts';
import { unpackText } from './packed-text.ts';

const isAlert = (value: unknown, id: string): value is Alert => isFields(value) && value['id'] === id;

/** The alert as it was written: a parse by schema would order its fields anew, and what is rendered would be other bytes. */
export function alertIn(row: Row, id: string): Alert {
  const value: unknown = JSON.parse(unpackText(row['doc']));
  if (!isAlert(value, id))
    throw new Error(`the row of alert ${id} holds something else: the database is damaged, restore a backup`);
  return value;
}
