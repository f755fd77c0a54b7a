import { Argument } from 'commander';
import { scripts, shells } from '../completion/scripts.ts';
import { nodesOf } from '../completion/words.ts';
import { acts, type Register } from '../register.ts';
import { examples } from '../shared-options.ts';

/** `tocsin completion SHELL`: prints a script; nothing is installed. */
export const completion: Register = (program, context) => {
  program
    .command('completion')
    .description('prints the completion script of a shell')
    .addArgument(new Argument('<shell>', 'the shell').choices(shells))
    .addHelpText('after', examples('source <(tocsin completion bash)', 'tocsin completion fish | source'))
    .action(
      acts(context, async (shell: keyof typeof scripts) => {
        context.io.out(scripts[shell](nodesOf(program)));
        return undefined;
      }),
    );
};
