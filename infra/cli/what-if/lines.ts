import type { Figures } from '../../../lambdas/engine/what-if/figures.ts';
import { shortTime } from '../alert-lines.ts';
import type { Io } from '../context.ts';
import { type Listing, tableLines } from '../output.ts';
import type { Pair, Report } from './report.ts';

type Destination = Report['destinations'][string];

/** `12`, or `12 → 15` where it changes. */
const pairText = (before: number | undefined, after: number | undefined, about = ''): string => {
  const [was, is] = [before ?? '-', after ?? '-'];
  return was === is ? `${about}${is}` : `${about}${was} → ${about}${is}`;
};

const shown = ({ before, after, isAbout }: Destination, name: keyof Figures, isEstimate = false): string =>
  pairText(before?.[name], after?.[name], isEstimate || isAbout ? 'about ' : '');

const limitOf = ({ before, after }: Destination): string => pairText(before?.perMinute, after?.perMinute);

const destinationRow = ([name, each]: [string, Destination]): readonly string[] => [
  name,
  pairText(each.before?.alerts, each.after?.alerts),
  String(each.gained),
  String(each.lost),
  shown(each, 'notified'),
  shown(each, 'merged'),
  shown(each, 'digested', true),
  shown(each, 'suppressed'),
  shown(each, 'requests', true),
  shown(each, 'busiestMinute', true),
  each.before?.perMinute === undefined && each.after?.perMinute === undefined ? 'none' : limitOf(each),
  shown(each, 'withoutPermit', true),
];

const destinationListing = ({ destinations }: Report): Listing => ({
  head: [
    'DESTINATION',
    'ALERTS',
    'NEW',
    'LOST',
    'NOTIFIED',
    'MERGED',
    'IN DIGESTS',
    'SUPPRESSED',
    'REQUESTS',
    'BUSIEST MINUTE',
    'LIMIT',
    'ABOVE LIMIT',
  ],
  rows: Object.entries(destinations).map(destinationRow),
  none: 'there are no destinations',
});

const routeListing = ({ routes }: Report): Listing => ({
  head: ['ROUTE', 'ALERTS'],
  rows: Object.entries(routes).map(([name, { before, after }]) => [name, pairText(before, after)]),
  none: 'there are no routes',
});

const exampleListing = ({ examples }: Report): Listing => ({
  head: ['SEVERITY', 'TITLE', 'BEFORE', 'AFTER', 'ID'],
  rows: examples.map(({ severity, title, before, after, id }) => [
    severity,
    title,
    before.join(', '),
    after.join(', ') || 'nobody',
    id,
  ]),
  elastic: 1,
  none: '',
});

const costLine = ({ before, after }: Pair): string =>
  `cost on AWS: ${pairText(before, after, 'about $')} a month, if the other days are like these`;

/** The sentence that says whether a change can be made. */
function summaryOf(report: Report): string {
  const { alerts, same, added, lost, moved, unrouted, from, to } = report;
  if (alerts === 0) return 'no alerts in this time: there is nothing to compare';
  const nobody = `nobody is notified of ${unrouted.after} (${unrouted.before} now)`;
  return (
    `${alerts} alerts from ${shortTime(from)} to ${shortTime(to)}: ${same} go where they go now, ${added} to more ` +
    `destinations, ${lost} to fewer, ${moved} to others; ${nobody}`
  );
}

function movesLines({ moves }: Report): string[] {
  const lines = Object.entries(moves).map(([move, count]) => `  ${count} alerts: ${move}`);
  return lines.length === 0 ? [] : ['', 'Moved:', ...lines.slice(0, 20)];
}

/** What a person reads of the report. */
export function reportLines(report: Report, io: Pick<Io, 'isTerminal' | 'isColored' | 'columns'>): string[] {
  const { examples, notes } = report;
  return [
    summaryOf(report),
    '',
    ...tableLines(destinationListing(report), io, true),
    '',
    ...tableLines(routeListing(report), io, true),
    ...movesLines(report),
    ...(examples.length === 0
      ? []
      : ['', 'Alerts that fewer destinations get:', ...tableLines(exampleListing(report), io)]),
    '',
    costLine(report.monthlyCost),
    ...notes,
  ];
}
