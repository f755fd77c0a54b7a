import { acts, type Register } from '../register.ts';
import { examples } from '../shared-options.ts';

interface Options {
  readonly source?: string;
  readonly config?: string;
}

/** `tocsin map FILE`: tries a mapping, or prints a first one. */
export const map: Register = (program, context) => {
  program
    .command('map')
    .description(
      'tries the mapping of a source of type custom on a payload; without a mapping it prints one that holds for it',
    )
    .argument('<file>', 'the payload; - is standard input')
    .option('--source <name>', 'the source whose mapping is tried')
    .option('--config <file>', 'the configuration; otherwise tocsin.yaml, when there is one')
    .addHelpText('after', examples('tocsin map payload.json', 'tocsin map payload.json --source my-source'))
    .action(
      acts(context, async (file: string, options: Options) => {
        const { map: run } = await import('../map.ts');
        return run({ ...options, file }, { print: context.io.out, complain: context.io.err });
      }),
    );
};
