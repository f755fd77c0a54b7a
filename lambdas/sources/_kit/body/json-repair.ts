import { type Context, createContext, runInContext } from 'node:vm';
import { jsonrepair } from 'jsonrepair';
import { never, type Pause } from '../../../domain/values/cooperative-yield.ts';
import { after, type Later } from '../../../domain/values/deferred.ts';
import { mend } from './json-mend.ts';
import { bracketDepth } from './json-scan.ts';
import { beginsLikeJson, isContainer, MAX_DEPTH, MEND_MAX_CHARACTERS, parseJson } from './json-text.ts';

/** What is longer is mended in one pass, which knows fewer slips. */
export const REPAIR_MAX_CHARACTERS = 16 * 1024;

/**
 * A repair of 16 Ki characters takes 20 ms on most broken texts, and seconds where quotes of other kinds stand side by side
 * by the hundred, which somebody may have meant.
 */
const REPAIR_MAX_MS = 150;

/**
 * What ran out of time because the machine stood still would be repaired when it is read again, and be another alert then.
 * No machine stands still three times in a row.
 */
const TRIES = 3;

let repairing: Context | undefined;

/** As the library repairs it; `late` when it was stopped. Only a script can be stopped while it runs. */
function tryRepair(text: string): { readonly text: string } | 'late' | 'failed' {
  repairing ??= createContext({ repair: jsonrepair });
  repairing['text'] = text;
  try {
    return { text: String(runInContext('repair(text)', repairing, { timeout: REPAIR_MAX_MS })) };
  } catch (error) {
    // Its error is none of ours: it was made where the script runs.
    const code = typeof error === 'object' && error !== null && 'code' in error ? error.code : undefined;
    return code === 'ERR_SCRIPT_EXECUTION_TIMEOUT' ? 'late' : 'failed';
  }
}

function repaired(text: string, pause: Pause, tries = TRIES): Later<string> {
  const found = tryRepair(text);
  if (typeof found === 'object') return found.text;
  if (found === 'failed' || tries <= 1) return mend(text);
  return after(pause(), () => repaired(text, pause, tries - 1));
}

/** A repair goes into what opens by recursion, also into what stands in a string that it takes for none. */
const isRepairable = (text: string, max: number): boolean => text.length <= max && bracketDepth(text) <= MAX_DEPTH;

/**
 * The object or list that a broken text was meant to be. What a repair makes of prose is a string, which no sender means.
 * Above `max` characters only what one pass can mend is mended.
 */
export function repairJson(text: string, max = REPAIR_MAX_CHARACTERS, pause: Pause = never): Later<object | undefined> {
  if (!beginsLikeJson(text) || text.length > MEND_MAX_CHARACTERS) return undefined;
  return after(isRepairable(text, max) ? repaired(text, pause) : mend(text), (said) => {
    const parsed = parseJson(said);
    return parsed.kind === 'value' && isContainer(parsed.value) ? parsed.value : undefined;
  });
}
