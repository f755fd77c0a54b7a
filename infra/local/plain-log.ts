import type { Log } from '../../lambdas/functions/console-log.ts';

const quiet = new Set(['webhook.answered', 'ledger.balanced']);

const show = (value: unknown): string => (typeof value === 'string' ? value : JSON.stringify(value));

/** One short line an event, for a person at a terminal; `TOCSIN_LOG=json` gives all of it. */
export const plainLog: Log = (event, fields) => {
  if (quiet.has(event)) return;
  const texts = Object.entries(fields).filter(([, value]) => value !== undefined);
  console.log(
    `${new Date().toISOString()} ${event} ${texts.map(([name, value]) => `${name}=${show(value)}`).join(' ')}`,
  );
};
