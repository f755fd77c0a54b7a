import { type Fields, isFields } from '../domain/values/json-fields.ts';
import type { Problem } from '../domain/values/problem.ts';
import { checkCommon } from './common-settings.ts';
import { unknownName } from './mistakes.ts';
import { withFiles } from './reach.ts';
import type { ConfigFile } from './schema.ts';
import { commonSettings } from './split-common.ts';
import type { Surroundings } from './surroundings.ts';

/** What `defaults` may hold: the wording of messages belongs to the destinations that people read. */
const defaultSettings = commonSettings.filter((name) => name !== 'message');

/** The mistakes in `defaults`, which may hold what every destination can be set to. */
export function checkDefaults(defaults: unknown, surroundings: Surroundings): Problem[] {
  if (!isFields(defaults)) return [];
  const unknown = Object.keys(defaults).filter((name) => !defaultSettings.some((known) => known === name));
  return [
    ...unknown.map((name) => ({
      path: ['defaults', name],
      message: unknownName('setting', name, defaultSettings),
      atKey: true,
    })),
    ...checkCommon(defaults, ['defaults'], surroundings),
  ];
}

/** The destinations with what `defaults` adds to each, and with the content of the files that they name. */
export function effectiveDestinations(
  destinations: ConfigFile['destinations'],
  defaults: Fields,
  { readFile = () => undefined }: Surroundings,
): ConfigFile['destinations'] {
  return Object.fromEntries(
    Object.entries(destinations).map(([id, settings]) => [id, withFiles({ ...defaults, ...settings }, readFile)]),
  );
}
