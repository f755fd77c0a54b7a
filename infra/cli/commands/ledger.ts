import * as z from 'zod/mini';
import { type ApiOptions, clientOf, viewOf } from '../client.ts';
import { exitCode } from '../errors.ts';
import { type Output, showTable } from '../output.ts';
import { acts, type Register } from '../register.ts';
import { examples, withApi } from '../shared-options.ts';

const Counts = z.record(z.string(), z.int());
const Ledger = z.looseObject({
  webhooks: Counts,
  alerts: z.int(),
  deliveries: Counts,
  balanced: z.boolean(),
  audit: z.optional(z.looseObject({ agrees: z.boolean() })),
});

interface Options extends ApiOptions, Output {
  readonly audit?: true;
}

const rowsOf = (what: string, counts: z.infer<typeof Counts>): string[][] =>
  Object.entries(counts).map(([name, count]) => [what, name, String(count)]);

const yes = (is: boolean): string => (is ? 'yes' : 'NO');

/** `tocsin ledger`: the exit code says whether the counts add up. */
export const ledger: Register = (program, context) => {
  const command = program
    .command('ledger')
    .description('shows what was accepted and what became of it; the exit code is 1 when it does not add up')
    .option('--audit', 'counts the rows of each hour too')
    .addHelpText('after', examples('tocsin ledger', 'tocsin ledger --audit -o json'))
    .action(
      acts(context, async (options: Options) => {
        const query = options.audit ? { audit: '' } : {};
        const body = await clientOf(options, context)({ method: 'GET', path: '/v1/ledger', query });
        const view = viewOf(Ledger, body);
        const audited = view.audit === undefined ? [] : [['audit', 'agrees', yes(view.audit.agrees)]];
        showTable(body, options, context, () => ({
          head: ['OF', 'STATE', 'COUNT'],
          rows: [
            ...rowsOf('webhooks', view.webhooks),
            ['alerts', '', String(view.alerts)],
            ...rowsOf('deliveries', view.deliveries),
            ['ledger', 'balanced', yes(view.balanced)],
            ...audited,
          ],
          none: '',
        }));
        return view.balanced && view.audit?.agrees !== false ? exitCode.ok : exitCode.refused;
      }),
    );
  withApi(command);
};
