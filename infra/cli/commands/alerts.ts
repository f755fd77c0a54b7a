import { alertListing } from '../alert-lines.ts';
import { readAlerts } from '../alert-pages.ts';
import { type ApiOptions, clientOf } from '../client.ts';
import { upTo } from '../durations.ts';
import { type Output, showTable } from '../output.ts';
import { acts, type Register } from '../register.ts';
import { examples, type Filters, withApi, withFilters } from '../shared-options.ts';

interface Options extends ApiOptions, Output, Filters {
  readonly limit: number;
}

const MOST = 1_000_000;

/** `tocsin alerts`: follows the pages of the list until there are as many as `--limit`. */
export const alerts: Register = (program, context) => {
  const command = program
    .command('alerts')
    .description('lists alerts, newest first')
    .option('-n, --limit <number>', 'the most alerts; pages are followed until then', upTo(MOST), 50)
    .addHelpText(
      'after',
      examples(
        'tocsin alerts',
        'tocsin alerts --severity ">=high" --since 1h',
        'tocsin alerts --status dead --limit 1000 -o json',
      ),
    )
    .action(
      acts(context, async (options: Options) => {
        const { io } = context;
        const onPage = (count: number): void => io.progress(`${count} alerts read …`);
        const found = await readAlerts(options, options.limit, { ask: clientOf(options, context), onPage });
        io.progress('');
        showTable(found, options, context, (isWide) => alertListing(found.alerts, isWide));
        if (found.cursor !== undefined)
          io.err(`there are more than ${found.alerts.length}: raise --limit, or narrow the list`);
        return undefined;
      }),
    );
  withApi(withFilters(command));
};
