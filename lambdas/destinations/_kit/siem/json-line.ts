/**
 * JSON text in which the halves of surrogate pairs are shown as `visible` shows them. `JSON.stringify` writes them as
 * escapes, which RFC 8259 §8.2 calls unpredictable: some parsers refuse the whole request for one.
 */
export const withoutHalves = (json: string): string =>
  // Hardly any document has one, and the search takes longer than the document took to write.
  json.includes('\\ud') ? replaced(json) : json;

const replaced = (json: string): string =>
  json.replace(/\\(?:u(d[89a-f][0-9a-f]{2})|.)/g, (whole, half?: string) =>
    half === undefined ? whole : `\\\\u{${half}}`,
  );

/** A value as one line of JSON that every parser takes. */
export const jsonLine = (value: unknown): string => withoutHalves(JSON.stringify(value));
