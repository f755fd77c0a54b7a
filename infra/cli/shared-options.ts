import { type Command, Option } from 'commander';
import { deliveryStatuses } from '../../lambdas/domain/delivery.ts';
import { pastTime } from './durations.ts';
import { formats } from './output.ts';

/** What a list or a replay is narrowed by. */
export interface Filters {
  readonly source?: string;
  readonly severity?: string;
  readonly class?: string;
  readonly state?: string;
  readonly status?: string;
  readonly destination?: string;
  readonly title?: string;
  readonly search?: string;
  readonly since?: string;
  readonly until?: string;
}

const classes = ['threat', 'vulnerability', 'compliance', 'exposure', 'operational'];

/** Adds the address of a running system. */
export const withAddress = (command: Command): Command =>
  command.option('--url <url>', 'address of the system (TOCSIN_URL; otherwise http://127.0.0.1:8787)');

/** Adds the format of what is printed. */
export const withOutput = (command: Command): Command =>
  command.addOption(
    new Option('-o, --output <format>', 'otherwise a table on a terminal, and json for programs').choices(formats),
  );

/** Adds the address, the credential and the format to a command that asks a running system. */
export const withApi = (command: Command): Command =>
  withOutput(
    withAddress(command)
      .option('--token <token>', 'admin token (TOCSIN_ADMIN_TOKEN; otherwise the one that npm start keeps)')
      .addOption(
        new Option('--data <dir>', 'data folder of npm start, where it keeps the admin token')
          .default('.tocsin')
          .env('TOCSIN_DATA'),
      ),
  );

/** Adds the filters of `GET /v1/alerts`. */
export const withFilters = (command: Command): Command =>
  command
    .option('--source <name>', 'a source in tocsin.yaml')
    .option('--severity <list>', 'one, several with commas, or a comparison: ">=high"')
    .addOption(new Option('--class <class>', 'what it is about').choices(classes))
    .addOption(new Option('--state <state>', 'whether the problem is over').choices(['open', 'resolved']))
    .addOption(new Option('--status <status>', 'with a delivery in this state').choices(deliveryStatuses))
    .option('--destination <name>', 'with a delivery to this destination')
    .option('--title <text>', 'a part of the title; * stands for any text')
    .option('--search <words>', 'words that all stand in the alert')
    .option('--since <time>', 'received since: 1h is an hour ago; or an RFC 3339 time', pastTime)
    .option('--until <time>', 'received before: 30m is half an hour ago; or an RFC 3339 time', pastTime);

/** The filters as the API names them. */
export const filtersOf = ({
  source,
  severity,
  class: about,
  state,
  status,
  destination,
  title,
  search,
  since,
  until,
}: Filters) => ({
  source,
  severity,
  class: about,
  state,
  status,
  destination,
  title,
  q: search,
  since,
  until,
});

/** The examples at the end of a command's help. */
export const examples = (...lines: readonly string[]): string =>
  `\nExamples:\n${lines.map((line) => `  $ ${line}`).join('\n')}`;
