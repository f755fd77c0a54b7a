/** What a template left where nothing was put in: `$SERVICE`, `${x}`, `{{ x }}`, `<no value>`, `%{x}`, `{HOST.NAME}`, `*UNKNOWN*`. */
const placeholder =
  /\{\{[^{}]{0,99}\}\}|[$%#]?\{[^{}\s"']{1,99}\}|\$\{[^{}]{0,99}\}|\$[A-Za-z_][\w.]{0,60}\$?|<no value>|<nil>|<none>|%[A-Z_]{2,40}%|\[\[[^[\]]{1,99}\]\]|\*UNKNOWN\d?\*/gi;

const words = /^(?:null|undefined|nil|none|n\/a|\(null\)|\(none\)|nan|-{1,3})$/i;

const MAX = 240;

/** Cheap, for it is asked of every text: only these begin a placeholder, or one of the words. */
const mayBe = /^\s{0,4}[$%#<{[*\-(nu]/i;

/** Whether a text is nothing but placeholders that nobody filled in, or a word for nothing: it is absent. */
export function isUnfilled(text: string): boolean {
  if (!mayBe.test(text) || text.length > MAX) return false;
  if (words.test(text.trim())) return true;
  const left = text.replace(placeholder, '');
  return left !== text && /^[\s,;:|/@-]*$/.test(left);
}
