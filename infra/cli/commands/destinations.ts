import type { Command } from 'commander';
import * as z from 'zod/mini';
import { shortTime } from '../alert-lines.ts';
import { defaultAuthor } from '../author.ts';
import { type ApiOptions, clientOf, viewOf } from '../client.ts';
import type { Context } from '../context.ts';
import { type Output, show, showTable } from '../output.ts';
import { acts, type Register } from '../register.ts';
import { examples, withApi } from '../shared-options.ts';

const text = z.string();
const optional = z.optional(text);
const Destination = z.looseObject({
  id: text,
  type: text,
  state: text,
  since: optional,
  reason: optional,
  pausedBy: optional,
  recent: z.looseObject({
    deliveries: z.record(text, z.int()),
    lastDeliveredAt: optional,
    lastFailure: z.optional(z.looseObject({ at: text, reason: optional })),
  }),
});
const Destinations = z.looseObject({ destinations: z.array(Destination) });
type Destination = z.infer<typeof Destination>;

interface Options extends ApiOptions, Output {
  readonly author?: string;
}

const waiting = ({ recent: { deliveries } }: Destination): number =>
  ['queued', 'sending', 'retrying', 'unknown'].reduce((sum, status) => sum + (deliveries[status] ?? 0), 0);

/** Why it is held back, or what went wrong last. */
function whyOf({ state, since, reason, pausedBy, recent: { lastFailure } }: Destination): string {
  if (state === 'paused') return `by ${pausedBy ?? ''} since ${shortTime(since)}`;
  if (state === 'refusing') return `${reason ?? ''} since ${shortTime(since)}`;
  return lastFailure === undefined ? '' : `${lastFailure.reason ?? 'failed'} at ${shortTime(lastFailure.at)}`;
}

const rowOf = (destination: Destination): readonly string[] => [
  destination.id,
  destination.type,
  destination.state,
  String(waiting(destination)),
  String(destination.recent.deliveries['dead'] ?? 0),
  shortTime(destination.recent.lastDeliveredAt),
  whyOf(destination),
];

/** Pauses or resumes one destination. */
function addHold(parent: Command, action: 'pause' | 'resume', about: string, context: Context): void {
  const command = parent
    .command(action)
    .description(about)
    .argument('<name>', 'a destination in tocsin.yaml')
    .option('--author <name>', 'who asks for it; otherwise your user name')
    .addHelpText('after', examples(`tocsin destinations ${action} soc-slack`))
    .action(
      acts(context, async (name: string, options: Options) => {
        const path = `/v1/destinations/${encodeURIComponent(name)}/${action}`;
        const by = options.author ?? defaultAuthor();
        const body = await clientOf(options, context)({ method: 'POST', path, body: { by } });
        show(body, options, context, () => [`${name} is ${action}d`]);
        return undefined;
      }),
    );
  withApi(command);
}

async function list(options: Options, context: Context): Promise<undefined> {
  const body = await clientOf(options, context)({ method: 'GET', path: '/v1/destinations' });
  const view = viewOf(Destinations, body);
  showTable(body, options, context, () => ({
    head: ['DESTINATION', 'TYPE', 'STATE', 'WAITING', 'DEAD', 'LAST DELIVERED (UTC)', 'WHY'],
    rows: view.destinations.map(rowOf),
    elastic: 6,
    none: 'no destination is configured',
  }));
}

/** `tocsin destinations`: how each one stands; `pause` and `resume` hold one back and let it go. */
export const destinations: Register = (program, context) => {
  const command = program
    .command('destinations')
    .description('shows whether anything is stuck: the state of each destination, and what waits for it')
    .addHelpText(
      'after',
      examples('tocsin destinations', 'tocsin destinations pause soc-slack', 'tocsin destinations resume soc-slack'),
    );
  const parent = withApi(command).action(acts(context, (options: Options) => list(options, context)));
  addHold(parent, 'pause', 'holds back all deliveries to a destination; nothing is lost', context);
  addHold(parent, 'resume', 'ends the pause of a destination: what waits is sent, the urgent first', context);
};
