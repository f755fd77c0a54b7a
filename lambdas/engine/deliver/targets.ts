import type { Connected } from '../../destinations/_kit/connected.ts';
import type { Alert } from '../../domain/alert.ts';
import type { DeliveryTarget } from '../../domain/delivery-target.ts';
import type { Message } from './claim.ts';
import { withIds } from './names.ts';
import type { Unusable } from './ports.ts';
import type { Worker } from './worker.ts';

/** Alerts of a summary or digest that are asked where they belong. */
const MOST_ASKED = 20;

/** The alerts whose place a message takes: those that it carries, else its own. */
async function alertsOf(message: Message, { ports }: Worker): Promise<readonly Alert[]> {
  if ('items' in message) return [];
  const carried = (message.carries ?? []).slice(0, MOST_ASKED);
  const stored = await Promise.all(carried.map(({ alertId }) => ports.alerts.load(alertId)));
  const alerts = stored.flatMap((each) => (each === undefined ? [] : [each.alert]));
  return alerts.length === 0 ? [message.alert] : alerts;
}

/** Where one alert belongs: where it chooses itself, or where its route says. */
async function targetIn(
  alert: Alert,
  ofRoute: DeliveryTarget | undefined,
  { targetOf }: Connected,
): Promise<DeliveryTarget | undefined> {
  const chosen = await targetOf?.(alert);
  return chosen === undefined && ofRoute === undefined ? undefined : { ...chosen, ...ofRoute };
}

/** Where a message goes. What carries alerts of different targets goes to the default. */
async function targetFor(message: Message, connected: Connected, worker: Worker): Promise<DeliveryTarget | undefined> {
  const ofRoute = 'items' in message ? undefined : message.overrides;
  if (connected.targetOf === undefined) return ofRoute;
  const alerts = await alertsOf(message, worker);
  const targets = await Promise.all(alerts.map((alert) => targetIn(alert, ofRoute, connected)));
  const [first] = targets;
  return new Set(targets.map((target) => JSON.stringify(target))).size === 1 ? first : {};
}

/** A destination at a target, with the id of what it names. */
export async function connectedAt(
  destination: string,
  target: DeliveryTarget | undefined,
  connected: Connected,
  worker: Worker,
): Promise<Connected | Unusable> {
  const found = target === undefined ? connected : await worker.ports.destination(destination, target);
  return typeof found === 'string' ? found : withIds(destination, found, worker);
}

/** Whether a route says where in the destination its alert goes. */
const isPlaced = (message: Message): boolean => !('items' in message) && message.overrides !== undefined;

/** Whether the messages of a destination may go to several targets, or to one whose id has to be asked for. */
export const hasTargets = ({ targetOf, names }: Connected, messages: readonly Message[]): boolean =>
  targetOf !== undefined || names !== undefined || messages.some(isPlaced);

/** The messages that go to one target. */
export interface TargetMessages {
  readonly messages: readonly Message[];
  readonly connected: Connected | Unusable;
  /** For what has a circuit breaker of its own although it cannot be used. */
  readonly target: DeliveryTarget | undefined;
}

/** Messages of one destination by the target that their alerts choose: one target does not hold up the others. */
export async function byTarget(
  destination: string,
  messages: readonly Message[],
  connected: Connected,
  worker: Worker,
): Promise<readonly TargetMessages[]> {
  const placed = await Promise.all(
    messages.map(async (message) => ({ message, target: await targetFor(message, connected, worker) })),
  );
  const groups = Map.groupBy(placed, ({ target }) => JSON.stringify(target));
  return Promise.all(
    [...groups.values()].map(async (group) => ({
      messages: group.map(({ message }) => message),
      connected: await connectedAt(destination, group[0]?.target, connected, worker),
      target: group[0]?.target,
    })),
  );
}
