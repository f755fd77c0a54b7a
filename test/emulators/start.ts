import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { configOf } from '../../infra/load-config.ts';
import { consoleLog } from '../../lambdas/functions/console-log.ts';
import { startAwsSystem } from './system.ts';

/** The functions of the stack as a process of their own, over emulators that run elsewhere. */

const { values } = parseArgs({
  options: { config: { type: 'string', default: '' }, emulators: { type: 'string', default: '' } },
});

const system = await startAwsSystem({
  config: configOf(readFileSync(values.config, 'utf8'), values.config, true),
  configFile: `${values.config}.json`,
  emulators: JSON.parse(values.emulators),
  secrets: process.env,
  log: consoleLog,
});
process.stdout.write(`Tocsin listens on ${system.url}, over emulators of AWS\n`);
