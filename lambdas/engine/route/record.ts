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

/** Rows written at the same time; alerts that are written before their messages leave, and make one batch. */
const CONCURRENCY = 32;
const CHUNK = 50;

/** An alert that is in the table now, as the books need it. */
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

/** Rows first, then their messages: a crash in between leaves rows that this webhook's next attempt finds as its own. */
export async function recordAndSend(
  alerts: readonly ReadAlert[],
  message: WebhookMessage,
  plan: Plan,
  ports: Ports,
): Promise<Handled[]> {
  // Nobody accepted the report of a heartbeat, so its alert stands for no webhook.
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
    // The same alerts of the same webhook are the same batch, also when it comes again.
    const batch = alone ? {} : { batch: `${message.webhookId}.${i}` };
    const one = (each: ReadAlert) => record(each, { ...common, ...batch }, silences, plan, ports);
    const done = await pMap(chunk, one, { concurrency: CONCURRENCY });
    const known = message.isReplay === true ? done.filter(({ recorded }) => recorded.kind !== 'new') : [];
    await pMap(known, ({ row }) => notifyAgain(row, ports), { concurrency: CONCURRENCY });
    await ports.deliveryQueue.send(
      messagesOf(
        done.filter((each) => isSendable(each) && !known.includes(each)),
        plan,
      ),
    );
    // Rows may hold much evidence; only what the books need is kept.
    handled.push(...done.map(({ row: _, options: __, ...rest }) => rest));
  }
  return handled;
}

/** An alert that was there before is told as it reads now. */
async function notifyAgain(row: AlertRow, ports: Ports): Promise<void> {
  const planned = await ports.alerts.rewrite(row);
  for (const destination of planned) await replay(deliveryIdOf(row.alert.id, destination), ports.now(), ports);
}

/** The destinations among these that wait to hear that the problem is over. */
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
  // A batch's row speaks for those alone that travel in it: not for one that is held back or has a course of its own.
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
