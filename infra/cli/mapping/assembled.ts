import { expressionsIn, type Mapping } from '../../../lambdas/sources/_kit/mapping/map-schema.ts';
import type { Expressions } from './expressions.ts';

const order = [
  'each',
  'id',
  'problem',
  'type',
  'title',
  'description',
  'severity',
  'riskScore',
  'confidence',
  'occurredAt',
  'state',
  'resolvedWhen',
  'action',
];

const rank = (place: string): number => {
  const at = order.indexOf(place.split('.', 1)[0] ?? '');
  return at < 0 ? order.length : at;
};

/** The expressions as they stand under `map`. */
export function mappingOf(expressions: Expressions, each?: string): Mapping {
  const all: [string, string][] = [...(each === undefined ? [] : [['each', each] as [string, string]]), ...expressions];
  const root: Record<string, unknown> = {};
  for (const [place, expression] of all.toSorted(([a], [b]) => rank(a) - rank(b))) {
    const keys = place.split('.');
    const group = keys.slice(0, -1).reduce<Record<string, unknown>>((node, key) => {
      const next = { ...(node[key] as Record<string, unknown> | undefined) };
      node[key] = next;
      return next;
    }, root);
    group[keys.at(-1) ?? ''] = expression;
  }
  return root as Mapping;
}

const problemPlaces =
  /^(?:type|title|problem|state|resolvedWhen|ignoreWhen|finding\.vendorUid|actor\.(?:user|email|ip)|(?:target|kubernetes|container|cloud|file|code)\..*)$/;

/** The expressions that the problem and its course depend on: trials by the hundred need no others. */
export const problemMapping = (map: Mapping): Mapping =>
  mappingOf(
    new Map(
      expressionsIn(map).flatMap(([parts, expression]): [string, string][] => {
        const place = parts.join('.');
        return problemPlaces.test(place) ? [[place, expression]] : [];
      }),
    ),
  );
