import { gunzipSync, gzipSync } from 'node:zlib';
import type { Silent } from './heartbeat.ts';

/** The body of a webhook as it travels: in the message, or as a blob when the message would be too large. */
export type StoredBody =
  | { readonly in: 'message'; readonly gzip: boolean; readonly bytes: Uint8Array }
  | { readonly in: 'blob'; readonly gzip: boolean; readonly key: string };

/** One accepted HTTP request on the webhooks queue. Header names are lower-case; credentials are left out. */
export interface WebhookMessage {
  readonly v: 2;
  readonly webhookId: string;
  readonly source: string;
  readonly receivedAt: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: StoredBody;
  /** It was read before and is read again: alerts that are there already are written anew and told again. */
  readonly isReplay?: true;
  /** No sender's webhook: the source that was expected was silent, or is heard again. */
  readonly silent?: Silent;
}

/** A webhook as it is kept: its body, and the headers that its source may need to read it. */
export type StoredWebhook = StoredBody & { readonly headers?: Readonly<Record<string, string>> };

/**
 * Size of a request's body that is accepted, as it comes over the wire. Lambda takes events of 6,291,456 bytes, API
 * Gateway hands a body over in base64, which is a third larger, and headers and request context stand in the same event.
 */
export const MAX_REQUEST_BYTES = 4_500_000;

/** Decompressed size that is accepted; an Akto export of 5,000 records with full HTTP exchanges stays below it. */
export const MAX_BODY_BYTES = 64 * 1024 * 1024;

// Below this a gzip costs more time than it saves space.
const WORTH_COMPRESSING = 8 * 1024;

export interface Packed {
  readonly gzip: boolean;
  readonly bytes: Uint8Array;
}

/** Bytes as they are stored: what came compressed stays so, what is large is compressed fast. */
export const pack = (bytes: Uint8Array, alreadyGzip: boolean): Packed => {
  if (alreadyGzip || bytes.length < WORTH_COMPRESSING) return { gzip: alreadyGzip, bytes };
  return { gzip: true, bytes: gzipSync(bytes, { level: 1 }) };
};

export const unpack = ({ gzip, bytes }: Packed): Uint8Array =>
  gzip ? gunzipSync(bytes, { maxOutputLength: MAX_BODY_BYTES }) : bytes;
