import { type Command, InvalidArgumentError } from 'commander';
import * as z from 'zod/mini';
import { shortTime } from '../alert-lines.ts';
import { defaultAuthor } from '../author.ts';
import { type ApiOptions, clientOf, viewOf } from '../client.ts';
import type { Context } from '../context.ts';
import { durationMs, futureTime } from '../durations.ts';
import { CliError, exitCode } from '../errors.ts';
import { type Output, show, showTable } from '../output.ts';
import { acts, type Register } from '../register.ts';
import { examples, withApi } from '../shared-options.ts';

const text = z.string();
const Silence = z.looseObject({
  id: text,
  match: z.record(text, z.unknown()),
  matchers: z.optional(z.array(text)),
  from: text,
  until: text,
  author: text,
  reason: text,
  count: z.int(),
  active: z.boolean(),
  ended: z.boolean(),
});
const Silences = z.looseObject({ silences: z.array(Silence) });
type Silence = z.infer<typeof Silence>;

interface Options extends ApiOptions, Output {
  readonly all?: true;
  readonly matchers?: readonly string[];
  readonly match?: unknown;
  readonly repeats?: unknown;
  readonly from?: string;
  readonly until?: string;
  readonly for?: string;
  readonly author?: string;
  readonly reason: string;
  readonly replaces?: string;
}

function jsonOf(given: string): unknown {
  try {
    return JSON.parse(given);
  } catch {
    throw new InvalidArgumentError('it is no JSON; write an object such as \'{"source": "scanner"}\'.');
  }
}

/** A duration as it was written, once it is one. */
const duration = (given: string): string => (durationMs(given) > 0 ? given : '');

const stateOf = ({ active, ended }: Silence): string => (active ? 'active' : ended ? 'ended' : 'not active');

const rowOf = (silence: Silence): readonly string[] => [
  silence.id,
  stateOf(silence),
  silence.matchers?.join(', ') ?? JSON.stringify(silence.match),
  shortTime(silence.until),
  String(silence.count),
  silence.author,
  silence.reason,
];

function addList(parent: Command, context: Context): void {
  const command = parent
    .command('list')
    .description('lists the silences that have not ended')
    .option('--all', 'those that have ended too')
    .addHelpText('after', examples('tocsin silence list', 'tocsin silence list --all -o json'))
    .action(
      acts(context, async (options: Options) => {
        const body = await clientOf(options, context)({ method: 'GET', path: '/v1/silences' });
        const { silences } = viewOf(Silences, body);
        const listed = silences.filter(({ ended }) => options.all === true || !ended);
        showTable({ silences: listed }, options, context, () => ({
          head: ['ID', 'STATE', 'MATCHES', 'UNTIL (UTC)', 'SUPPRESSED', 'AUTHOR', 'REASON'],
          rows: listed.map(rowOf),
          elastic: 6,
          none: 'no silences',
        }));
        return undefined;
      }),
    );
  withApi(command);
}

async function add(given: readonly string[], options: Options, context: Context): Promise<undefined> {
  const { match, repeats, from, until, reason, replaces, author = defaultAuthor() } = options;
  const all = [...given, ...(options.matchers ?? [])];
  const matchers = all.length === 0 ? undefined : all;
  if (matchers === undefined && match === undefined)
    throw new CliError(
      'silence add: say which alerts, such as \'source="scanner"\', or with --match JSON',
      exitCode.misuse,
    );
  const request = { match, matchers, from, until, duration: options.for, repeats, author, reason, replaces };
  const body = await clientOf(options, context)({ method: 'POST', path: '/v1/silences', body: request });
  const { id, until: end } = viewOf(z.looseObject({ id: text, until: text }), body);
  show(body, options, context, () => [`${id} is active until ${end}`]);
}

function addAdd(parent: Command, context: Context): void {
  const command = parent
    .command('add')
    .description('makes a silence: deliveries of the alerts that match end as suppressed')
    .argument('[matchers...]', 'which alerts, as Alertmanager writes it: source="scanner" severity=~"low|medium"')
    .option('--matchers <text...>', 'the same as an option')
    .option('--match <json>', 'which alerts, as the match of a route', jsonOf)
    .option('--for <duration>', 'for how long: 30m, 2h, 7d', duration)
    .option('--until <time>', 'until when: 2h is in two hours; or an RFC 3339 time', futureTime)
    .option('--from <time>', 'from when: 1h is in an hour; or an RFC 3339 time', futureTime)
    .option('--repeats <json>', 'when it comes back, as docs/silences.md says', jsonOf)
    .option('--replaces <id>', 'ends this silence once the new one is made')
    .option('--author <name>', 'your name; otherwise your user name')
    .requiredOption('--reason <text>', 'why, for those who are not notified')
    .addHelpText('after', examples(`tocsin silence add 'source="scanner"' --for 2h --reason "a planned scan"`))
    .action(acts(context, (given: readonly string[], options: Options) => add(given, options, context)));
  command.addOption(command.createOption('--duration <duration>', 'for how long').argParser(duration).hideHelp());
  command.on('option:duration', (value: string) => command.setOptionValue('for', duration(value)));
  withApi(command);
}

function addEnd(parent: Command, context: Context): void {
  const command = parent
    .command('end')
    .description('ends a silence now')
    .argument('<id>', 'the id of a silence, as tocsin silence list shows it')
    .addHelpText('after', examples('tocsin silence end ID'))
    .action(
      acts(context, async (id: string, options: Options) => {
        const path = `/v1/silences/${encodeURIComponent(id)}`;
        const body = await clientOf(options, context)({ method: 'DELETE', path });
        show(body, options, context, () => [`${id} has ended`]);
        return undefined;
      }),
    );
  withApi(command);
}

/** `tocsin silence list|add|end`. */
export const silence: Register = (program, context) => {
  const parent = program
    .command('silence')
    .description('lists, makes and ends silences')
    .addHelpText('after', examples('tocsin silence list', 'tocsin silence end ID'));
  addList(parent, context);
  addAdd(parent, context);
  addEnd(parent, context);
};
