import { defined } from '../../domain/values/json-fields.ts';
import type { AlertRow, Planned, Recorded, StoredAlert } from '../../engine/ports/alerts.ts';
import { DOCUMENT_VERSION } from '../unknown-row.ts';
import type { Table } from './client.ts';
import { putNew, updateIf } from './conditional.ts';
import { packAlert, unpackAlert } from './documents.ts';
import type { Values } from './expressions.ts';
import { type PlanItem, readOwned, readStored } from './items.ts';
import { alertKey, alertPlace, expiresAt, timePartitionOf } from './keys.ts';
import { getRow } from './requests.ts';
import { longBatch, longHour, longWebhook, shortBatch, shortHour, shortWebhook } from './short-values.ts';

/** What is read of a row to know its plan. */
export const PLAN = ['webhook', 'planned', 'silence', 'batch', 'batchDestinations'] as const;

export const planIn = ({
  webhook,
  planned,
  silence,
  batch,
  batchDestinations,
}: PlanItem): Omit<Planned, 'alertId'> => ({
  planned,
  ...defined({ silence, batch: longBatch(batch, longWebhook(webhook)), batchDestinations }),
});

function valuesOf(row: AlertRow, table: Table): Values {
  const { alert, webhookId, hour, alone, planned, silence, batch, batchDestinations } = row;
  const isAlone = alone ? true : undefined;
  const timeSk = alertPlace(alert.receivedAt, alert.id);
  return {
    ...{
      v: DOCUMENT_VERSION,
      doc: packAlert(row),
      webhook: shortWebhook(webhookId),
      hour: shortHour(hour, timeSk),
      planned,
      alone: isAlone,
    },
    ...{ silence, batch: shortBatch(batch, webhookId), batchDestinations },
    timePk: timePartitionOf('A', alert.id),
    timeSk,
    expiresAt: expiresAt(Date.parse(alert.receivedAt), table.retentionDays),
  };
}

/** Writes an alert's row if there is none; a row that is there already shows whose it is. */
export async function recordAlert(row: AlertRow, table: Table): Promise<Recorded> {
  const key = alertKey(row.alert.id);
  if (await putNew(key, valuesOf(row, table), table)) return { kind: 'new' };
  const found = await getRow(key, table, PLAN);
  const known = found === undefined ? undefined : readOwned(found);
  if (known === undefined || longWebhook(known.webhook) !== row.webhookId) return { kind: 'repeat' };
  const { planned, silence, batch } = planIn(known);
  return { kind: 'own', planned, ...defined({ silence, batch }) };
}

/** Writes what an alert says over what its row has: it was read again, perhaps by a better reader. */
export async function rewriteAlert(
  { alert, raw }: Pick<AlertRow, 'alert' | 'raw'>,
  table: Table,
): Promise<readonly string[]> {
  const key = alertKey(alert.id);
  const item = await getRow(key, table);
  if (item === undefined) return [];
  const { doc, planned } = readStored(item);
  const before = unpackAlert(doc, alert.id);
  const after = packAlert({ ...before, alert, ...defined({ raw: raw ?? before.raw }) });
  await updateIf(key, { condition: 'attribute_exists(pk)', set: { v: DOCUMENT_VERSION, doc: after } }, table);
  return planned;
}

export async function loadAlert(alertId: string, table: Table): Promise<StoredAlert | undefined> {
  const item = await getRow(alertKey(alertId), table);
  if (item === undefined) return undefined;
  const row = readStored(item);
  return { ...unpackAlert(row.doc, alertId), ...planIn(row), hour: longHour(row), webhookId: longWebhook(row.webhook) };
}

/** Adds a destination to an alert's plan; `false` when it is in it already. */
export async function addDestination(alertId: string, destination: string, table: Table): Promise<boolean> {
  const key = alertKey(alertId);
  const added = await updateIf(
    key,
    {
      condition: 'attribute_exists(pk) AND NOT contains(#planned, :destination)',
      append: { planned: [destination] },
      values: { ':destination': destination },
    },
    table,
  );
  if (added !== undefined) return true;
  // One of another release is no answer.
  const found = await getRow(key, table, PLAN);
  if (found !== undefined) readOwned(found);
  return false;
}
