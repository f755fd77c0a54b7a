import type { Chart } from './charts.ts';
import type { MachineFacts } from './machine-facts.ts';
import { budgetRows, type Measured } from './measured.ts';
import {
  backlogTable,
  closedTable,
  coldTable,
  costTable,
  growthTable,
  openTable,
  postTable,
  verdictTable,
} from './tables.ts';

const command = (text: string): string => `\`\`\`sh\n${text}\n\`\`\``;

/** The pictures, and what each shows. */
const titles = {
  'growth-time.svg': 'Time and CPU for each alert over the number of alerts stored',
  'growth-size.svg': 'Resident memory and size of the data folder over the number of alerts stored',
  'backlog.svg': 'Alerts that wait over the seconds since the destination is back',
} as const;

const picture = (name: keyof typeof titles): string => `![${titles[name]}](pictures/${name})`;

const factsText = ({ date, processor, cores, memoryGb, system, node, load }: MachineFacts): string =>
  `Measured on ${date}: ${processor}, ${cores} cores, ${memoryGb.toFixed(0)} GB, ${system}, Node ${node}; load average before it ${load.toFixed(2)}.`;

const verdicts = (measured: Measured): string[] => [
  '## Verdicts',
  'The margin is for what other work on a machine adds. Figures differ between machines, verdicts should not.',
  verdictTable(budgetRows(measured)),
];

const timeToNotify = ({ open }: Measured): string[] => [
  '## Time to notify',
  command('npm run bench -- open'),
  'From the post of an alert to its arrival at a receiver on the same machine. The durable forwarder writes each alert to SQLite before it answers and after its delivery, and does nothing else.',
  openTable(open),
];

const processorTime = ({ closed }: Measured): string[] => [
  '## CPU for 1,000 alerts',
  command('npm run bench -- closed'),
  '20 connections post without a pause, after ten seconds of the same: until then V8 compiles what runs often. The bare forwarder keeps nothing and never sends again: no forwarder on Node costs less.',
  closedTable(closed),
];

const storeGrowth = ({ growth }: Measured): string[] => [
  '## As the store grows',
  command(`npm run bench -- growth --rows ${growth.at(-1)?.stored ?? 0}`),
  picture('growth-time.svg'),
  picture('growth-size.svg'),
  growthTable(growth),
];

const backlogDrain = ({ backlog }: Measured): string[] => [
  '## When a destination comes back',
  command(`npm run bench -- backlog --backlog ${backlog.accepted}`),
  'Alerts are accepted while the destination refuses connections. The open circuit breaker probes it every 15 seconds; after the first success all that wait leave.',
  picture('backlog.svg'),
  backlogTable(backlog),
];

const cost = ({ costs }: Measured): string[] => [
  '## Cost on AWS',
  command('npm run cost'),
  '[cost.md](cost.md) says what it consists of.',
  costTable(costs),
];

const functions = ({ cold, posts }: Measured): string[] => [
  '## Functions on AWS',
  command('npm run bench -- cold cpu'),
  'A function starts with its clients of AWS, and loads the configured sources and destinations with the first event. The last column is what it loads at its start; the others are ratios of processor time.',
  coldTable(cold),
  postTable(posts),
];

/** The generated part of docs/performance.md. */
export const pageOf = (measured: Measured): string =>
  [
    factsText(measured.facts),
    ...[verdicts, timeToNotify, processorTime, storeGrowth, backlogDrain, cost, functions].flatMap((section) =>
      section(measured),
    ),
  ].join('\n\n');

/** The pictures of the page, by the name of their file. */
export function chartsOf({ growth, backlog }: Measured): ReadonlyMap<string, Chart> {
  const x = 'alerts stored';
  return new Map<string, Chart>([
    [
      'growth-time.svg',
      {
        title: titles['growth-time.svg'],
        x,
        y: 'ms for each alert',
        lines: [
          { name: 'time', points: growth.map(({ stored, msPerAlert }) => [stored, msPerAlert]) },
          { name: 'CPU', points: growth.map(({ stored, cpuMsPerAlert }) => [stored, cpuMsPerAlert]) },
        ],
      },
    ],
    [
      'growth-size.svg',
      {
        title: titles['growth-size.svg'],
        x,
        y: 'MB',
        lines: [
          { name: 'resident memory', points: growth.map(({ stored, residentMb }) => [stored, residentMb]) },
          { name: 'data folder', points: growth.map(({ stored, fileMb }) => [stored, fileMb]) },
        ],
      },
    ],
    [
      'backlog.svg',
      {
        title: titles['backlog.svg'],
        x: 'seconds since the destination is back',
        y: 'alerts',
        lines: [{ name: 'alerts that wait', points: backlog.waiting }],
      },
    ],
  ]);
}
