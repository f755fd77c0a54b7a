import pMap from 'p-map';
import type { Alert, Detection } from '../core/alert.ts';
import { deliveryIdOf } from '../core/delivery.ts';
import { inTurns, type Pause, whenDue } from '../core/in-turns.ts';
import { add, type Counts, hourOf, isZero, type WebhookOutcome } from '../core/ledger.ts';
import { driftAlert } from '../core/reading/drift.ts';
import { defined } from '../core/reading/record.ts';
import type { Routed } from '../core/routing.ts';
import { type Silence, silencedBy } from '../core/silence.ts';
import type { Reader } from '../core/source.ts';
import { withTrustedLink } from '../core/trusted-link.ts';
import { type StoredBody, type StoredWebhook, unpack, type WebhookMessage } from '../core/webhook.ts';
import { messagesOf } from './messages.ts';
import type { AlertRow, Ports, Recorded } from './ports.ts';
import { type Read, type ReadAlert, type Recognised, readSilent, recognise } from './read.ts';

/** What the configuration says about the way of an alert. */
export interface Plan {
  sourceOf(sourceId: string): Reader | undefined;
  /** Whether test messages of a source are alerts too. */
  deliversTests(sourceId: string): boolean;
  route(alert: Alert): Promise<Routed>;
  wantsRaw(destination: string): boolean;
  /** Whether it is set to `evidence: full`. */
  wantsFull(destination: string): boolean;
  /** The type of a source, for telling that its format changed. */
  typeOf(sourceId: string): string;
  /** Hosts whose addresses in a source's alerts become links. */
  linksOf(sourceId: string): readonly string[];
  /** Whether the source is expected to be heard from. */
  isExpected(sourceId: string): boolean;
  /** Whether it takes many alerts in one request. */
  takesBatches(destination: string): boolean;
}

/** Rows written at the same time; alerts that are written before their messages leave, and make one batch. */
const CONCURRENCY = 32;
const CHUNK = 50;

/** A raw webhook stays in its row up to here; DynamoDB takes 400 KB in all. */
const IN_ROW_BYTES = 48 * 1024;

async function bytesOf(body: StoredBody, ports: Ports): Promise<Uint8Array> {
  const bytes = body.in === 'message' ? Buffer.from(body.base64, 'base64') : await ports.load(body.key);
  return unpack({ gzip: body.gzip, bytes });
}

/** Moves a raw webhook that is too large for a row into the bucket. */
async function keepable(message: WebhookMessage, ports: Ports): Promise<StoredWebhook> {
  const { body, webhookId, headers } = message;
  if (body.in === 'bucket' || body.base64.length <= IN_ROW_BYTES) return { ...body, headers };
  const key = `webhooks/${webhookId}`;
  await ports.store(key, Buffer.from(body.base64, 'base64'));
  return { in: 'bucket', gzip: body.gzip, key, headers };
}

interface Handled {
  readonly recorded: Recorded;
  readonly planned: readonly string[];
  readonly silence?: string;
}

interface Written extends Handled {
  readonly row: AlertRow;
  readonly terms: Routed['terms'];
}

const chunksOf = <T>(items: readonly T[], size: number): T[][] =>
  Array.from({ length: Math.ceil(items.length / size) }, (_, i) => items.slice(i * size, (i + 1) * size));

const isSendable = ({ recorded, silence }: Handled): boolean => recorded.kind !== 'repeat' && silence === undefined;

/** The route stage for one webhook. Safe to run again after a crash at any point: nothing is lost, nothing told twice. */
export async function routeWebhook(message: WebhookMessage, plan: Plan, ports: Ports): Promise<void> {
  const { webhookId, source, receivedAt } = message;
  const result = await readMessage(message, plan, ports);
  const alerts = result.kind === 'alerts' ? result.alerts : [];
  if (plan.isExpected(source) && message.silent === undefined) await ports.heard(source, receivedAt);
  if (result.kind === 'alerts' && result.unknownFields !== undefined)
    await tellDrift(source, result.unknownFields, receivedAt, plan, ports);
  const handled = alerts.length === 0 ? [] : await recordAndSend(alerts, message, plan, ports);
  const counts = await book(message, result, handled, ports);
  ports.log('webhook.routed', { webhookId, source, outcome: result.kind, ...counts });
}

