import * as z from 'zod/mini';
import { Actor, Target } from '../../../domain/alert.ts';
import { isFields } from '../../../domain/values/json-fields.ts';

const expression = z.string().check(z.minLength(1));
const optional = z.optional(expression);

const expressionsFor = <K extends string>(names: readonly K[]) =>
  z.optional(z.strictObject(Object.fromEntries(names.map((name) => [name, optional])) as Record<K, typeof optional>));

const actorNames = z.keyof(Actor).options;
const targetNames = z.keyof(Target).options;

/** How a payload becomes alerts: `each` finds them, and of each a JSONata expression a field tells what it says. */
export const MapSetting = z
  .strictObject({
    each: optional,
    ignoreWhen: optional,
    id: optional,
    problem: optional,
    type: optional,
    title: optional,
    description: optional,
    severity: optional,
    occurredAt: optional,
    state: optional,
    resolvedWhen: optional,
    action: optional,
    actor: expressionsFor(actorNames),
    target: expressionsFor(targetNames),
    attack: optional,
    remediation: optional,
    labels: z.optional(z.record(z.string().check(z.minLength(1)), expression)),
    url: optional,
    vendor: optional,
    product: optional,
  })
  .check(
    z.refine((map) => Object.keys(map).length > 0, {
      error: 'is empty; write an expression, such as title: "rule.name"',
    }),
    z.refine((map) => map.state === undefined || map.resolvedWhen === undefined, {
      error: 'has state and resolvedWhen, which say the same: remove one',
    }),
  );
export type Mapping = z.infer<typeof MapSetting>;

/** The names that may stand under `map`, or under one of its groups. */
export const namesInMap = (group?: string | number): readonly string[] => {
  if (group === undefined) return Object.keys(MapSetting.shape);
  if (group === 'actor') return actorNames;
  return group === 'target' ? targetNames : [];
};

/** Every expression of a mapping by its path: `title`, `actor.ip`, `labels.team`. */
export function expressionsIn(map: unknown): [path: readonly [string, ...string[]], expression: string][] {
  return Object.entries(isFields(map) ? map : {}).flatMap(([name, value]): [[string, ...string[]], string][] => {
    if (typeof value === 'string') return [[[name], value]];
    return Object.entries(isFields(value) ? value : {}).flatMap(([inner, text]): [[string, ...string[]], string][] =>
      typeof text === 'string' ? [[[name, inner], text]] : [],
    );
  });
}
