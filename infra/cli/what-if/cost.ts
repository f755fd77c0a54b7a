import type { Figures } from '../../../lambdas/engine/what-if/figures.ts';
import type { PastAlert } from '../../../lambdas/engine/what-if/place.ts';
import type { Simulated } from '../../../lambdas/engine/what-if/simulate.ts';

/**
 * US dollars, us-east-1, rounded from what `npm run cost` measures (docs/cost.md): a webhook with API Gateway, ingest and its
 * queue; an alert with its row; a delivery with its request; one more alert in the request of a batch; a month without alerts.
 */
const dollars = { webhook: 6e-6, alert: 2.5e-6, delivery: 2.6e-6, batched: 0.1e-6, month: 3.6 } as const;

const DAYS_A_MONTH = 30;

/** What the deliveries to one destination cost: where alerts share requests, one of each request costs what a delivery does. */
function deliveryCost({ alerts, notified, requests }: Figures): number {
  const batched = Math.max(0, notified - requests);
  return (alerts - batched) * dollars.delivery + batched * dollars.batched;
}

/** About what so many alerts cost on AWS in a month, in US dollars, if the other days are like these. */
export function monthlyCost({ destinations }: Simulated, alerts: readonly PastAlert[], days: number): number {
  const webhooks = new Set(alerts.map(({ webhookId }) => webhookId)).size;
  const deliveries = Object.values(destinations).reduce((sum, figures) => sum + deliveryCost(figures), 0);
  const used = webhooks * dollars.webhook + alerts.length * dollars.alert + deliveries;
  return Math.round(((used / days) * DAYS_A_MONTH + dollars.month) * 100) / 100;
}