async function recogniseMessage(message: WebhookMessage, plan: Plan, ports: Ports, pause: Pause): Promise<Recognised> {
  const { source, receivedAt, headers, silent } = message;
  const reader = plan.sourceOf(source);
  if (silent !== undefined) return readSilent(source, silent, reader, receivedAt);
  const bytes = await bytesOf(message.body, ports);
  const deliversTests = plan.deliversTests(source);
  return recognise(reader, { bytes, headers, sourceId: source, receivedAt, deliversTests, pause });
}

async function readMessage(message: WebhookMessage, plan: Plan, ports: Ports): Promise<Read> {
  const pause = whenDue(() => ports.pause());
  const found = await recogniseMessage(message, plan, ports, pause);
  if (found.kind !== 'alerts') return found;
  const { detections, finish, ...rest } = found;
  const hosts = plan.linksOf(message.source);
  const finished = (detection: Detection): ReadAlert => {
    const { alert, ...beside } = finish(detection);
    return { ...beside, alert: withTrustedLink(alert, hosts) };
  };
  return { ...rest, alerts: await inTurns(detections, finished, pause) };
}

/** Told once a shape, by the routes that an alert of Tocsin's own goes. */
async function tellDrift(
  source: string,
  fields: readonly string[],
  now: string,
  plan: Plan,
  ports: Ports,
): Promise<void> {
  const alert = driftAlert(source, plan.typeOf(source), fields, now);
  ports.log('source.drift', { source, shape: alert.id, fields: fields.length });
  const { destinations } = await plan.route(alert);
  await ports.raise(alert, destinations);
}

/** Rows first, then their messages: a crash in between leaves rows that this webhook's next attempt finds as its own. */
async function recordAndSend(
  alerts: readonly ReadAlert[],
  message: WebhookMessage,
  plan: Plan,
  ports: Ports,
): Promise<Handled[]> {
  const alone = alerts.length === 1;
  const common = {
    webhookId: message.webhookId,
    hour: hourOf(message.receivedAt),
    alone,
    ...(alone ? { body: await keepable(message, ports) } : {}),
  };
  const silences = await ports.silences();
  const handled: Handled[] = [];
  for (const [i, chunk] of chunksOf(alerts, CHUNK).entries()) {
    // The same alerts of the same webhook are the same batch, also when it comes again.
    const batch = alone ? {} : { batch: `${message.webhookId}.${i}` };
    const one = (each: ReadAlert) => record(each, { ...common, ...batch }, silences, plan, ports);
    const done = await pMap(chunk, one, { concurrency: CONCURRENCY });
    const known = message.isReplay === true ? done.filter(({ recorded }) => recorded.kind !== 'new') : [];
    await pMap(known, ({ row }) => tellAnew(row, ports), { concurrency: CONCURRENCY });
    await ports.send(
      messagesOf(
        done.filter((each) => isSendable(each) && !known.includes(each)),
        plan,
      ),
    );
    // Rows may hold much evidence; only what the books need is kept.
    handled.push(...done.map(({ row: _, terms: __, ...rest }) => rest));
  }
  return handled;
}

/** An alert that was there before is told as it reads now. */
async function tellAnew(row: AlertRow, ports: Ports): Promise<void> {
  const planned = await ports.rewriteAlert(row);
  for (const destination of planned) await ports.replay(deliveryIdOf(row.alert.id, destination));
}

