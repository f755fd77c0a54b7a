import type { Alert } from '../types.ts';

/** A named value of an alert. */
export type Pair = readonly [name: string, value: string];

const places = [
  'actor',
  'target',
  'connection',
  'file',
  'container',
  'kubernetes',
  'cloud',
  'code',
  'sensor',
  'labels',
  'facts',
] as const;

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null;

/** All values below a place of the alert, each with its path. */
function pairsIn(path: string, value: unknown): Pair[] {
  if (isObject(value)) return Object.entries(value).flatMap(([name, inner]) => pairsIn(`${path}.${name}`, inner));
  return value === undefined || value === '' ? [] : [[path, String(value)]];
}

/** Who, what it was done to, and all else that names something. */
export const entitiesOf = (alert: Alert): Pair[] => [
  ...places.flatMap((place) => pairsIn(place, alert[place])),
  ...(alert.vulnerabilities ?? []).flatMap((each, index) => pairsIn(`vulnerabilities.${index + 1}`, each)),
  ...alert.attack.flatMap(({ technique, name }): Pair[] =>
    technique === undefined ? [] : [['attack', name === undefined ? technique : `${technique} ${name}`]],
  ),
];

/** What happened, in one sentence. */
export function sentenceOf({ vendor, product, title, actor, target, action }: Alert): string {
  const who = actor.user ?? actor.email ?? actor.ip ?? actor.process?.name;
  const where = target.host ?? target.url ?? target.domain ?? target.ip;
  const by = who === undefined ? '' : `, by ${who}`;
  const at = where === undefined ? '' : `, at ${where}`;
  const did = action === 'unknown' ? '' : `; it was ${action}`;
  return `${[vendor, product].filter((word, i, all) => all.indexOf(word) === i).join(' ')} reports: ${title}${by}${at}${did}.`;
}
