import { pastTime, upTo } from '../durations.ts';
import { acts, type Register } from '../register.ts';
import { examples, withApi } from '../shared-options.ts';
import type { WhatIfOptions } from '../what-if/what-if.ts';

const MOST = 100_000;

/** `tocsin what-if NEW.yaml`: loaded when asked for, because it brings every destination along. */
export const whatIf: Register = (program, context) => {
  const command = program
    .command('what-if')
    .description('says in counts what a changed configuration would have done with the alerts of the last days')
    .argument('<file>', 'the changed configuration')
    .option('--against <file>', 'the configuration to compare with', 'tocsin.yaml')
    .option('--since <time>', 'alerts received since: 1d is a day ago; or an RFC 3339 time; otherwise 7d', pastTime)
    .option('--until <time>', 'alerts received before: 1h is an hour ago; or an RFC 3339 time', pastTime)
    .option('-n, --limit <number>', 'the most alerts; the newest count', upTo(MOST), 20_000)
    .option('--alerts <file>', 'alerts of this file, one as JSON in each line, instead of those of a running system')
    .option('--save <file>', 'writes the alerts into this new file, for --alerts')
    .addHelpText(
      'after',
      examples(
        'tocsin what-if new.yaml --since 7d',
        'tocsin what-if new.yaml --against old.yaml --alerts alerts.jsonl',
      ),
    )
    .action(
      acts(context, async (file: string, options: WhatIfOptions) => {
        const { whatIf: run } = await import('../what-if/what-if.ts');
        return run(file, options, context);
      }),
    );
  withApi(command);
};
