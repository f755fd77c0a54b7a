import { markdownTable } from '../generated-page.ts';
import type { IdleCost } from './idle.ts';
import type { Measured } from './measure.ts';
import { assumed, type Cost, costOf, dollars } from './model.ts';
import { prices } from './prices.ts';
import type { Scenario } from './scenarios.ts';

/** A scenario with what it used and what that costs. */
export interface Result {
  readonly scenario: Scenario;
  readonly measured: Measured;
  readonly cost: Cost;
}

export const resultOf = (scenario: Scenario, measured: Measured): Result => ({
  scenario,
  measured,
  cost: costOf(measured),
});

type Row = readonly string[];

const money = (amount: number): string => `$${amount.toFixed(2)}`;
const fixed = (amount: number): string => amount.toFixed(2);

const parts: readonly (readonly [title: string, name: keyof Cost])[] = [
  ['API Gateway', 'gateway'],
  ['SQS', 'queues'],
  ['Lambda', 'functions'],
  ['DynamoDB writes', 'writes'],
  ['DynamoDB reads', 'reads'],
  ['CloudWatch Logs', 'logs'],
  ['DynamoDB storage and backup, one month', 'storage'],
];

/** For each alert: what is measured. */
const measures: readonly (readonly [title: string, of: (measured: Measured) => number])[] = [
  ['invocations', ({ ingest, route, deliver }) => ingest.count + route.count + deliver.count],
  ['write units of route', ({ routeWriteUnits }) => routeWriteUnits],
  ['write units of deliver', ({ deliverWriteUnits }) => deliverWriteUnits],
  ['read units', ({ readUnits }) => readUnits],
  ['requests of functions to SQS', ({ sends }) => sends],
  ['bytes of log lines', ({ logBytes }) => logBytes],
  ['bytes stored, with indexes', ({ storedBytes }) => storedBytes],
];

/** The table of what a million alerts cost, header first. */
export function costRows(results: readonly Result[]): Row[] {
  const goal = ({ goal: most }: Scenario): string => (most === undefined ? '' : money(most));
  return [
    ['', ...results.map(({ scenario }) => scenario.title)],
    ...parts.map(([title, name]) => [title, ...results.map(({ cost }) => money(cost[name]))]),
    ['**a million alerts**', ...results.map(({ cost }) => `**${money(dollars(cost))}**`)],
    ['at most', ...results.map(({ scenario }) => goal(scenario))],
  ];
}

/** The table of what one alert uses, header first. */
export const useRows = (results: readonly Result[]): Row[] => [
  ['an alert', ...results.map(({ scenario }) => scenario.title)],
  ...measures.map(([title, of]) => [title, ...results.map(({ measured }) => fixed(of(measured) / measured.alerts))]),
];

export const idleDollars = (idle: IdleCost): number => Object.values(idle).reduce((n: number, each) => n + each, 0);

export const idleRows = (idle: IdleCost): Row[] => [
  ['', 'a month'],
  ['alarms', money(idle.alarms)],
  ['secrets', money(idle.secrets)],
  ['polls of two empty queues', money(idle.polls)],
  ['reconcile, every minute', money(idle.reconcile)],
  ['**nothing comes**', `**${money(idleDollars(idle))}**`],
];

const markdown = ([head = [], ...rows]: readonly Row[]): string => markdownTable(head, rows);

const assumptions = (): string =>
  [
    `- Prices: list prices of us-east-1 without free tier (\`test/cost/prices.ts\`): ${money(prices.restRequest * 1e6)} a million requests of API Gateway, ${money(prices.queueRequest * 1e6)} of SQS, $${prices.writeUnit * 1e6} a million write units, $${prices.readUnit * 1e6} read units, $${prices.gigabyteSecond} a GB-second of Lambda.`,
    `- An alert of about 1 kB, 5 alerts a second, a receiver that takes 200 ms, rows kept for 30 days.`,
    `- Event source mappings wait one second for more messages, so that what comes together is one invocation: a message waits at most one second at each of the two stages.`,
    `- Not measured: a warm invocation waits ${Object.entries(assumed.waitsMs)
      .map(([name, ms]) => `${ms} ms (${name})`)
      .join(
        ', ',
      )} beside its processor time; each message is received by a request of its own; Lambda logs ${assumed.platformLogBytes} bytes an invocation, API Gateway ${assumed.accessLogBytes} bytes a request.`,
    `- Not included: data transfer, traces of X-Ray ($5 a million traces) and metrics of one's own ($${prices.metricMonth} each and month in which they are sent).`,
  ].join('\n');

/** The generated part of docs/cost.md. */
export const page = (results: readonly Result[], idle: IdleCost): string =>
  [
    '### A million alerts',
    markdown(costRows(results)),
    '### What one alert uses',
    markdown(useRows(results)),
    '### A month without alerts',
    markdown(idleRows(idle)),
    '### Assumptions',
    assumptions(),
  ].join('\n\n');
