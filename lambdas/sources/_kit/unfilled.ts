import type { Texts } from '../../domain/values/json-fields.ts';

/** What a template left where nothing was put in: `$SERVICE`, `${x}`, `{{ x }}`, `<no value>`, `%{x}`, `{HOST.NAME}`, `*UNKNOWN*`. */
const placeholder =
  /\{\{[^{}]{0,99}\}\}|[$%#]?\{[^{}\s"']{1,99}\}|\$\{[^{}]{0,99}\}|\$[A-Za-z_][\w.]{0,60}\$?|<no value>|<nil>|<none>|%[A-Z_]{2,40}%|\[\[[^[\]]{1,99}\]\]|\*UNKNOWN\d?\*/gi;

const words = /^(?:null|undefined|nil|none|n\/a|\(null\)|\(none\)|nan|-{1,3})$/i;

const MAX = 240;

/** Only these begin a placeholder, or one of the words. */
const mayBe = /^\s{0,4}[$%#<{[*\-(nu]/i;

const ASCII = 128;
/** The characters of ASCII with which no text begins that may be one. */
const beginsOther = Uint8Array.from({ length: ASCII }, (_, code) =>
  Number(!/[\s$%#<{[*\-(nu]/i.test(String.fromCharCode(code))),
);

/** Asked of every text. */
const mayBeUnfilled = (text: string): boolean => beginsOther[text.charCodeAt(0)] !== 1 && mayBe.test(text);

/** Whether a text is nothing but placeholders that nobody filled in, or a word for nothing: it is absent. */
export function isUnfilled(text: string): boolean {
  if (!mayBeUnfilled(text) || text.length > MAX) return false;
  if (words.test(text.trim())) return true;
  const left = text.replace(placeholder, '');
  return left !== text && /^[\s,;:|/@-]*$/.test(left);
}

const none: ReadonlySet<number> = new Set();

/** Which texts of a record are placeholders that nobody filled in. */
export function unfilledIn({ shape: { paths }, texts }: Texts): ReadonlySet<number> {
  let unfilled: Set<number> | undefined;
  for (let i = 0; i < texts.length; i += 1)
    if (paths[i] !== '' && isUnfilled(texts[i] as string)) {
      unfilled ??= new Set();
      unfilled.add(i);
    }
  return unfilled ?? none;
}
