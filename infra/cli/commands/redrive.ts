import { acts, type Register } from '../register.ts';
import { examples } from '../shared-options.ts';

/** `tocsin redrive`: on AWS the dead letters of a queue go back to it; one machine has none. */
export const redrive: Register = (program, context) => {
  program
    .command('redrive')
    .description('on AWS: moves the messages of a dead-letter queue back to its queue; one machine has no such queue')
    .option('--queue <arn>', 'the dead-letter queue, as its alarm names it')
    .addHelpText('after', examples('tocsin redrive --queue arn:aws:sqs:eu-central-1:123456789012:NAME'))
    .action(
      acts(context, async ({ queue }: { readonly queue?: string }) => {
        if (queue === undefined) {
          context.io.out(
            'nothing to do: one machine has no dead-letter queue (tocsin replay sends dead deliveries again); on AWS name it with --queue ARN',
          );
          return undefined;
        }
        const { redrive: run } = await import('../../../lambdas/store/sqs/redrive.ts');
        const { moved } = await run(queue, context.environment(), (count) => context.io.progress(`${count} moved …`));
        context.io.progress('');
        context.io.out(`${moved} messages were moved back`);
        return undefined;
      }),
    );
};
