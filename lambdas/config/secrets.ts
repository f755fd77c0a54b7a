const placeholder = /\$\{([A-Za-z_][A-Za-z0-9_]*)\}/g;

export const hasPlaceholder = (text: string): boolean => text.search(placeholder) >= 0;

function mapStrings(value: unknown, change: (text: string) => string): unknown {
  if (typeof value === 'string') return change(value);
  if (Array.isArray(value)) return value.map((inner) => mapStrings(inner, change));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, mapStrings(inner, change)]));
}

/** The names of all secrets that a part of the configuration refers to, in order, each once. */
export function secretNames(value: unknown): string[] {
  const names = new Set<string>();
  mapStrings(value, (text) => {
    for (const match of text.matchAll(placeholder)) if (match[1] !== undefined) names.add(match[1]);
    return text;
  });
  return [...names];
}

/** `${NAME}` replaced by its value; the names that have none are returned beside it, and nothing of a value. */
export function resolveSecrets<T>(
  value: T,
  secrets: Readonly<Record<string, string | undefined>>,
): { readonly value: T; readonly missing: readonly string[] } {
  const missing = secretNames(value).filter((name) => (secrets[name] ?? '') === '');
  const resolved = mapStrings(value, (text) => text.replace(placeholder, (_, name: string) => secrets[name] ?? ''));
  // Only the content of texts changes; the shape stays what it was.
  return { value: resolved as T, missing };
}
