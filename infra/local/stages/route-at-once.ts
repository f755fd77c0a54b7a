import type { DeliveriesMessage } from '../../../lambdas/domain/delivery.ts';
import type { Deadline } from '../../../lambdas/domain/values/deadline.ts';
import type { WebhookMessage } from '../../../lambdas/domain/webhook.ts';
import type { AlertRow } from '../../../lambdas/engine/ports/alerts.ts';
import type { Plan } from '../../../lambdas/engine/route/plan.ts';
import type { Ports } from '../../../lambdas/engine/route/ports.ts';
import { type RouteResult, routeWebhook } from '../../../lambdas/engine/route/route.ts';
import { StoreError } from '../../../lambdas/store/sqlite/errors.ts';
import type { RoutedAlert } from '../../../lambdas/store/sqlite/routed.ts';
import type { Loaded } from '../scheduler/share.ts';

/** What routing a webhook would have written and logged. */
interface Held {
  row?: AlertRow;
  readonly messages: DeliveriesMessage[];
  readonly lines: Parameters<Ports['log']>[];
}

/** Only of an alert that is alone in its webhook nothing else is written that depends on its row. */
const isHoldable = ({ alone, silence, batch }: AlertRow): boolean =>
  alone && silence === undefined && batch === undefined;

/** The ports of the route stage, with the one alert of a webhook taken for new, and held back with its messages. */
function holding(held: Held, ports: Ports): Ports {
  const { alerts, deliveryQueue } = ports;
  return {
    ...ports,
    alerts: {
      ...alerts,
      async record(row) {
        if (held.row !== undefined || !isHoldable(row)) return alerts.record(row);
        held.row = row;
        return { kind: 'new' };
      },
    },
    deliveryQueue: {
      ...deliveryQueue,
      async send(messages) {
        if (held.row === undefined) return deliveryQueue.send(messages);
        held.messages.push(...messages);
      },
    },
    log: (...line) => void held.lines.push(line),
  };
}

/** What the store refuses for what it holds is left to the stage, which records it as unreadable. */
async function isRecorded(record: () => Promise<boolean>): Promise<boolean> {
  try {
    return await record();
  } catch (error) {
    if (error instanceof StoreError) throw error;
    return false;
  }
}

/**
 * Routes a webhook and writes what comes of it at once, with the removal of its job. When its alert is not new after all,
 * nothing was written, and it is routed again, one write after the other.
 */
export async function routeAtOnce(
  webhook: Loaded<WebhookMessage>,
  plan: Plan,
  ports: Ports,
  deadline: Deadline,
  recordRouted: (routed: RoutedAlert) => Promise<boolean>,
): Promise<RouteResult> {
  const { message } = webhook;
  if (message.isReplay === true) return routeWebhook(message, plan, ports, deadline);
  const held: Held = { messages: [], lines: [] };
  const result = await routeWebhook(message, plan, holding(held, ports), deadline);
  const { row, messages, lines } = held;
  const isHeld = row !== undefined && result.kind === 'routed';
  if (isHeld && !(await isRecorded(() => recordRouted({ row, messages, webhook }))))
    return routeWebhook(message, plan, ports, deadline);
  for (const line of lines) ports.log(...line);
  return result;
}
