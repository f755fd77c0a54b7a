import { deflateRawSync, gunzipSync, inflateRawSync } from 'node:zlib';
import { documentDictionary } from './document-dictionary.ts';

/** Text, or what it was compressed to; DynamoDB counts every kilobyte that is written. */
export type Compressed = string | Uint8Array;

/** The first byte of what was compressed with the dictionary; gzip, the form of before, begins with another. */
const WITH_DICTIONARY = 0x01;

let kept: Buffer | undefined;
function dictionary(): Buffer {
  kept ??= documentDictionary();
  return kept;
}

/** Small ones in full, so that most rows stay below a kilobyte; of large ones most is gained at once. */
const levelOf = (text: string): number => (text.length < 64 * 1024 ? 9 : 1);

/** Compresses a text, unless that makes it longer. */
export function compress(text: string): Compressed {
  const deflated = deflateRawSync(text, { level: levelOf(text), memLevel: 9, dictionary: dictionary() });
  return deflated.length + 1 < Buffer.byteLength(text) ? Buffer.concat([Buffer.of(WITH_DICTIONARY), deflated]) : text;
}

/** The text of what `compress` made, in this release or an earlier one. */
export function decompress(doc: Compressed): string {
  if (typeof doc === 'string') return doc;
  const bytes =
    doc[0] === WITH_DICTIONARY ? inflateRawSync(doc.subarray(1), { dictionary: dictionary() }) : gunzipSync(doc);
  return bytes.toString('utf8');
}
