import { acts, type Register } from '../register.ts';
import type { SendOptions } from '../send.ts';
import { examples, withAddress, withOutput } from '../shared-options.ts';

/** `tocsin send SOURCE`: posts a payload as the sender would, with its credential or signature. */
export const send: Register = (program, context) => {
  const command = program
    .command('send')
    .description('posts a payload to the hook of a source, with the credential or signature of its sender')
    .argument('<source>', 'a source in tocsin.yaml')
    .argument('[file]', 'the payload; - is standard input')
    .option('--sample', 'a sample of what the type of the source sends')
    .option('--config <file>', 'the configuration; otherwise tocsin.yaml, else the sample of npm start')
    .addHelpText('after', examples('tocsin send akto-prod --sample', 'tocsin send akto-prod payload.json'))
    .action(
      acts(context, async (source: string, file: string | undefined, options: SendOptions) => {
        const { send: run } = await import('../send.ts');
        return run(source, file, options, context);
      }),
    );
  withOutput(withAddress(command));
};
