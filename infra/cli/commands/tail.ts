import { oneLine } from '../../../lambdas/domain/values/text.ts';
import { shortTime } from '../alert-lines.ts';
import type { AlertLine } from '../alert-pages.ts';
import { type ApiOptions, clientOf } from '../client.ts';
import type { Context } from '../context.ts';
import { durationMs } from '../durations.ts';
import { safeJson } from '../escape.ts';
import { followAlerts } from '../follow-alerts.ts';
import { formatOf, type Output } from '../output.ts';
import { acts, type Register } from '../register.ts';
import { examples, type Filters, withApi, withFilters } from '../shared-options.ts';

interface Options extends ApiOptions, Output, Filters {
  readonly every: number;
  readonly for?: number;
}

const EVERY_MS = 2_000;

const lineOf = ({ receivedAt, severity, source, title, id }: AlertLine): string =>
  oneLine(`${shortTime(receivedAt)}  ${severity.padEnd(8)}  ${source}  ${title}  ${id}`);

function print(alerts: readonly AlertLine[], options: Output, { io }: Context): void {
  const isJson = formatOf(options.output, io) === 'json';
  for (const alert of alerts) io.out(isJson ? safeJson(alert) : lineOf(alert));
}

/** `tocsin tail`: a line for each alert as it comes. */
export const tail: Register = (program, context) => {
  const command = program
    .command('tail')
    .description('shows alerts as they come, one line each, until Ctrl-C or the end of --for')
    .option('--every <duration>', 'how often it looks (2s)', durationMs, EVERY_MS)
    .option('--for <duration>', 'how long; otherwise until Ctrl-C', durationMs)
    .addHelpText(
      'after',
      examples('tocsin tail', 'tocsin tail --severity ">=high" --since 10m', 'tocsin tail --for 5m -o json'),
    )
    .action(
      acts(context, async (options: Options) => {
        const nowMs = Date.now();
        const { since, until: _, ...filters } = options;
        await followAlerts({
          ask: clientOf(options, context),
          filters,
          sinceMs: since === undefined ? nowMs : Date.parse(since),
          untilMs: nowMs + (options.for ?? Number.POSITIVE_INFINITY),
          everyMs: options.every,
          onAlerts: (alerts) => print(alerts, options, context),
          onFailure: (error) => context.io.err(`${error instanceof Error ? oneLine(error.message) : ''}; trying again`),
        });
        return undefined;
      }),
    );
  withApi(withFilters(command));
};
