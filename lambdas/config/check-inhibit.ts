import type { InhibitRule, Selection } from '../domain/inhibit.ts';
import { placeOfName } from '../domain/matcher-names.ts';
import { durationSeconds } from '../domain/values/duration.ts';
import { type Fields, isFields, listOf } from '../domain/values/json-fields.ts';
import type { Path, Problem } from '../domain/values/problem.ts';
import { InhibitSetting } from './inhibit-schema.ts';
import { readConditions } from './read-conditions.ts';

interface CheckedRules {
  readonly rules: readonly InhibitRule[];
  readonly problems: readonly Problem[];
  readonly warnings: readonly Problem[];
}

const none: CheckedRules = { rules: [], problems: [], warnings: [] };

interface Side {
  readonly selection?: Selection;
  readonly problems: readonly Problem[];
  readonly warnings: readonly Problem[];
}

const isEmpty = ({ match, not, matchers = [] }: Selection): boolean =>
  matchers.length === 0 && Object.keys(match).length === 0 && Object.keys(not).length === 0;

const problem = (path: Path, message: string): Side => ({ problems: [{ path, message }], warnings: [] });

/** One side of a rule, under our name or Alertmanager's. */
function readSide(value: Fields, [own, theirs]: readonly [string, string], path: Path): Side {
  if (value[own] !== undefined && value[theirs] !== undefined)
    return problem([...path, theirs], `is Alertmanager's name of ${own}, which stands beside it; remove one`);
  const name = value[theirs] === undefined ? own : theirs;
  const written = value[name];
  if (written === undefined)
    return problem([...path, own], 'is missing; expected matchers such as severity="critical"');
  const at = [...path, name];
  const { conditions, problems, warnings } = isFields(written)
    ? readConditions(written, at)
    : readConditions({ matchers: written }, path, at);
  const everything = problem(at, 'selects every alert; name at least one field').problems;
  return {
    selection: conditions,
    problems: problems.length === 0 && isEmpty(conditions) ? everything : problems,
    warnings,
  };
}

function equalProblems(value: Fields, path: Path): Problem[] {
  return listOf(value['equal']).flatMap((name, i) => {
    const mistake = typeof name === 'string' ? placeOfName(name).mistake : undefined;
    return mistake === undefined ? [] : [{ path: [...path, 'equal', i], message: mistake }];
  });
}

const DAY = 86_400;
const MOST_SECONDS = 7 * DAY;

/** A problem whose end never comes must not suppress for ever. */
function secondsProblem({ atMost }: InhibitSetting, path: Path): Problem[] {
  const seconds = atMost === undefined ? DAY : (durationSeconds(atMost) ?? 0);
  if (seconds > 0 && seconds <= MOST_SECONDS) return [];
  return [{ path: [...path, 'atMost'], message: `found "${atMost}"; allowed: a time up to "7d"` }];
}

function ruleOf(setting: InhibitSetting, i: number, source: Selection, target: Selection): InhibitRule {
  const { name = `inhibit ${i + 1}`, equal = [], atMost } = setting;
  const seconds = atMost === undefined ? DAY : (durationSeconds(atMost) ?? DAY);
  return { name, source, target, equal: equal.map((each) => placeOfName(each).path), seconds };
}

function checkRule(value: unknown, i: number, base: Path): CheckedRules {
  const setting = InhibitSetting.safeParse(value);
  if (!isFields(value) || !setting.success) return none;
  const path = [...base, i];
  const source = readSide(value, ['when', 'sourceMatchers'], path);
  const target = readSide(value, ['suppress', 'targetMatchers'], path);
  const isWhole = source.selection !== undefined && target.selection !== undefined;
  return {
    rules: isWhole ? [ruleOf(setting.data, i, source.selection, target.selection)] : [],
    problems: [
      ...source.problems,
      ...target.problems,
      ...equalProblems(value, path),
      ...secondsProblem(setting.data, path),
    ],
    warnings: [...source.warnings, ...target.warnings],
  };
}

/** The rules of inhibition, under `inhibit` or Alertmanager's name `inhibitRules`. */
export function checkInhibit(input: Fields): CheckedRules {
  if (input['inhibit'] !== undefined && input['inhibitRules'] !== undefined) {
    const message = "is Alertmanager's name of inhibit, which stands beside it; put all rules under one";
    return { ...none, problems: [{ path: ['inhibitRules'], message }] };
  }
  const name = input['inhibitRules'] === undefined ? 'inhibit' : 'inhibitRules';
  const all = listOf(input[name]).map((value, i) => checkRule(value, i, [name]));
  return {
    rules: all.flatMap(({ rules }) => rules),
    problems: all.flatMap(({ problems }) => problems),
    warnings: all.flatMap(({ warnings }) => warnings),
  };
}
