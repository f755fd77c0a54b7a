import { reachSettings } from '../domain/reach.ts';
import type { Fields } from '../domain/values/json-fields.ts';

/** What every destination can be set to, whatever its type. */
export const commonSettings = ['evidence', 'timeout', 'giveUpAfter', 'timeZone', 'message', ...reachSettings] as const;
export type Common = Readonly<Partial<Record<(typeof commonSettings)[number], unknown>>>;

/** The settings of a destination in two parts: those of every destination, and those of its type. */
export function splitCommon<S extends Fields>(settings: S): { readonly common: Common; readonly own: Fields } {
  const isCommon = ([name]: [string, unknown]): boolean => commonSettings.some((common) => common === name);
  const entries = Object.entries(settings);
  return {
    common: Object.fromEntries(entries.filter(isCommon)),
    own: Object.fromEntries(entries.filter((entry) => !isCommon(entry))),
  };
}
