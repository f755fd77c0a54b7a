import { Option } from 'commander';
import { defaultAuthor } from '../author.ts';
import { type ApiOptions, clientOf } from '../client.ts';
import { type Output, show } from '../output.ts';
import { acts, type Register } from '../register.ts';
import { examples, withApi } from '../shared-options.ts';

interface Options extends ApiOptions, Output {
  readonly author?: string;
  readonly note?: string;
  readonly reason?: string;
  readonly falsePositive?: true;
}

const idOfAlert = 'the id of an alert';
const authorOption = ['--author <name>', 'your name; otherwise your user name'] as const;

/** `tocsin ack ID`: escalation stops, and all conversations show by whom. */
export const ack: Register = (program, context) => {
  const command = program
    .command('ack')
    .description('acknowledges the problem of an alert: somebody looks at it')
    .argument('<id>', idOfAlert)
    .option(...authorOption)
    .option('--note <text>', 'what others should know')
    .addOption(new Option('--reason <text>', 'the older name of --note').hideHelp())
    .addHelpText('after', examples('tocsin ack ID --note "looking at it"'))
    .action(
      acts(context, async (id: string, { author = defaultAuthor(), note, reason, ...options }: Options) => {
        const path = `/v1/alerts/${encodeURIComponent(id)}/acknowledge`;
        const body = await clientOf(options, context)({ method: 'POST', path, body: { author, note: note ?? reason } });
        show(body, options, context, () => [answeredBy(body, author, 'acknowledged')]);
        return undefined;
      }),
    );
  withApi(command);
};

/** `tocsin resolve ID`: tickets and incidents are closed. */
export const resolve: Register = (program, context) => {
  const command = program
    .command('resolve')
    .description('ends the problem of an alert: tickets and incidents are closed')
    .argument('<id>', idOfAlert)
    .option(...authorOption)
    .option('--note <text>', 'what was done')
    .addOption(new Option('--reason <text>', 'the older name of --note').hideHelp())
    .option('--false-positive', 'it never was a problem')
    .addHelpText('after', examples('tocsin resolve ID --note "patched"', 'tocsin resolve ID --false-positive'))
    .action(
      acts(
        context,
        async (id: string, { author = defaultAuthor(), note, reason, falsePositive, ...options }: Options) => {
          const path = `/v1/alerts/${encodeURIComponent(id)}/resolve`;
          const body = await clientOf(
            options,
            context,
          )({ method: 'POST', path, body: { author, note: note ?? reason, falsePositive } });
          show(body, options, context, () => [answeredBy(body, author, 'resolved')]);
          return undefined;
        },
      ),
    );
  withApi(command);
};

/** Of several persons the first stands. */
function answeredBy(body: unknown, author: string, state: string): string {
  const first = typeof body === 'object' && body !== null && 'author' in body ? String(body.author) : author;
  const isOther = typeof body === 'object' && body !== null && 'isFirst' in body && body.isFirst === false;
  return isOther ? `it was ${state} before, by ${first}` : `${state} by ${first}`;
}
