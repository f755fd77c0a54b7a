import type { Evidence } from '../../domain/alert.ts';
import { defined } from '../../domain/values/json-fields.ts';
import type { Received } from './define-source.ts';
import { occurrence } from './identity.ts';

interface Occurrence {
  readonly id: string | undefined;
  /** What makes an update of it a new occurrence. */
  readonly update: readonly (string | undefined)[];
  readonly record: unknown;
  readonly occurredAt: string | undefined;
}

/** The identity of an occurrence: the vendor's id and what was updated, else all that the record says. */
export const identified = ({ id, update, record, occurredAt }: Occurrence, { receivedAt }: Received): string[] =>
  id === undefined ? occurrence(record, { occurredAt, receivedAt }) : ['id', id, ...update.map((part) => part ?? '')];

/** A piece of evidence, when there is one. */
export const shown = (kind: string, content: string | undefined, at: string | undefined): Evidence[] =>
  content === undefined ? [] : [defined({ at, kind, content })];
