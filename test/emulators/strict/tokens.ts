/** A word, a placeholder or a sign of an expression. */
export interface Token {
  readonly text: string;
  readonly kind: 'name' | 'value' | 'word' | 'sign';
}

const pattern = /\s*(#\w+|:\w+|[A-Za-z_]\w*|<>|<=|>=|[=<>(),+.[\]-]|\d+)/y;

const kindOf = (text: string): Token['kind'] => {
  if (text.startsWith('#')) return 'name';
  if (text.startsWith(':')) return 'value';
  return /^[A-Za-z_]/.test(text) ? 'word' : 'sign';
};

/** An expression in tokens; `undefined` when a character belongs to none. */
export function tokensOf(text: string): readonly Token[] | undefined {
  const found: Token[] = [];
  const trimmed = text.trimEnd();
  pattern.lastIndex = 0;
  while (pattern.lastIndex < trimmed.length) {
    const [, token] = pattern.exec(trimmed) ?? [];
    if (token === undefined) return undefined;
    found.push({ text: token, kind: kindOf(token) });
  }
  return found;
}

/** Keeps what a pure function makes of a text: a request repeats the expressions of the one before. */
export function byText<T>(make: (text: string) => T): (text: string) => T {
  const known = new Map<string, { readonly made: T }>();
  return (text) => {
    const found = known.get(text) ?? { made: make(text) };
    if (known.size > 5_000) known.clear();
    known.set(text, found);
    return found.made;
  };
}

/** The first thing that is wrong; nothing when all is right. */
export const first = (...found: readonly (string | undefined)[]): string | undefined =>
  found.find((wrong) => wrong !== undefined);
