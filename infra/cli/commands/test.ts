import * as z from 'zod/mini';
import { oneLine } from '../../../lambdas/domain/values/text.ts';
import { type ApiOptions, clientOf, viewOf } from '../client.ts';
import { exitCode } from '../errors.ts';
import { type Output, show } from '../output.ts';
import { acts, type Register } from '../register.ts';
import { examples, withApi } from '../shared-options.ts';

const optional = z.optional(z.string());
const Outcome = z.looseObject({
  deliveryId: z.string(),
  status: z.string(),
  reason: optional,
  attempts: z.array(z.looseObject({ outcome: z.string(), reason: optional, response: optional })),
});

/** The state, and where it was not delivered why not and in whose words. */
function lineOf(name: string, { status, reason, attempts, deliveryId }: z.infer<typeof Outcome>): string {
  const last = attempts.at(-1);
  const why = [reason ?? last?.reason, last?.response].filter((part) => part !== undefined);
  return oneLine(`${name}: ${[status, ...why].join('; ')} (${deliveryId})`);
}

/** `tocsin test DESTINATION`: the exit code says whether it was delivered. */
export const test: Register = (program, context) => {
  const command = program
    .command('test')
    .description('sends a marked test message to a destination; the exit code is 1 when it was not delivered')
    .argument('<destination>', 'a destination in tocsin.yaml')
    .addHelpText('after', examples('tocsin test soc-slack'))
    .action(
      acts(context, async (name: string, options: ApiOptions & Output) => {
        context.io.progress(`waiting for ${name} …`);
        const path = `/v1/destinations/${encodeURIComponent(name)}/test`;
        const body = await clientOf(options, context)({ method: 'POST', path });
        context.io.progress('');
        const outcome = viewOf(Outcome, body);
        show(body, options, context, () => [lineOf(name, outcome)]);
        return outcome.status === 'delivered' ? exitCode.ok : exitCode.refused;
      }),
    );
  withApi(command);
};
