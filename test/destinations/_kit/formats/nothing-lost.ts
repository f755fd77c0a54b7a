import { isFields } from '../../../../lambdas/domain/values/json-fields.ts';

/** Every scalar in a value as text, and every name of a field. */
function* textsOf(value: unknown): Generator<string> {
  if (typeof value === 'string') yield value;
  if (typeof value === 'number') yield JSON.stringify(value);
  if (typeof value !== 'object' || value === null) return;
  for (const [name, inner] of Object.entries(value)) {
    if (isFields(value)) yield name;
    yield* textsOf(inner);
  }
}

/** What an alert says: its texts and numbers, and the names of its labels and facts. */
function saidBy(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  if (typeof value === 'number') return [JSON.stringify(value)];
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([name, inner]) =>
    name === 'labels' || name === 'facts' ? [...textsOf(inner)] : saidBy(inner),
  );
}

/** What an alert says that stands nowhere in a document, neither as it is nor, where it is a time, as epoch milliseconds. */
export function lostOf(said: unknown, document: unknown): string[] {
  const kept = new Set(textsOf(document));
  const all = [...kept].join('\n');
  const isKept = (text: string) => kept.has(text) || kept.has(String(Date.parse(text))) || all.includes(text);
  return saidBy(said).filter((text) => text !== '' && !isKept(text));
}
