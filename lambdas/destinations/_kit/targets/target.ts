import type { Alert } from '../../../domain/alert.ts';
import type { DeliveryTarget } from '../../../domain/delivery-target.ts';
import type { Fields } from '../../../domain/values/json-fields.ts';
import { choiceOf, chosenBy, isChoice } from './choice.ts';

/**
 * The settings of a type that may be chosen by the alert: by `value`, which is kept with the delivery as it is, or by
 * `name`, where the value is a credential or an address that may hold one.
 */
export type TargetKinds = Readonly<Record<string, 'value' | 'name'>>;

/** An address is kept by name too, because it may hold a credential. */
export const targetKinds = (targets: readonly string[], secrets: readonly string[]): TargetKinds =>
  Object.fromEntries(targets.map((name) => [name, secrets.includes(name) || /url$/i.test(name) ? 'name' : 'value']));

/** The settings that the operator wrote as a choice. */
export const choicesIn = (settings: Fields, kinds: TargetKinds): readonly (readonly [string, Fields])[] =>
  Object.keys(kinds).flatMap((name) => {
    const written = Object.hasOwn(settings, name) ? settings[name] : undefined;
    return isChoice(written) ? [[name, written] as const] : [];
  });

const without = (settings: Fields, name: string): Fields =>
  Object.fromEntries(Object.entries(settings).filter(([each]) => each !== name));

const withValue = (settings: Fields, name: string, value: unknown): Fields =>
  value === null || value === undefined ? without(settings, name) : { ...settings, [name]: value };

/** The value of a choice at a target; an option that is not named any more gives the default. */
function valueAt(written: Fields, kind: 'value' | 'name', at: unknown): unknown {
  const { options, otherwise } = choiceOf(written);
  if (at === undefined) return otherwise;
  return kind === 'value' ? at : options.has(String(at)) ? options.get(String(at)) : otherwise;
}

/** The settings at a target: those that it names have its values, other choices their default. */
export function settingsAt(settings: Fields, kinds: TargetKinds, target: DeliveryTarget = {}): Fields {
  return Object.entries(kinds).reduce((made, [name, kind]) => {
    const written = settings[name];
    const at = Object.hasOwn(target, name) ? target[name] : undefined;
    if (isChoice(written)) return withValue(made, name, valueAt(written, kind, at));
    return at === undefined || kind === 'name' ? made : withValue(made, name, at);
  }, settings);
}

/** The target that an alert chooses. Evaluating it never fails: what is not named gives the default. */
export async function targetOf(alert: Alert, settings: Fields, kinds: TargetKinds): Promise<DeliveryTarget> {
  const target: Record<string, unknown> = {};
  for (const [name, written] of choicesIn(settings, kinds)) {
    const choice = choiceOf(written);
    const option = await chosenBy(alert, choice);
    if (kinds[name] === 'name') {
      if (option !== undefined) target[name] = option;
    } else target[name] = option === undefined ? choice.otherwise : choice.options.get(option);
  }
  return target;
}

const isSame = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b);

/** The part of a target that differs from the defaults: what has a circuit breaker and a rate limit of its own. */
export const apartFromDefaults = (target: DeliveryTarget, settings: Fields, kinds: TargetKinds): DeliveryTarget =>
  Object.fromEntries(
    choicesIn(settings, kinds).flatMap(([name, { default: otherwise }]) =>
      Object.hasOwn(target, name) && !isSame(target[name], otherwise) ? [[name, target[name]]] : [],
    ),
  );
