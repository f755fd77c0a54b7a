import * as z from 'zod/mini';
import en from 'zod/v4/locales/en.js';
import { parseJson } from '../_kit/json.ts';
import { type Answer, json } from '../_kit/receiver.ts';
import { FaultScript, runScript } from './faults.ts';
import { page, pageHeaders } from './page.ts';
import { asJson } from './received.ts';
import type { Reception } from './reception.ts';

const done: Answer = { status: 204, headers: {}, body: '' };

/** What the sandbox answers about itself; nothing for a request that is none of these. */
export type Pages = (method: string, path: string, body: string) => Answer | undefined;

/** The page of what was received, the same as JSON, and the way to set faults; all below the path `under`. */
export function createPages(reception: Reception, now: () => number, under: string): Pages {
  const { log } = reception;
  const show = (): Answer => ({ status: 200, headers: pageHeaders, body: page(log, now(), under) });
  const clear = (): Answer => {
    log.clear();
    return done;
  };
  const setFaults = (body: string): Answer => {
    const parsed = FaultScript.safeParse(parseJson(body)?.value, { error: en().localeError });
    if (!parsed.success) return json(400, { error: z.prettifyError(parsed.error) });
    reception.faults = runScript(parsed.data);
    return done;
  };
  const commands = new Map<string, (body: string) => Answer>([
    [`GET ${under}`, show],
    [`GET ${under}/`, show],
    [`GET ${under}/received.json`, () => json(200, asJson(log))],
    [`DELETE ${under}/received.json`, clear],
    [`PUT ${under}/faults`, setFaults],
  ]);
  return (method, path, body) => commands.get(`${method} ${path}`)?.(body);
}
