import type { Alert } from '../../domain/alert.ts';
import { type Canary, canaryAlert } from '../../domain/canary.ts';
import { hourOf } from '../../domain/counters.ts';
import { flatRoutes, type Route } from '../../domain/route.ts';
import { optionsFor } from '../../domain/route-options.ts';
import type { Recipients } from '../../domain/system-recipients.ts';
import { defined } from '../../domain/values/json-fields.ts';
import type { WebhookMessage } from '../../domain/webhook.ts';
import { emit } from '../emit-to.ts';
import type { Ports } from './ports.ts';

/** The destinations of a route for its canary: it does not wait for business hours, a group or an escalation. */
export function canaryRecipients(name: string, alert: Alert, routes: readonly Route[]): Recipients {
  const found = flatRoutes(routes).find((route) => route.name === name);
  if (found === undefined) return { destinations: [], options: {} };
  const options = found.to.map((destination) => {
    const { overrides } = optionsFor(destination, [found], alert);
    return [destination, defined({ overrides })] as const;
  });
  return { destinations: found.to, options: Object.fromEntries(options) };
}

/** Routes a canary: its alert is recorded and sent as every other, and counted nowhere. */
export async function routeCanary(
  canary: Canary,
  { webhookId, source, receivedAt }: WebhookMessage,
  recipientsOf: (route: string, alert: Alert) => Recipients,
  ports: Ports,
): Promise<void> {
  const alert = canaryAlert(canary, receivedAt);
  await emit(alert, recipientsOf(canary.route, alert), ports);
  const hour = hourOf(receivedAt);
  await ports.webhooks.record({ webhookId, source, receivedAt, hour, outcome: 'duplicate', isHeartbeat: true });
  ports.log('canary.routed', { route: canary.route, alertId: alert.id, over: canary.isOver });
}
