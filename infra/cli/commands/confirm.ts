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
}

/** `tocsin confirm DELIVERY`: it arrived after all. */
export const confirm: Register = (program, context) => {
  const command = program
    .command('confirm')
    .description('says that an uncertain delivery (state unknown) has arrived')
    .argument('<delivery>', 'the id of a delivery, as tocsin alert ID -o wide shows it')
    .option('--author <name>', 'your name; otherwise your user name')
    .option('--note <text>', 'where it was seen')
    .addOption(new Option('--reason <text>', 'the older name of --note').hideHelp())
    .addHelpText('after', examples('tocsin confirm DELIVERY --note "seen in the channel"'))
    .action(
      acts(context, async (delivery: string, { author = defaultAuthor(), note, reason, ...options }: Options) => {
        const path = `/v1/deliveries/${encodeURIComponent(delivery)}/confirm`;
        const body = await clientOf(
          options,
          context,
        )({ method: 'POST', path, body: { by: author, note: note ?? reason } });
        show(body, options, context, () => ['it counts as delivered']);
        return undefined;
      }),
    );
  withApi(command);
};
