/** What a template left where nothing was put in: `$SERVICE`, `${x}`, `{{ x }}`, `<no value>`, `%{x}`, `{HOST.NAME}`, `*UNKNOWN*`. */
const placeholder =
  /^(?:\$[A-Za-z_][\w.]{0,60}\$?|\$?\{[^{}\s"']{1,80}\}|\{\{[^{}]{0,120}\}\}|\$\{[^{}]{0,120}\}|<no value>|<nil>|<none>|%\{[^{}]{1,80}\}|%[A-Z_]{2,40}%|\[\[[^[\]]{1,80}\]\]|\*UNKNOWN\d?\*|[\s,;:|/-])+$/i;

const words = /^(?:null|undefined|nil|none|n\/a|\(null\)|\(none\)|nan)$/i;

const MAX = 240;

/** Cheap, for it is asked of every text: only these begin a placeholder, or one of the words. */
const mayBe = /^\s*[$%<{[*\-(nu]/i;

/** Whether a text is nothing but placeholders that nobody filled in, or a word for nothing: it is absent. */
export const isUnfilled = (text: string): boolean =>
  mayBe.test(text) && text.length <= MAX && (words.test(text.trim()) || placeholder.test(text.trim()));
