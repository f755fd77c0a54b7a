import { sinceOf } from '../time.ts';

/** The filters of the list, in the order of their chips, with what each allows; an empty list: what is there. */
export const filters: readonly (readonly [name: string, label: string, choices: readonly string[]])[] = [
  ['severity', 'severity', ['critical', '>=high', '>=medium', 'high', 'medium', 'low', 'info']],
  ['class', 'class', ['threat', 'vulnerability', 'compliance', 'exposure', 'operational']],
  ['state', 'state', ['open', 'resolved']],
  ['status', 'delivery', ['delivered', 'retrying', 'queued', 'unknown', 'dead', 'merged', 'suppressed']],
  ['source', 'source', []],
  ['destination', 'destination', []],
];

/** What a delivery's state is called, where it differs from the word of the API. */
export const statusNames: Readonly<Record<string, string>> = {
  retrying: 'waiting, tried before',
  queued: 'waiting',
  unknown: 'uncertain',
  suppressed: 'silenced',
};

type Query = Readonly<Record<string, string>>;

/** The names of a query that narrow the list. */
export const filterNames: readonly string[] = [...filters.map(([name]) => name), 'q', 'range'];

/** What stands in the address of the page as a query of the API. */
export function apiQuery(query: Query, nowMs: number): URLSearchParams {
  const asked = new URLSearchParams();
  for (const name of [...filters.map(([each]) => each), 'q']) {
    const value = query[name];
    if (value !== undefined && value !== '') asked.set(name, value);
  }
  const since = sinceOf(query['range'], nowMs);
  if (since !== undefined) asked.set('since', since);
  return asked;
}

/** The filters of a query as one text, to tell whether they have changed. */
export const keyOf = (query: Query): string => JSON.stringify(filterNames.map((name) => query[name] ?? ''));
