import type { Command } from 'commander';
import * as z from 'zod/mini';
import { type ApiOptions, type Ask, clientOf, viewOf } from '../client.ts';
import type { Context } from '../context.ts';
import { upTo } from '../durations.ts';
import { CliError, exitCode } from '../errors.ts';
import { followReplay, progressIn, progressLine } from '../follow-replay.ts';
import { type Output, show, showTable } from '../output.ts';
import { acts, type Register } from '../register.ts';
import { replayOne } from '../replay-one.ts';
import { examples, type Filters, filtersOf, withApi, withFilters } from '../shared-options.ts';

const List = z.looseObject({ deliveries: z.array(z.string()), cursor: z.optional(z.string()) });

interface Options extends ApiOptions, Output, Filters {
  readonly to?: string;
  readonly reparse?: true;
  readonly yes?: true;
  readonly limit: number;
}

const MOST = 100_000;

const requestOf = (options: Options) => ({
  ...filtersOf(options),
  to: options.to,
  reparse: options.reparse,
});

/** Lists what would be sent, page after page. */
async function list(options: Options, ask: Ask, context: Context): Promise<undefined> {
  const deliveries: string[] = [];
  let cursor: string | undefined;
  do {
    const body = { ...requestOf(options), cursor, dryRun: true };
    const page = viewOf(List, await ask({ method: 'POST', path: '/v1/replay', body }));
    deliveries.push(...page.deliveries);
    cursor = page.cursor;
    context.io.progress(`${deliveries.length} deliveries found …`);
  } while (cursor !== undefined && deliveries.length < options.limit);
  context.io.progress('');
  const found = { deliveries: deliveries.slice(0, options.limit), dryRun: true };
  const isMore = cursor !== undefined || deliveries.length > options.limit;
  showTable({ ...found, ...(isMore ? { more: true } : {}) }, options, context, () => ({
    head: ['DELIVERY'],
    rows: found.deliveries.map((delivery) => [delivery]),
    none: 'no delivery matches',
  }));
  if (isMore)
    context.io.err(`there are more than ${found.deliveries.length}: --limit lists more, --yes sends all of them`);
  if (deliveries.length > 0) context.io.err('nothing was sent: --yes sends them');
  return undefined;
}

async function start(options: Options, ask: Ask, { io, ...context }: Context): Promise<number> {
  const started = await ask({ method: 'POST', path: '/v1/replay', body: { ...requestOf(options), dryRun: false } });
  io.err(progressLine(progressIn(started)));
  const last = await followReplay(started, { ask, progress: (line) => io.progress(line) });
  io.progress('');
  show(last, options, { io, ...context }, () => [progressLine(last)]);
  return last.state === 'done' ? exitCode.ok : exitCode.refused;
}

async function one(id: string, options: Options, ask: Ask, context: Context): Promise<undefined> {
  const { yes: _, limit: __, url: ___, token: ____, data: _____, output: ______, destination, ...others } = options;
  const [other] = Object.keys(others);
  if (other !== undefined)
    throw new CliError(
      `replay: --${other} does not go with an id; give --destination alone, or no id`,
      exitCode.misuse,
    );
  const queued = await replayOne(id, destination, ask);
  show({ deliveries: queued }, options, context, () => [`${queued.length} queued`]);
  return undefined;
}

function addStatus(parent: Command, context: Context): void {
  const command = parent
    .command('status')
    .description('shows how far a replay is')
    .argument('<job>', 'the job, as tocsin replay --yes shows it')
    .addHelpText('after', examples('tocsin replay status JOB'))
    .action(
      acts(context, async (job: string, options: Options) => {
        const body = await clientOf(options, context)({ method: 'GET', path: `/v1/replay/${encodeURIComponent(job)}` });
        show(body, options, context, () => [progressLine(progressIn(body))]);
        return undefined;
      }),
    );
  withApi(command);
}

/** `tocsin replay`: one alert or delivery by its id, or all that match; without `--yes` these are only listed. */
export const replay: Register = (program, context) => {
  const command = program
    .command('replay')
    .description(
      'sends again: an alert or a delivery by its id, or all deliveries that match (dead ones unless --status says otherwise)',
    )
    .argument('[id]', 'the id of an alert or a delivery; it is sent at once')
    .option('--to <name>', 'to another destination')
    .option(
      '--reparse',
      'parses the kept webhooks again, by the current configuration, and notifies every destination of their routes',
    )
    .option('--yes', 'sends them, and follows the job until it has ended; without it they are only listed')
    .option('-n, --limit <number>', 'the most deliveries to list', upTo(MOST), 500)
    .addHelpText(
      'after',
      examples(
        'tocsin replay ID',
        'tocsin replay --since 1h',
        'tocsin replay --status dead --destination soc-slack --yes',
      ),
    )
    .action(
      acts(context, async (id: string | undefined, options: Options) => {
        const ask = clientOf(options, context);
        if (id !== undefined) return one(id, options, ask, context);
        return options.yes ? start(options, ask, context) : list(options, ask, context);
      }),
    );
  withApi(withFilters(command));
  addStatus(command, context);
};
