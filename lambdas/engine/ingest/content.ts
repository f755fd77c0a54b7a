import { Readable } from 'node:stream';
import { createGunzip, createInflate, createInflateRaw, type Gunzip, type Inflate, type InflateRaw } from 'node:zlib';
import { MAX_BODY_BYTES } from '../../domain/webhook.ts';

/** The body, checked and ready to be stored; `gzip` when its bytes are still compressed. */
export type Content =
  | { readonly kind: 'content'; readonly bytes: Uint8Array; readonly gzip: boolean }
  | { readonly kind: 'too-large'; readonly found: string }
  | { readonly kind: 'broken'; readonly found: string };

const isGzip = (bytes: Uint8Array): boolean => bytes[0] === 0x1f && bytes[1] === 0x8b;
// RFC 1950 §2.2: compression method 8, and the first two bytes are a multiple of 31.
const isZlib = (bytes: Uint8Array): boolean =>
  ((bytes[0] ?? 0) & 0x0f) === 8 && (((bytes[0] ?? 0) << 8) | (bytes[1] ?? 0)) % 31 === 0;

const startsLikeJson = (bytes: Uint8Array): boolean =>
  /^\s*[[{]/.test(Buffer.from(bytes.subarray(0, 64)).toString('latin1'));

type Decoder = Gunzip | Inflate | InflateRaw;

/** Decompresses in a stream and stops at the limit, so that a bomb costs no memory. `keep` collects the output. */
async function inflate(
  bytes: Uint8Array,
  decoder: Decoder,
  keep: boolean,
  max = MAX_BODY_BYTES,
): Promise<{ size: number; chunks: Buffer[] }> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of Readable.from([bytes]).pipe(decoder)) {
    if (!Buffer.isBuffer(chunk)) continue;
    size += chunk.length;
    if (size > max) break;
    if (keep) chunks.push(chunk);
  }
  return { size, chunks };
}

const tooLarge = (): Content => ({ kind: 'too-large', found: `more than ${MAX_BODY_BYTES} bytes after decompression` });

async function decode(bytes: Uint8Array, coding: string): Promise<Content> {
  try {
    if (coding === 'gzip') {
      const { size } = await inflate(bytes, createGunzip(), false);
      return size > MAX_BODY_BYTES ? tooLarge() : { kind: 'content', bytes, gzip: true };
    }
    const { size, chunks } = await inflate(bytes, decoderOf(bytes), true);
    return size > MAX_BODY_BYTES ? tooLarge() : { kind: 'content', bytes: Buffer.concat(chunks), gzip: false };
  } catch {
    return { kind: 'broken', found: `content-encoding "${coding}" over bytes that are not ${coding}` };
  }
}

/** The most bytes that are decompressed before a request is authenticated. */
const MAX_UNAUTHENTICATED_BYTES = 10 * 1024 * 1024;

const codingOf = (encoding: string | undefined): string =>
  (encoding ?? 'identity')
    .trim()
    .toLowerCase()
    .replace(/^x-gzip$/, 'gzip');

const decoderOf = (bytes: Uint8Array): Decoder => (isZlib(bytes) ? createInflate() : createInflateRaw());

/** The decompressed body, for a signature that was made before compression; nothing when it is broken or too large. */
export async function decoded(bytes: Uint8Array, encoding: string): Promise<Uint8Array | undefined> {
  const coding = codingOf(encoding);
  if (coding !== 'gzip' && coding !== 'deflate') return undefined;
  const decoder = coding === 'gzip' ? createGunzip() : decoderOf(bytes);
  const { size, chunks } = await inflate(bytes, decoder, true, MAX_UNAUTHENTICATED_BYTES).catch(() => ({
    size: Number.POSITIVE_INFINITY,
    chunks: [],
  }));
  return size > MAX_UNAUTHENTICATED_BYTES ? undefined : Buffer.concat(chunks);
}

/**
 * Checks the content encoding against the bytes. An API Gateway REST API may have undone gzip before us and left the
 * header, so a body that begins like JSON is used as it is.
 */
export async function readContent(bytes: Uint8Array, encoding: string | undefined): Promise<Content> {
  const coding = codingOf(encoding);
  if (bytes.length === 0 || coding === 'identity' || coding === '') return { kind: 'content', bytes, gzip: false };
  if (coding !== 'gzip' && coding !== 'deflate') return { kind: 'broken', found: `content-encoding "${coding}"` };
  const compressed = coding === 'gzip' ? isGzip(bytes) : !startsLikeJson(bytes);
  if (!compressed && startsLikeJson(bytes)) return { kind: 'content', bytes, gzip: false };
  return decode(bytes, coding);
}
