import { open } from 'node:fs/promises';
import type { PastAlert } from '../../../lambdas/engine/what-if/place.ts';
import { simulate } from '../../../lambdas/engine/what-if/simulate.ts';
import { configText } from '../../config-text.ts';
import { configOf } from '../../load-config.ts';
import { type ApiOptions, clientOf } from '../client.ts';
import type { Context } from '../context.ts';
import { pastTime } from '../durations.ts';
import { CliError, exitCode } from '../errors.ts';
import { type Output, show } from '../output.ts';
import { reportLines } from './lines.ts';
import { type Past, readFileOf, readStored } from './read-past.ts';
import { reportOf } from './report.ts';

export interface WhatIfOptions extends ApiOptions, Output {
  readonly against: string;
  readonly since?: string;
  readonly until?: string;
  readonly limit: number;
  readonly alerts?: string;
  readonly save?: string;
}

const configIn = (file: string) => configOf(configText(file), file, true);

async function read(options: WhatIfOptions, context: Context): Promise<Past> {
  if (options.alerts !== undefined) return readFileOf(options.alerts, options);
  const onPage = (count: number): void => context.io.progress(`${count} alerts read …`);
  const { since = pastTime('7d') } = options;
  return readStored({ ...options, since }, { ask: clientOf(options, context), onPage });
}

/** Writes the alerts into a new file, one a line. It holds alert texts: nobody else may read it. */
async function save(alerts: readonly PastAlert[], file: string): Promise<void> {
  const written = await open(file, 'wx', 0o600).catch((error: unknown) => {
    const isThere = error instanceof Error && 'code' in error && error.code === 'EEXIST';
    throw new CliError(
      isThere ? `${file} exists already: name a new file` : `cannot write ${file}: name a file in a folder that exists`,
      exitCode.misuse,
    );
  });
  try {
    for (const past of alerts) await written.write(`${JSON.stringify(past)}\n`);
  } finally {
    await written.close();
  }
}

function notesOn({ isCut, unread, alerts }: Past, failed: number, { limit }: WhatIfOptions): string[] {
  const lines = unread.slice(0, 5).join(', ');
  return [
    ...(isCut
      ? [`only the newest ${alerts.length} alerts were read: raise --limit (now ${limit}) for older ones`]
      : []),
    ...(unread.length > 0 ? [`${unread.length} lines are no alerts, such as line ${lines}: they were left out`] : []),
    ...(failed > 0 ? [`for ${failed} alerts a where: expression failed, which counts as a match`] : []),
  ];
}

/** `tocsin what-if`: alerts of the past by the current configuration and by a new one. */
export async function whatIf(file: string, options: WhatIfOptions, context: Context): Promise<number> {
  const [current, changed] = [configIn(options.against), configIn(file)];
  const past = await read(options, context);
  const { alerts } = past;
  if (options.save !== undefined) await save(alerts, options.save);
  const onProgress = (name: string) => (done: number) =>
    context.io.progress(`${name}: ${done} of ${alerts.length} alerts …`);
  const before = await simulate(current, alerts, onProgress(options.against));
  const after = await simulate(changed, alerts, onProgress(file));
  context.io.progress('');
  const report = reportOf(alerts, before, after, notesOn(past, after.failed, options));
  show(report, options, context, () => reportLines(report, context.io));
  return 0;
}
