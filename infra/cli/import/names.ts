/** The letters and digits of a text, in words. */
const wordsIn = (text: string): readonly string[] => text.split(/[^A-Za-z0-9]/).filter((word) => word !== '');

/** A name that a source, destination or route can have. */
export function nameOf(text: string): string {
  const name = wordsIn(text).join('-').toLowerCase();
  return name === '' ? 'unnamed' : name;
}

/** A name that is not taken yet: `slack`, `slack-2`. */
export function freeName(text: string, taken: (name: string) => boolean): string {
  const name = nameOf(text);
  for (let n = 1; ; n += 1) {
    const each = n === 1 ? name : `${name}-${n}`;
    if (!taken(each)) return each;
  }
}

/** A name of the environment does not begin with a digit. */
const secretName = (text: string): string => {
  const name = wordsIn(text).join('_').toUpperCase();
  return /^\d/.test(name) ? `_${name}` : name;
};

/** `${NAME}`, and nothing else. */
const placeholder = /^\$\{([A-Za-z_]\w*)\}$/;

/**
 * The placeholder that stands for a credential of the old file. Its value is never written. A name of the environment that the
 * old file has already is kept.
 */
export function secretFor(name: string, value: string, secrets: Set<string>): string {
  const known = placeholder.exec(value)?.[1] ?? /^%([A-Za-z_]\w*)$/.exec(value)?.[1];
  const made = known ?? secretName(name);
  secrets.add(made);
  return `\${${made}}`;
}
