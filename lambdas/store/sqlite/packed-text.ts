import { gunzipSync, gzipSync } from 'node:zlib';

/** Below this a gzip costs more time than it saves space. */
const WORTH_COMPRESSING = 8 * 1024;

/** A text as a column: as it is, or compressed when it is long. */
export const packText = (text: string): string | Uint8Array =>
  text.length < WORTH_COMPRESSING ? text : gzipSync(text, { level: 1 });

/** The text in a column that `packText` made. */
export const unpackText = (value: unknown): string =>
  value instanceof Uint8Array ? gunzipSync(value).toString('utf8') : String(value);
