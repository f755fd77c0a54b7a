import type { Simulated } from '../../../lambdas/engine/what-if/simulate.ts';

/**
 * Prices in US dollars, us-east-1: https://aws.amazon.com/lambda/pricing/ (Arm), https://aws.amazon.com/sqs/pricing/,
 * https://aws.amazon.com/dynamodb/pricing/on-demand/, https://aws.amazon.com/api-gateway/pricing/ (REST).
 */
const price = {
  apiRequest: 3.5e-6,
  invocation: 0.2e-6,
  gbSecond: 13.3334e-6,
  queueRequest: 0.4e-6,
  write: 0.625e-6,
  read: 0.125e-6,
} as const;

type Use = Readonly<Record<keyof typeof price, number>>;

/** What an alert, a delivery and a request to a destination use, about: the functions have 512 MB, half a second a request. */
const uses: Readonly<Record<'alert' | 'delivery' | 'request', Use>> = {
  alert: { apiRequest: 1, invocation: 2, gbSecond: 0.04, queueRequest: 4, write: 4, read: 1 },
  delivery: { apiRequest: 0, invocation: 0.3, gbSecond: 0.02, queueRequest: 3, write: 4, read: 1 },
  request: { apiRequest: 0, invocation: 0, gbSecond: 0.25, queueRequest: 0, write: 0, read: 0 },
};

const dollarsOf = (use: Use): number =>
  use.apiRequest * price.apiRequest +
  use.invocation * price.invocation +
  use.gbSecond * price.gbSecond +
  use.queueRequest * price.queueRequest +
  use.write * price.write +
  use.read * price.read;

const DAYS_A_MONTH = 30;

/** About what so many alerts cost on AWS in a month, in US dollars, if the other days are like these. */
export function monthlyCost({ destinations, planned }: Simulated, days: number): number {
  const figures = Object.values(destinations);
  const deliveries = figures.reduce((sum, { alerts }) => sum + alerts, 0);
  const requests = figures.reduce((sum, each) => sum + each.requests, 0);
  const dollars =
    planned.length * dollarsOf(uses.alert) + deliveries * dollarsOf(uses.delivery) + requests * dollarsOf(uses.request);
  return Math.round((dollars / days) * DAYS_A_MONTH * 100) / 100;
}
