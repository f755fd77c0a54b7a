import { isUnwritten } from '../../lambdas/engine/metrics/observe.ts';
import type { Log } from '../../lambdas/functions/console-log.ts';

const quiet = new Set(['webhook.answered', 'ledger.balanced']);
/** Lines are written together, because each write to a terminal or file costs as much as a request. */
const TOGETHER_MS = 50;

const show = (value: unknown): string => (typeof value === 'string' ? value : JSON.stringify(value));

let waiting = '';

function flush(): void {
  const lines = waiting;
  waiting = '';
  if (lines !== '') process.stdout.write(lines);
}
process.once('exit', flush);

/** Writes one short line for each event, for a terminal; `TOCSIN_LOG=json` writes all fields. */
export const plainLog: Log = (event, fields) => {
  if (quiet.has(event) || isUnwritten(event)) return;
  let line = `${new Date().toISOString()} ${event}`;
  for (const [name, value] of Object.entries(fields)) if (value !== undefined) line += ` ${name}=${show(value)}`;
  if (waiting === '') setTimeout(flush, TOGETHER_MS).unref();
  waiting += `${line}\n`;
};
