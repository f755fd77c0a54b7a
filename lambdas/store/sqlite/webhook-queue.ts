import type { Silent } from '../../domain/heartbeat.ts';
import { defined } from '../../domain/values/json-fields.ts';
import type { StoredBody, WebhookMessage } from '../../domain/webhook.ts';
import { readHeaders } from '../rows.ts';
import { numberIn, type Row, textIn, textOrNothing } from './columns.ts';
import type { Database } from './database.ts';
import type { Codec } from './queue.ts';
import { writeWebhook } from './webhooks.ts';

const READ = 'SELECT source, received, headers, gzip, body, blob, silent, outcome FROM webhook WHERE id = ?';

function bodyIn(row: Row): StoredBody | undefined {
  const gzip = numberIn(row, 'gzip') === 1;
  const key = textOrNothing(row, 'blob');
  if (key !== undefined) return { in: 'blob', gzip, key };
  return row['body'] instanceof Uint8Array ? { in: 'message', gzip, bytes: row['body'] } : undefined;
}

function messageIn(row: Row, webhookId: string): WebhookMessage | undefined {
  const silentText = textOrNothing(row, 'silent');
  const silent: Silent | undefined = silentText === undefined ? undefined : JSON.parse(silentText);
  const body = bodyIn(row);
  // What was found to hold nothing dropped its body with its outcome: there is nothing left to do.
  if (body === undefined && textOrNothing(row, 'outcome') !== undefined) return undefined;
  return defined({
    v: 2 as const,
    webhookId,
    source: textIn(row, 'source'),
    receivedAt: new Date(numberIn(row, 'received')).toISOString(),
    headers: readHeaders(textIn(row, 'headers')),
    body: body ?? { in: 'message', gzip: false, bytes: new Uint8Array() },
    silent,
  });
}

/** The webhooks queue: a message is its webhook's row, which stays when the job is done, to be read again. */
export const webhookCodec = (database: Database): Codec<WebhookMessage> => ({
  jobOf: ({ source, webhookId, isReplay }) => ({
    messageGroup: source,
    rank: 0,
    ref: webhookId,
    message: JSON.stringify(defined({ isReplay })),
  }),
  store: (message) => void writeWebhook(message, database),
  load({ ref, message }) {
    const row = database.sql(READ).get(ref);
    const loaded = row === undefined ? undefined : messageIn(row, ref);
    const rest: { readonly isReplay?: true } = JSON.parse(message);
    return loaded === undefined ? undefined : { ...loaded, ...rest };
  },
});
