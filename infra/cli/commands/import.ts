import { Argument } from 'commander';
import { type Peer, peers } from '../import/peers.ts';
import { acts, type Register } from '../register.ts';
import { examples } from '../shared-options.ts';

interface Options {
  readonly out?: string;
}

/** `tocsin import PROGRAM FILE`: a first tocsin.yaml out of the configuration of another program. */
export const importConfig: Register = (program, context) => {
  program
    .command('import')
    .description(
      'makes a tocsin.yaml out of the configuration of another program, and says what it could not carry over',
    )
    .addArgument(new Argument('<program>', 'whose configuration it is').choices(peers))
    .argument('<file>', 'its configuration; for outpost the list of destinations as its API answers it')
    .option('-o, --out <file>', 'writes into this new file instead of standard output')
    .addHelpText(
      'after',
      examples('tocsin import alertmanager alertmanager.yml -o tocsin.yaml', 'tocsin import falcosidekick config.yaml'),
    )
    .action(
      acts(context, async (peer: Peer, file: string, { out }: Options) => {
        const { importFrom } = await import('../import/import.ts');
        return importFrom(peer, file, out, { print: context.io.out, complain: context.io.err });
      }),
    );
};
