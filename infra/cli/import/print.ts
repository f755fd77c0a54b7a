import { stringify } from 'yaml';
import type { Fields } from '../../../lambdas/domain/values/json-fields.ts';
import type { Draft } from './draft.ts';

const isEmpty = (value: object): boolean => Object.keys(value).length === 0;

/** The text of `tocsin.yaml`. */
export function yamlOf(draft: Draft): string {
  const { sources, destinations, routes, timeIntervals, inhibitRules } = draft;
  const all: Fields = {
    version: 1,
    sources,
    destinations,
    routes,
    ...(isEmpty(timeIntervals) ? {} : { timeIntervals }),
    ...(inhibitRules.length === 0 ? {} : { inhibitRules }),
  };
  return stringify(all, { lineWidth: 0, aliasDuplicateObjects: false });
}

/** What is left to do by hand, a line each: what was not carried over, and the secrets to set. Values are not named. */
export function notesOf({ notes, secrets }: Draft, file: string): string[] {
  const carried = notes.map(({ path, message }) => `${file}: ${path}: ${message}`);
  const names = [...secrets].toSorted();
  return [
    ...(carried.length === 0
      ? []
      : [`${carried.length} ${carried.length === 1 ? 'setting' : 'settings'} to look at:`, ...carried]),
    ...(names.length === 0
      ? []
      : [`set in the environment or .env (tocsin secrets set NAME on AWS): ${names.join(', ')}`]),
  ];
}