/** The destinations among these that wait to hear that the problem is over. */
async function openAt(ending: readonly string[], { fingerprint }: Alert, ports: Ports): Promise<string[]> {
  const open = await Promise.all(ending.map((destination) => ports.isOpen(destination, fingerprint)));
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
  const { destinations: matching, ending, routes, terms, failed } = await plan.route(alert);
  const destinations = [...matching, ...(await openAt(ending, alert, ports))];
  if (failed.length > 0) ports.log('route.where_failed', { alertId: alert.id, routes: failed });
  if (destinations.length === 0) ports.log('alert.unrouted', { alertId: alert.id, routes });
  const silence = silencedBy(alert, silences, alert.receivedAt)?.id;
  const isRaw = destinations.some((destination) => plan.wantsRaw(destination));
  // A batch's row speaks for those alone that travel in it: not for one that is held back or has a course of its own.
  const isApart = silence !== undefined || Object.values(terms).some(({ fallback }) => fallback !== undefined);
  const batch = isApart ? undefined : common.batch;
  const batched =
    batch === undefined ? undefined : destinations.filter((destination) => plan.takesBatches(destination));
  const row = defined({
    alert,
    planned: destinations,
    ...common,
    batch,
    batched,
    raw: isRaw ? raw() : undefined,
    evidence: destinations.some((destination) => plan.wantsFull(destination)) ? evidence() : undefined,
    silence,
  });
  const recorded = await ports.recordAlert(row);
  const stands = recorded.kind === 'own' ? recorded : row;
  const written = defined({ ...row, batch: stands.batch });
  return defined({ recorded, row: written, terms, planned: stands.planned, silence: stands.silence });
}

async function countSilenced(held: readonly Handled[], ports: Ports): Promise<void> {
  for (const [silence = '', alerts] of Map.groupBy(held, (each) => each.silence)) {
    await ports.countSilenced(silence, alerts.length);
  }
}

const outcomeOf = (result: Read, handled: readonly Handled[]): WebhookOutcome => {
  if (result.kind !== 'alerts') return result.kind;
  return handled.every(({ recorded }) => recorded.kind === 'repeat') ? 'duplicate' : 'alerts';
};

/**
 * Books what was new. An alert that is alone in its webhook is the webhook's record too; else the webhook gets a row,
 * and whoever wrote that row first books the webhook, so that a second attempt does not count it again.
 */
async function book(message: WebhookMessage, result: Read, handled: readonly Handled[], ports: Ports): Promise<Counts> {
  const fresh = handled.filter(({ recorded }) => recorded.kind === 'new');
  const planned = fresh.reduce((n, each) => n + each.planned.length, 0);
  const held = fresh.filter(({ silence }) => silence !== undefined);
  const suppressed = held.reduce((n, each) => n + each.planned.length, 0);
  const outcome = outcomeOf(result, handled);
  const hour = hourOf(message.receivedAt);
  const isAlone = handled.length === 1 && outcome === 'alerts';
  const isFirst = isAlone ? fresh.length === 1 : await recordWebhook();
  // Word of a silence came from nobody, so no webhook is counted for it.
  const webhook: Counts =
    isFirst && message.silent === undefined ? { accepted: 1, ...(outcome === 'alerts' ? {} : { [outcome]: 1 }) } : {};
  const counts = add(webhook, { alerts: fresh.length, planned, suppressed, queued: planned - suppressed });
  await countSilenced(held, ports);
  if (!isZero(counts)) await ports.book(hour, counts);
  return counts;

  async function recordWebhook(): Promise<boolean> {
    const { webhookId, source, receivedAt } = message;
    const reason = result.kind === 'ignored' ? { reason: result.reason } : {};
    // What was ignored is kept too: if we judged wrongly, it can still be read again.
    const body = outcome === 'alerts' || outcome === 'ignored' ? { body: await keepable(message, ports) } : {};
    return ports.recordWebhook({ webhookId, source, receivedAt, hour, outcome, ...reason, ...body });
  }
}
