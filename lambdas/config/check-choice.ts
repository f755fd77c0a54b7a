import { ChoiceSetting, optionsOf } from '../destinations/_kit/targets/choice.ts';
import { expressionsIn, templateParts } from '../destinations/_kit/targets/template.ts';
import { expressionMistake, routeDialect } from '../domain/expression/check.ts';
import { type Fields, textOf } from '../domain/values/json-fields.ts';
import type { Path, Problem } from '../domain/values/problem.ts';
import { unknownFieldIn } from './unknown-fields.ts';
import { issuesToProblems, type Part } from './zod-problems.ts';

const choiceNames = Object.keys(ChoiceSetting.shape);

/** The form of a choice, for the setting in question. */
export const formOf = (setting: string): string =>
  `${setting}: { from: "{{ labels.team }}", map: { payments: …, core: … }, default: … }`;

function expressionProblem(from: string): string | undefined {
  const found = `found ${JSON.stringify(from)}`;
  if (templateParts(from) === undefined) return `${found}; a "{{" is not closed with "}}"`;
  const expressions = expressionsIn(from);
  if (expressions.length === 0)
    return `${found}; expected an expression over the alert in braces, such as "{{ labels.team }}"`;
  return expressions
    .map((each) => expressionMistake(each, routeDialect) ?? unknownFieldIn(each))
    .find((message) => message !== undefined);
}

function fromProblems({ from }: Fields, form: string, path: Path): Problem[] {
  if (textOf(from) === undefined) return [{ path, message: `has no from; write ${form}` }];
  const message = typeof from === 'string' ? expressionProblem(from) : `found ${String(from)}; expected a text`;
  return message === undefined ? [] : [{ path: [...path, 'from'], message }];
}

function optionsProblems(written: Fields, kind: 'value' | 'name', form: string, path: Path): Problem[] {
  const { map, allow } = written;
  if ((map === undefined) === (allow === undefined))
    return [
      {
        path,
        message: `needs either map or allow, and not both: an alert chooses only among what is named; write ${form}`,
      },
    ];
  const name = map === undefined ? 'allow' : 'map';
  if (optionsOf(written).size === 0)
    return [{ path: [...path, name], message: 'is empty; name what the alert may choose' }];
  if (name === 'map' || kind === 'value') return [];
  const message = 'means nothing for an address or a credential, which no alert names: give each one a name in map';
  return [{ path: [...path, name], message }];
}

/** The problems of a choice by itself; its options are checked with the settings that they belong to. */
export function checkChoice(name: string, written: Fields, kind: 'value' | 'name', part: Part): Problem[] {
  const path = [...part.base, name];
  const shape = ChoiceSetting.safeParse(written);
  const issues = shape.success ? [] : shape.error.issues.filter(({ path: at }) => at[0] !== 'from');
  const form = formOf(name);
  const missing = Object.hasOwn(written, 'default')
    ? []
    : [{ path, message: `has no default, where every other alert goes; write ${form}` }];
  return [
    ...issuesToProblems(issues, written, { ...part, base: path, namesAt: () => choiceNames }),
    ...fromProblems(written, form, path),
    ...optionsProblems(written, kind, form, path),
    ...missing,
  ];
}
