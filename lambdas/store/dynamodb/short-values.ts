/** Values of an alert's row in fewer bytes: a row of up to one kilobyte is one write unit. */

const own = /^wh_[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** The id of a webhook; one of ours, which is a UUID, as its 16 bytes. */
export const shortWebhook = (webhookId: string): string | Uint8Array =>
  own.test(webhookId) ? Buffer.from(webhookId.slice(3).replaceAll('-', ''), 'hex') : webhookId;

export function longWebhook(stored: string | Uint8Array): string {
  if (typeof stored === 'string') return stored;
  const hex = Buffer.from(stored).toString('hex');
  const parts = [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)];
  return `wh_${parts.join('-')}`;
}

/** The name of a batch, which begins with the id of its webhook, as what follows: `.0`. */
export const shortBatch = (batch: string | undefined, webhookId: string): string | undefined =>
  batch?.startsWith(`${webhookId}.`) === true ? batch.slice(webhookId.length) : batch;

export const longBatch = (stored: string | undefined, webhookId: string): string | undefined =>
  stored?.startsWith('.') === true ? `${webhookId}${stored}` : stored;

const hourOfPlace = (timeSk: string): string => timeSk.slice(0, 'YYYY-MM-DDTHH'.length);

/** The hour that counts an alert; nothing where it is that of its place in the index by time. */
export const shortHour = (hour: string, timeSk: string): string | undefined =>
  hour === hourOfPlace(timeSk) ? undefined : hour;

interface Hours {
  readonly hour?: string | undefined;
  readonly timeSk?: string | undefined;
}

export const longHour = ({ hour, timeSk = '' }: Hours): string => hour ?? hourOfPlace(timeSk);
