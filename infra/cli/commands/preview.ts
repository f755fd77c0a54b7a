import { acts, type Register } from '../register.ts';
import { examples } from '../shared-options.ts';

interface Options {
  readonly to?: string;
  readonly source?: string;
  readonly type?: string;
  readonly config?: string;
  readonly html: string;
}

/** `tocsin preview FILE`: loaded when asked for, because it brings every mock receiver along. */
export const preview: Register = (program, context) => {
  program
    .command('preview')
    .description(
      'shows what destinations would be sent for a sample payload or a stored alert; sends nothing, writes preview.html',
    )
    .argument('<file>', 'the payload; - is standard input')
    .option('--to <name>', 'one destination only')
    .option('--source <name>', 'the source in tocsin.yaml that sends it')
    .option('--type <type>', 'the type of the source; otherwise it is guessed')
    .option('--config <file>', 'the configuration; otherwise tocsin.yaml, when there is one')
    .option('--html <file>', 'the file to write', 'preview.html')
    .addHelpText(
      'after',
      examples('tocsin preview payload.json', 'tocsin alert ID -o json | tocsin preview - --to soc-slack'),
    )
    .action(
      acts(context, async (file: string, options: Options) => {
        const { preview: run } = await import('../preview.ts');
        return run({ ...options, file }, context.io.out);
      }),
    );
};
