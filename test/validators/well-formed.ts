/** Texts and names in a value that hold half of a surrogate pair: some parsers refuse a whole request for one. */
export function halves(value: unknown, path = ''): string[] {
  if (typeof value === 'string') return value.isWellFormed() ? [] : [`${path} has half of a character`];
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([name, inner]) => [
    ...(name.isWellFormed() ? [] : [`${path} has a name with half of a character`]),
    ...halves(inner, `${path}/${name}`),
  ]);
}
