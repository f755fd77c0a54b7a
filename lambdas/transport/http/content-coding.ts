import type { Transform } from 'node:stream';
import * as zlib from 'node:zlib';

/** More codings than this nobody uses; each costs a pass over the body. */
const MAX_CODINGS = 3;
/** Memory of a decoder: RFC 9659 §3 allows a window of 8 MB. */
const zstdWindow = 23;

// RFC 9110 §8.4.1.2 means the zlib format by "deflate"; some servers send the bare format. The first byte tells.
const isZlib = (bytes: Buffer): boolean => ((bytes[0] ?? 0) & 0x0f) === 8;

const decoders: Readonly<Record<string, (bytes: Buffer) => Transform>> = {
  gzip: () => zlib.createGunzip(),
  'x-gzip': () => zlib.createGunzip(),
  deflate: (bytes) => (isZlib(bytes) ? zlib.createInflate() : zlib.createInflateRaw()),
  br: () => zlib.createBrotliDecompress(),
  // Node has it from 22.15 on.
  ...('createZstdDecompress' in zlib
    ? { zstd: () => zlib.createZstdDecompress({ params: { [zlib.constants.ZSTD_d_windowLogMax]: zstdWindow } }) }
    : {}),
};

/** The beginning of what the decoder makes: it is asked for no more than `maxBytes`, so a small body cannot fill the memory. */
async function beginning(bytes: Buffer, decoder: Transform, maxBytes: number, isPartial: boolean) {
  const chunks: Buffer[] = [];
  let size = 0;
  decoder.end(bytes);
  try {
    for await (const chunk of decoder) {
      chunks.push(Buffer.from(chunk).subarray(0, maxBytes - size));
      size += chunk.length;
      if (size >= maxBytes) break;
    }
  } catch (error) {
    if (!isPartial) throw error;
  }
  return Buffer.concat(chunks);
}

const codingsIn = (header: string): string[] =>
  header
    .toLowerCase()
    .split(',')
    .map((coding) => coding.trim())
    .filter((coding) => coding !== '' && coding !== 'identity');

/**
 * A body without the codings of `content-encoding` (RFC 9110 §8.4): at most `maxBytes` of it. Of a partial body as much
 * as can be decoded. Nothing when a coding is unknown or the bytes do not fit it.
 */
export async function decodedBody(
  body: Buffer,
  header: string,
  maxBytes: number,
  isPartial: boolean,
): Promise<Buffer | undefined> {
  const codings = codingsIn(header);
  if (codings.length > MAX_CODINGS) return undefined;
  let bytes = body;
  let partial = isPartial;
  for (const coding of codings.reverse()) {
    const create = Object.hasOwn(decoders, coding) ? decoders[coding] : undefined;
    if (create === undefined) return undefined;
    if (bytes.length === 0) return bytes;
    try {
      bytes = await beginning(bytes, create(bytes), maxBytes, partial);
    } catch {
      return undefined;
    }
    partial ||= bytes.length >= maxBytes;
  }
  return bytes;
}
