import type { StoredBody, WebhookMessage } from '../../domain/webhook.ts';
import type { KeptWebhook, RouteProgress, WebhookRow, Webhooks } from '../../engine/ports/webhooks.ts';
import { readHeaders } from '../rows.ts';
import { numberIn, orNull, type Row, textIn, textOrNothing } from './columns.ts';
import { webhookCounts } from './counted-states.ts';
import type { Database } from './database.ts';
import type { Counting } from './ledger.ts';

const INSERT = `INSERT INTO webhook (id, source, received, headers, gzip, body, blob, silent) VALUES (?, ?, ?, ?, ?, ?, ?, ?)
  ON CONFLICT (id) DO NOTHING`;

type Accepted = Pick<WebhookMessage, 'webhookId' | 'source' | 'receivedAt' | 'headers' | 'silent'> & {
  readonly body?: StoredBody;
};

/**
 * Writes the row of a webhook that was accepted, within the transaction that queues it: it is its message's body, and
 * what it is read again from. `false` when it has one, as a webhook that is read again.
 */
export function writeWebhook(
  { webhookId, source, receivedAt, headers, body, silent }: Accepted,
  database: Database,
): boolean {
  const bytes = body?.in === 'message' ? body.bytes : null;
  const key = body?.in === 'blob' ? body.key : null;
  const { changes } = database
    .sql(INSERT)
    .run(
      webhookId,
      source,
      Date.parse(receivedAt),
      JSON.stringify(headers),
      body?.gzip === true ? 1 : 0,
      bytes,
      key,
      silent === undefined ? null : JSON.stringify(silent),
    );
  return changes === 1;
}

/** Only webhooks with alerts, or ignored ones, can be read again. */
const isKept = (outcome: string | undefined): boolean => outcome !== 'empty' && outcome !== 'duplicate';

const RECORD = `UPDATE webhook SET outcome = ?, reason = ?, hour = ?, counted = ?, body = iif(?, body, NULL)
  WHERE id = ? AND outcome IS NULL`;

function record(row: WebhookRow, count: Counting, database: Database): boolean {
  const { webhookId, hour, outcome, reason, isHeartbeat } = row;
  // A webhook that never was in this store's queue has no row yet.
  writeWebhook({ ...row, headers: row.body?.headers ?? {} }, database);
  const counted = isHeartbeat === true ? 0 : 1;
  const { changes } = database
    .sql(RECORD)
    .run(outcome, orNull(reason), hour, counted, isKept(outcome) ? 1 : 0, webhookId);
  if (changes === 1 && counted === 1) count(hour, webhookCounts(outcome));
  return changes === 1;
}

function bodyIn(row: Row): StoredBody | undefined {
  const gzip = numberIn(row, 'gzip') === 1;
  const key = textOrNothing(row, 'blob');
  if (key !== undefined) return { in: 'blob', gzip, key };
  const bytes = row['body'];
  return bytes instanceof Uint8Array ? { in: 'message', gzip, bytes } : undefined;
}

function keptWebhook(row: Row): KeptWebhook {
  const receivedAt = new Date(numberIn(row, 'received')).toISOString();
  const body = isKept(textOrNothing(row, 'outcome')) ? bodyIn(row) : undefined;
  const kept = body === undefined ? {} : { body: { ...body, headers: readHeaders(textIn(row, 'headers')) } };
  return { source: textIn(row, 'source'), receivedAt, ...kept };
}

/** Of so many webhooks it is known how far they are routed. */
const MOST_IN_PROGRESS = 1000;

/**
 * How far webhooks are routed, as long as the process runs. After a restart one is routed from its first alert, which
 * finds the rows that are there: on the machine's own disk that is cheap.
 */
function createProgress(): Pick<Webhooks, 'loadProgress' | 'saveProgress'> {
  const kept = new Map<string, RouteProgress>();
  return {
    loadProgress: async (webhookId) => kept.get(webhookId),
    async saveProgress(webhookId, progress) {
      kept.delete(webhookId);
      if (progress === undefined) return;
      const [oldest] = kept.keys();
      if (kept.size >= MOST_IN_PROGRESS && oldest !== undefined) kept.delete(oldest);
      kept.set(webhookId, progress);
    },
  };
}

/** The webhooks that were accepted: one row each, from the queue until it expires. */
export function createWebhooks(database: Database, count: Counting): Webhooks {
  return {
    record: (row) => database.write(() => record(row, count, database)),
    async load(webhookId) {
      const row = database.sql('SELECT * FROM webhook WHERE id = ?').get(webhookId);
      return row === undefined ? undefined : keptWebhook(row);
    },
    keep: async () => undefined,
    ...createProgress(),
  };
}
