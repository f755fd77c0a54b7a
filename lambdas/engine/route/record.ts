import pMap from 'p-map';
import type { Alert } from '../../domain/alert.ts';
import { deliveryIdOf, type RouteOptions } from '../../domain/delivery.ts';
import type { Routed } from '../../domain/routing.ts';
import { type Silence, silencedBy } from '../../domain/silence.ts';
import type { Pause } from '../../domain/values/cooperative-yield.ts';
import type { Deadline } from '../../domain/values/deadline.ts';
import { defined } from '../../domain/values/json-fields.ts';
import type { WebhookMessage } from '../../domain/webhook.ts';
import type { AlertRow, Recorded } from '../ports/alerts.ts';
import { endProblem } from '../problem-state.ts';
import { replay } from '../replay.ts';
import { messagesOf } from './messages.ts';
import type { Plan } from './plan.ts';
import type { Ports } from './ports.ts';
import type { ReadAlert } from './read-alert.ts';
import { recordAnyway } from './record-anyway.ts';
import { sendAnyway } from './send-anyway.ts';

/** Rows that are written at the same time. */
const CONCURRENCY = 32;
/** Alerts that make one batch: their messages are sent after all their rows. */
export const CHUNK = 50;

/** One attempt at a webhook. */
export interface Job {
  readonly message: WebhookMessage;
  readonly plan: Plan;
  readonly ports: Ports;
  readonly deadline: Deadline;
  readonly pause: Pause;
}

/** An alert that is recorded, with what counting it needs. */
export interface Handled {
  readonly recorded: Recorded;
  readonly planned: readonly string[];
  readonly silence?: string;
  /** `class/severity`, for metrics. */
  readonly kind: string;
}

interface Written extends Handled {
  readonly row: AlertRow;
  readonly options: Routed['options'];
}

const isSendable = ({ recorded, silence }: Handled): boolean => recorded.kind !== 'repeat' && silence === undefined;

type Chunk = Job & { readonly common: Common; readonly silences: readonly Silence[] };

/** The alerts of a chunk that were recorded; without all of them, no message of the chunk was sent. */
interface RecordedChunk {
  readonly handled: readonly Handled[];
  readonly isComplete: boolean;
}

// Rows may hold much evidence; only what counting needs stays in memory.
const handledIn = (written: readonly Written[]): Handled[] => written.map(({ row: _, options: __, ...rest }) => rest);

/**
 * Records one chunk of a webhook's alerts, as many as there is time for. Writes rows first, then sends messages: after a
 * crash in between, the next attempt at the webhook finds the rows as its own.
 */
export async function recordChunk(
  alerts: readonly ReadAlert[],
  i: number,
  { message, plan: given, ports, deadline, common, silences }: Chunk,
): Promise<RecordedChunk> {
  const plan = message.silent === undefined ? given : { ...given, route: given.routeGap };
  // The same alerts of the same webhook are the same batch, also when the webhook is routed again.
  const batch = common.alone ? {} : { batch: `${message.webhookId}.${i}` };
  const write = (each: ReadAlert) => record(each, { ...common, ...batch }, silences, plan, ports);
  const one = async (each: ReadAlert): Promise<Written | undefined> =>
    deadline.remainingMs() <= 0 ? undefined : recordAnyway(each, write, ports);
  const done = (await pMap(alerts, one, { concurrency: CONCURRENCY })).filter((each) => each !== undefined);
  if (done.length < alerts.length) return { handled: handledIn(done), isComplete: false };
  const known = message.isReplay === true ? done.filter(({ recorded }) => recorded.kind !== 'new') : [];
  await pMap(known, ({ row }) => notifyAgain(row, ports), { concurrency: CONCURRENCY });
  const sendable = done.filter((each) => isSendable(each) && !known.includes(each));
  for (const { row, recorded } of done) if (recorded.kind !== 'repeat') await ports.noteInhibitor?.(row);
  await sendAnyway(messagesOf(sendable, plan), ports);
  return { handled: handledIn(done), isComplete: true };
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

/** What the routes say of this delivery alone, a batch would not carry. */
const isOnItsOwn = (options: RouteOptions | undefined, { state }: Alert): boolean =>
  options?.overrides !== undefined || (options?.sendResolved === false && state === 'resolved');

/** What all alerts of a webhook have in common. */
export type Common = Pick<AlertRow, 'webhookId' | 'hour' | 'alone' | 'body' | 'batch' | 'trace'>;

const mayDiffer = ({ fallback, escalateSeconds, times }: RouteOptions): boolean =>
  fallback !== undefined || escalateSeconds !== undefined || times !== undefined;

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
  // A silenced alert, or one that may wait or has a fallback, does not share the row of a batch: its state can differ.
  const isSeparate = silence !== undefined || Object.values(options).some(mayDiffer);
  const batch = isSeparate ? undefined : common.batch;
  const batchDestinations =
    batch === undefined
      ? undefined
      : destinations.filter((name) => plan.takesBatches(name) && !isOnItsOwn(options[name], alert));
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
  if (alert.state === 'resolved' && recorded.kind !== 'repeat') await endProblem(alert, plan.escalates, ports);
  const stands = recorded.kind === 'own' ? recorded : row;
  const written = defined({ ...row, batch: stands.batch });
  const kind = `${alert.class}/${alert.severity}`;
  return defined({ recorded, row: written, options, kind, planned: stands.planned, silence: stands.silence });
}
