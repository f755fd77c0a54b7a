import type { Log } from '../../lambdas/functions/console-log.ts';

const quiet = new Set(['webhook.answered', 'ledger.balanced']);

const show = (value: unknown): string => (typeof value === 'string' ? value : JSON.stringify(value));

/** Writes one short line for each event, for a terminal; `TOCSIN_LOG=json` writes all fields. */
export const plainLog: Log = (event, fields) => {
  if (quiet.has(event)) return;
  const texts = Object.entries(fields).filter(([, value]) => value !== undefined);
  console.log(
    `${new Date().toISOString()} ${event} ${texts.map(([name, value]) => `${name}=${show(value)}`).join(' ')}`,
  );
};
