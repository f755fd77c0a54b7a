import { defined } from '../../core/reading/record.ts';
import type { Silent } from '../../core/silent-source.ts';
import type { StoredBody, WebhookMessage } from '../../core/webhook.ts';
import type { Database } from './database.ts';
import type { Codec } from './queue.ts';

const INSERT =
  'INSERT INTO webhook (id, source, received, headers, gzip, body, blob, silent) VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING';

/** The webhooks queue: a message is its webhook's row, which stays when the job is done, to be read again. */
export function webhookCodec({ sql }: Database): Codec<WebhookMessage> {
  return {
    jobOf: ({ source, webhookId, isReplay }) => ({
      messageGroup: source,
      rank: 0,
      ref: webhookId,
      message: JSON.stringify(defined({ isReplay })),
    }),
    store({ webhookId, source, receivedAt, headers, body, silent, isReplay }) {
      if (isReplay === true) return;
      const [bytes, blob] = body.in === 'message' ? [body.bytes, null] : [null, body.key];
      const gap = silent === undefined ? null : JSON.stringify(silent);
      const receivedMs = Date.parse(receivedAt);
      sql(INSERT).run(webhookId, source, receivedMs, JSON.stringify(headers), body.gzip ? 1 : 0, bytes, blob, gap);
    },
    load({ ref, message }) {
      const row = sql('SELECT source, received, headers, gzip, body, blob, silent FROM webhook WHERE id = ?').get(ref);
      if (row === undefined) return undefined;
      const gzip = row['gzip'] === 1;
      const body: StoredBody =
        row['blob'] === null
          ? { in: 'message', gzip, bytes: row['body'] instanceof Uint8Array ? row['body'] : new Uint8Array() }
          : { in: 'blob', gzip, key: String(row['blob']) };
      const silent: Silent | undefined = row['silent'] === null ? undefined : JSON.parse(String(row['silent']));
      const rest: { readonly isReplay?: true } = JSON.parse(message);
      return defined({
        v: 1 as const,
        webhookId: ref,
        source: String(row['source']),
        receivedAt: new Date(Number(row['received'])).toISOString(),
        headers: JSON.parse(String(row['headers'])),
        body,
        silent,
        ...rest,
      });
    },
  };
}
