// What JSON leaves alone, and a terminal or a reader does not: C1 controls, bidi, zero-width characters and tags.
const hidden =
  /[\u007f-\u009f\u00ad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]|[\u{e0000}-\u{e007f}]/gu;

const unitOf = (unit: string): string => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`;

const escaped = (found: string): string => found.split('').map(unitOf).join('');

/** JSON of the same value in which no character can act on a terminal or hide. */
export const safeJson = (value: unknown, indent?: number): string =>
  JSON.stringify(value, null, indent).replace(hidden, escaped);
