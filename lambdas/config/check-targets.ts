import type { Destination } from '../destinations/_kit/define-destination.ts';
import { isChoice, optionsOf } from '../destinations/_kit/targets/choice.ts';
import { choicesIn, settingsAt } from '../destinations/_kit/targets/target.ts';
import { isTemplate } from '../destinations/_kit/targets/template.ts';
import { type Fields, isFields } from '../domain/values/json-fields.ts';
import type { Path, Problem } from '../domain/values/problem.ts';
import { checkChoice, formOf } from './check-choice.ts';
import { issuesToProblems, type Part } from './zod-problems.ts';

/** What the settings of one destination are held against. */
export interface SettingsCheck {
  readonly destination: Destination;
  readonly part: Part;
}

/** A problem with the value of a setting, at the place where the value is written. */
const movedTo = (at: Path, setting: Path, { path, ...problem }: Problem): Problem =>
  setting.every((name, i) => path[i] === name)
    ? { ...problem, path: [...at, ...path.slice(setting.length)] }
    : { ...problem, path: at };

/** The options of a choice, each with the place where it is written. */
function placedOptions(written: Fields, path: Path): readonly (readonly [Path, unknown])[] {
  const { map, allow, default: otherwise } = written;
  const names = Object.keys(isFields(map) ? map : {});
  const mapped = [...optionsOf({ map, default: otherwise }).values()];
  const allowed = [...optionsOf({ allow, default: otherwise }).values()];
  return [
    ...mapped.map((value, i) => [[...path, 'map', names[i] ?? ''], value] as const),
    ...allowed.map((value, i) => [[...path, 'allow', i], value] as const),
  ];
}

/** Each option is judged with everything else as it is by default; what is wrong then too is not said again. */
function optionProblems(name: string, written: Fields, settings: Fields, check: SettingsCheck): Problem[] {
  const { destination, part } = check;
  const setting = [...part.base, name];
  const { [name]: _, ...others } = settingsAt(settings, destination.targets);
  const problemsWith = (value: unknown): Problem[] => {
    const chosen = value === null ? others : { ...others, [name]: value };
    const parsed = destination.settings.safeParse(chosen);
    return parsed.success ? [] : issuesToProblems(parsed.error.issues, chosen, part);
  };
  const known = new Set(problemsWith(written['default']).map(({ message }) => message));
  return placedOptions(written, setting).flatMap(([at, value]) =>
    problemsWith(value)
      .filter(({ message }) => !known.has(message))
      .map((each) => movedTo(at, setting, each)),
  );
}

function bareMessage(name: string, text: string, targets: readonly string[]): string {
  const found = `found ${JSON.stringify(text)}`;
  if (targets.includes(name)) return `${found}; an alert chooses only among what is named here: write ${formOf(name)}`;
  const others = targets.length === 0 ? 'none' : targets.join(', ');
  return `${found}; takes no expression; settings of this type that an alert may choose: ${others}`;
}

/** Expressions in braces where they would be sent as they are. */
function bareTexts(value: unknown, path: Path, setting: string, targets: readonly string[]): Problem[] {
  if (Array.isArray(value)) return value.flatMap((inner, i) => bareTexts(inner, [...path, i], setting, targets));
  if (isFields(value))
    return Object.entries(value).flatMap(([key, inner]) => bareTexts(inner, [...path, key], setting, targets));
  if (typeof value !== 'string' || !isTemplate(value)) return [];
  return [{ path, message: bareMessage(setting, value, targets) }];
}

/** Settings that are an expression as a whole. */
const expressions: ReadonlySet<string> = new Set(['body']);

/** The problems of settings that the alert chooses, and of expressions where none is taken. */
export function checkTargets(settings: Fields, { destination, part }: SettingsCheck): Problem[] {
  const { targets } = destination;
  const isPlain = ([name, value]: [string, unknown]): boolean =>
    !expressions.has(name) && !(Object.hasOwn(targets, name) && isChoice(value));
  const bare = Object.entries(settings).filter(isPlain);
  return [
    ...choicesIn(settings, targets).flatMap(([name, written]) =>
      checkChoice(name, written, targets[name] ?? 'value', part),
    ),
    ...bare.flatMap(([name, value]) => bareTexts(value, [...part.base, name], name, Object.keys(targets))),
  ];
}

/** The problems of the settings: with every choice at its default, and then with each of its options. */
export function checkSettings(settings: Fields, check: SettingsCheck): Problem[] {
  const { destination, part } = check;
  const choices = choicesIn(settings, destination.targets);
  // Without a default nothing else can be judged.
  if (!choices.every(([, written]) => Object.hasOwn(written, 'default'))) return [];
  const atDefault = settingsAt(settings, destination.targets);
  const parsed = destination.settings.safeParse(atDefault);
  const found = parsed.success ? [] : issuesToProblems(parsed.error.issues, atDefault, part);
  const moved = choices.reduce((all, [name]) => {
    const setting = [...part.base, name];
    return all.map((each) =>
      each.path.at(part.base.length) === name ? movedTo([...setting, 'default'], setting, each) : each,
    );
  }, found);
  return [...moved, ...choices.flatMap(([name, written]) => optionProblems(name, written, settings, check))];
}

/** What is valid and may not work, at its default and at each option. */
export function doubtfulSettings(settings: Fields, destination: Destination, path: Path): Problem[] {
  const { targets } = destination;
  const at = (name: string): Path =>
    isChoice(settings[name]) && name in targets ? [...path, name, 'default'] : [...path, name];
  const own = Object.entries(destination.doubtsOf(settings)).map(([name, text]) => ({ path: at(name), text }));
  const chosen = choicesIn(settings, targets).flatMap(([name, written]) =>
    placedOptions(written, [...path, name]).flatMap(([place, value]) => {
      const text = destination.doubtsOf({ ...settings, [name]: value })[name];
      return text === undefined ? [] : [{ path: place, text }];
    }),
  );
  return [...own, ...chosen].map(({ path: place, text }) => ({ path: place, message: `warning: ${text}` }));
}
