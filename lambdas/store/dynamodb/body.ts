import type { StoredWebhook } from '../../core/webhook.ts';

/** A kept webhook's body as an attribute: its bytes stay binary, the rest is JSON. */
export interface PackedBody {
  readonly text: string;
  readonly bytes?: Uint8Array;
}

export function packBody(body: StoredWebhook): PackedBody {
  if (body.in === 'blob') return { text: JSON.stringify(body) };
  const { bytes, ...rest } = body;
  return { text: JSON.stringify(rest), bytes };
}

const isPacked = (value: unknown): value is PackedBody =>
  typeof value === 'object' && value !== null && 'text' in value && typeof value.text === 'string';

export function unpackBody(value: unknown): StoredWebhook {
  if (!isPacked(value)) throw new Error('a kept webhook has no body that can be read: expected a map with "text"');
  const rest = JSON.parse(value.text);
  return rest.in === 'blob' ? rest : { ...rest, bytes: Buffer.from(value.bytes ?? new Uint8Array()) };
}
