import { acts, type Register } from '../register.ts';
import { examples } from '../shared-options.ts';

/** `tocsin check`: the mistakes of a configuration, without a running system. */
export const check: Register = (program, context) => {
  program
    .command('check')
    .description('says what is wrong in a configuration, where, and what to do; the exit code is 1 when something is')
    .argument('[file]', 'the configuration', 'tocsin.yaml')
    .option('--secrets', 'a secret that is set neither in the environment nor in .env is a mistake')
    .addHelpText('after', examples('tocsin check', 'tocsin check staging.yaml --secrets'))
    .action(
      acts(context, async (file: string, { secrets = false }: { readonly secrets?: boolean }) => {
        const { check: run } = await import('../check.ts');
        const options = { file, secrets, environment: context.environment() };
        return run(options, { print: context.io.out, complain: context.io.err });
      }),
    );
};
