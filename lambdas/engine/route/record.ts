import pMap from 'p-map';
import type { Alert } from '../../core/alert.ts';
import { deliveryIdOf } from '../../core/delivery.ts';
import { hourOf } from '../../core/ledger.ts';
import { defined } from '../../core/reading/record.ts';
import type { Routed } from '../../core/routing.ts';
import { type Silence, silencedBy } from '../../core/silence.ts';
import type { WebhookMessage } from '../../core/webhook.ts';
import type { AlertRow, Recorded } from '../ports/alerts.ts';
import { replay } from '../replay.ts';
import { messagesOf } from './messages.ts';
import type { Plan } from './plan.ts';
import type { Ports } from './ports.ts';
import type { ReadAlert } from './read-alert.ts';
import { recordAnyway } from './record-anyway.ts';
import { sendAnyway } from './send-anyway.ts';

/**
 * Rows that are written at the same time, and alerts that make one batch: their messages are sent after all their
 * rows.
 */
const CONCURRENCY = 32;
const CHUNK = 50;

/** An alert that is recorded, with what counting it needs. */
export interface Handled {
  readonly recorded: Recorded;
  readonly planned: readonly string[];
  readonly silence?: string;
}

interface Written extends Handled {
  readonly row: AlertRow;
  readonly options: Routed['options'];
}

const chunksOf = <T>(items: readonly T[], size: number): T[][] =>
  Array.from({ length: Math.ceil(items.length / size) }, (_, i) => items.slice(i * size, (i + 1) * size));

const isSendable = ({ recorded, silence }: Handled): boolean => recorded.kind !== 'repeat' && silence === undefined;

/**
 * Writes rows first, then sends messages: after a crash in between, the next attempt at the webhook finds the rows as
 * its own.
 */
export async function recordAndSend(
  alerts: readonly ReadAlert[],
  message: WebhookMessage,
  given: Plan,
  ports: Ports,
): Promise<Handled[]> {
  const plan = message.silent === undefined ? given : { ...given, route: given.routeGap };
  // The report of a heartbeat was not accepted from a sender, so its alert is not the record of a webhook.
  const alone = alerts.length === 1 && message.silent === undefined;
  const common = {
    webhookId: message.webhookId,
    hour: hourOf(message.receivedAt),
    alone,
    ...(alone ? defined({ body: await ports.webhooks.keep(message) }) : {}),
  };
  const silences = await ports.activeSilences();
  const handled: Handled[] = [];
  for (const [i, chunk] of chunksOf(alerts, CHUNK).entries()) {
    // The same alerts of the same webhook are the same batch, also when the webhook is routed again.
    const batch = alone ? {} : { batch: `${message.webhookId}.${i}` };
    const write = (each: ReadAlert) => record(each, { ...common, ...batch }, silences, plan, ports);
    const one = (each: ReadAlert) => recordAnyway(each, write, ports);
    const done = await pMap(chunk, one, { concurrency: CONCURRENCY });
    const known = message.isReplay === true ? done.filter(({ recorded }) => recorded.kind !== 'new') : [];
    await pMap(known, ({ row }) => notifyAgain(row, ports), { concurrency: CONCURRENCY });
    const sendable = done.filter((each) => isSendable(each) && !known.includes(each));
    await sendAnyway(messagesOf(sendable, plan), ports);
    // Rows may hold much evidence; only what counting needs stays in memory.
    handled.push(...done.map(({ row: _, options: __, ...rest }) => rest));
  }
  return handled;
}

/** Rewrites an alert that was recorded before, and delivers it again as it is parsed now. */
async function notifyAgain(row: AlertRow, ports: Ports): Promise<void> {
  const planned = await ports.alerts.rewrite(row);
  for (const destination of planned) await replay(deliveryIdOf(row.alert.id, destination), ports.now(), ports);
}

/** Those of the destinations that were notified of the problem and not yet of its end. */
async function openAt(ending: readonly string[], { fingerprint }: Alert, ports: Ports): Promise<string[]> {
  const open = await Promise.all(ending.map((destination) => ports.groups.isOpen(destination, fingerprint)));
  return ending.filter((_, i) => open[i] === true);
}

type Common = Pick<AlertRow, 'webhookId' | 'hour' | 'alone' | 'body' | 'batch'>;

async function record(
  { alert, raw, evidence }: ReadAlert,
  common: Common,
  silences: readonly Silence[],
  plan: Plan,
  ports: Ports,
): Promise<Written> {
  const { destinations: matching, ending, routes, options, failed } = await plan.route(alert);
  const destinations = [...matching, ...(await openAt(ending, alert, ports))];
  if (failed.length > 0) ports.log('route.expression_failed', { alertId: alert.id, routes: failed });
  if (destinations.length === 0) ports.log('alert.unrouted', { alertId: alert.id, routes });
  const silence = silencedBy(alert, silences, alert.receivedAt)?.id;
  const isRaw = destinations.some((destination) => plan.wantsRaw(destination));
  // A silenced alert, or one with a fallback, does not share the row of a batch: its state can differ.
  const isSeparate = silence !== undefined || Object.values(options).some(({ fallback }) => fallback !== undefined);
  const batch = isSeparate ? undefined : common.batch;
  const batchDestinations =
    batch === undefined ? undefined : destinations.filter((destination) => plan.takesBatches(destination));
  const row = defined({
    alert,
    planned: destinations,
    ...common,
    batch,
    batchDestinations,
    raw: isRaw ? raw() : undefined,
    evidence: destinations.some((destination) => plan.wantsFull(destination)) ? evidence() : undefined,
    silence,
  });
  const recorded = await ports.alerts.record(row);
  const stands = recorded.kind === 'own' ? recorded : row;
  const written = defined({ ...row, batch: stands.batch });
  return defined({ recorded, row: written, options, planned: stands.planned, silence: stands.silence });
}
