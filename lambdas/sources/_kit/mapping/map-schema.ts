import * as z from 'zod/mini';
import { Actor, Finding, Rule, Target } from '../../../domain/alert.ts';
import { placeShapes } from '../../../domain/places.ts';
import { isFields } from '../../../domain/values/json-fields.ts';
import { oldFields } from '../../../domain/values/old-fields.ts';

const expression = z.string().check(z.minLength(1));
const optional = z.optional(expression);

/** The places of an alert with an expression in each. */
type Expressions<T> = {
  readonly [K in keyof T]?: (NonNullable<T[K]> extends object ? Expressions<NonNullable<T[K]>> : string) | undefined;
};

type Schema = z.core.$ZodType;
type Shape = Readonly<Record<string, Schema>>;

/** Names within groups; a name of version 1 that has moved is taken until the next release. */
interface Names {
  readonly [name: string]: Names | undefined;
}

const bare = (schema: Schema): Schema =>
  schema instanceof z.ZodMiniOptional ? bare(schema._zod.def.innerType) : schema;

const namesOf = (schema: Schema): Names | undefined => {
  const inner = bare(schema);
  const shape: Shape | undefined = inner instanceof z.ZodMiniObject ? inner.shape : undefined;
  return shape === undefined
    ? undefined
    : Object.fromEntries(Object.entries(shape).map(([name, value]) => [name, namesOf(value)]));
};

const { uid: _uid, ...rest } = namesOf(Finding) ?? {};
const { uid: _rule, ...ruleNames } = namesOf(Rule) ?? {};

/** What may be stated of each group; what the normalisation makes is not among it. */
const groups: Names = {
  actor: namesOf(Actor),
  target: namesOf(Target),
  finding: rest,
  rule: ruleNames,
  ...Object.fromEntries(Object.entries(placeShapes).map(([name, shape]) => [name, namesOf(shape)])),
};

const oldNames = (group: string): Record<string, typeof optional> =>
  Object.fromEntries(
    Object.keys(oldFields)
      .filter((name) => name.startsWith(`${group}.`) && group === 'target')
      .map((name) => [name.slice(group.length + 1), optional]),
  );

const settingFor = (names: Names, old: Readonly<Record<string, Schema>> = {}): z.ZodMiniType => {
  const inner = Object.entries(names).map(([name, within]): [string, Schema] => [
    name,
    within === undefined ? optional : z.optional(name === 'process' ? orText(within) : settingFor(within)),
  ]);
  return z.strictObject({ ...old, ...Object.fromEntries(inner) });
};

/** A program in one text: a name, a path or a command line. */
const orText = (names: Names): z.ZodMiniType => z.union([expression, settingFor(names)]);

const groupSettings = Object.fromEntries(
  Object.entries(groups).map(([name, names]) => [name, z.optional(settingFor(names ?? {}, oldNames(name)))]),
);

type OldTarget = Readonly<
  Partial<Record<'cluster' | 'namespace' | 'workload' | 'pod' | 'container' | 'image' | 'resource', string>>
>;

interface Groups {
  readonly actor?: Omit<Expressions<Actor>, 'process'> & { readonly process?: string | Expressions<Actor>['process'] };
  readonly target?: Expressions<Target> & OldTarget;
  readonly finding?: Expressions<Omit<Finding, 'uid'>>;
  readonly rule?: Expressions<Omit<Rule, 'uid'>>;
}
type PlaceGroups = { readonly [K in keyof typeof placeShapes]?: Expressions<z.infer<(typeof placeShapes)[K]>> };

const plain = {
  each: optional,
  ignoreWhen: optional,
  id: optional,
  problem: optional,
  class: optional,
  type: optional,
  title: optional,
  description: optional,
  severity: optional,
  riskScore: optional,
  confidence: optional,
  occurredAt: optional,
  state: optional,
  resolvedWhen: optional,
  action: optional,
  attack: optional,
  vulnerabilities: optional,
  remediation: optional,
  labels: z.optional(z.record(z.string().check(z.minLength(1)), expression)),
  url: optional,
  vendor: optional,
  product: optional,
};

/** How a payload becomes alerts: `each` finds them, and of each a JSONata expression a field tells what it says. */
export type Mapping = z.infer<z.ZodMiniObject<typeof plain>> & Groups & PlaceGroups;

const checked = z.strictObject({ ...plain, ...groupSettings }).check(
  z.refine((map) => Object.keys(map).length > 0, {
    error: 'is empty; write an expression, such as title: "rule.name"',
  }),
  z.refine((map) => map['state'] === undefined || map['resolvedWhen'] === undefined, {
    error: 'has state and resolvedWhen, which say the same: remove one',
  }),
);

// The groups are made of the shapes of the alert, whose types stand in `Groups` and `PlaceGroups`.
export const MapSetting = checked as unknown as z.ZodMiniType<Mapping>;

/** The names that may stand under `map`, or under a group of it: `actor`, `process`. */
export function namesInMap(...path: readonly (string | number | undefined)[]): readonly string[] {
  const within = path.filter((name) => name !== undefined);
  if (within.length === 0) return Object.keys(checked.shape);
  const names = within.reduce<Names | undefined>((group, name) => group?.[name], groups);
  return Object.keys(names ?? {});
}

type ExpressionAt = [path: readonly [string, ...string[]], expression: string];

/** Every expression of a mapping by its path: `title`, `actor.process.pid`, `labels.team`. */
export function expressionsIn(map: unknown, within: readonly string[] = []): ExpressionAt[] {
  return Object.entries(isFields(map) ? map : {}).flatMap(([name, value]): ExpressionAt[] => {
    const [first = name, ...others] = [...within, name];
    return typeof value === 'string' ? [[[first, ...others], value]] : expressionsIn(value, [...within, name]);
  });
}
