import { add, type Counts, isZero, negate, toLedger } from '../../core/ledger.ts';
import { isActive, type Silence, silenceEndedAlert } from '../../core/silence.ts';
import { emitSystemAlert } from '../emit-system-alert.ts';
import type { Queues, Stores } from '../ports/index.ts';
import type { HourlyCounters } from '../ports/ledger.ts';
import { reEnqueue } from '../re-enqueue.ts';
import { type HeartbeatPorts, watchSources } from './heartbeat.ts';

/** What reconcile works with. */
export interface Ports
  extends HeartbeatPorts,
    Pick<Stores, 'alerts' | 'openDeliveries' | 'ledger' | 'silences'>,
    Pick<Queues, 'deliveryQueue'> {
  /** All configured destinations. */
  readonly destinationIds: readonly string[];
  log(event: string, fields: Readonly<Record<string, unknown>>): void;
}

/** How patient a run is. */
export interface Patience {
  /** An open delivery that is later than this is put back into the queue. */
  readonly overdueMs: number;
  /** An hour's counters are compared with the rows when nothing was counted for this long, so that nobody writes meanwhile. */
  readonly quietMs: number;
  /** How many hours back counters may be missing altogether, because a worker died before its first count. */
  readonly blankHours: number;
  /** How long a recent hour counts as verified: a worker that died before it counted changes rows and not the counters. */
  readonly verifiedForMs: number;
}

const HOUR_MS = 3_600_000;
/** Hours that a run looks back on; deliveries are given up after 24. */
const HOURS_BACK = 48;

async function reEnqueueOverdue(nowMs: number, { overdueMs }: Patience, ports: Ports): Promise<void> {
  for (const overdue of await ports.openDeliveries.overdue(nowMs - overdueMs)) {
    if (!(await ports.openDeliveries.postpone(overdue, nowMs + overdueMs))) continue;
    const isSent = await reEnqueue(overdue.id, ports);
    ports.log('delivery.requeued', { deliveryId: overdue.id, sent: isSent });
  }
}

/** A recent hour is compared with its rows from time to time, though nothing was counted. */
const RECENT_HOURS = 2;

/** Hours that changed since they were last compared with the rows, recent ones, and those without counters. */
async function hoursToAudit(
  nowMs: number,
  { blankHours, verifiedForMs }: Patience,
  ports: Ports,
): Promise<HourlyCounters[]> {
  const known = new Map((await ports.ledger.hours()).map((each) => [each.hour, each]));
  const hours = Array.from({ length: HOURS_BACK }, (_, i) => new Date(nowMs - i * HOUR_MS).toISOString().slice(0, 13));
  const blank = (hour: string): HourlyCounters => ({
    hour,
    counts: {},
    version: 0,
    touchedMs: 0,
    verifiedVersion: -1,
    verifiedMs: 0,
  });
  const isDue = ({ version, verifiedVersion, verifiedMs }: HourlyCounters, back: number): boolean =>
    version !== verifiedVersion || (back < RECENT_HOURS && nowMs - verifiedMs >= verifiedForMs);
  return hours.flatMap((hour, back) => {
    const counters = known.get(hour) ?? (back < blankHours ? blank(hour) : undefined);
    return counters !== undefined && isDue(counters, back) ? [counters] : [];
  });
}

const isAtRest = ({ queued = 0, sending = 0, retrying = 0, unknown = 0 }: Counts): boolean =>
  queued + sending + retrying + unknown === 0;

/** Compares one hour's counters with the rows and corrects them; leaves them alone when somebody counted meanwhile. */
async function audit({ hour, version, counts }: HourlyCounters, nowMs: number, ports: Ports): Promise<void> {
  const truth = await ports.ledger.recount(hour);
  if ((await ports.ledger.hour(hour)).version !== version) return;
  const difference = add(truth.counts, negate(counts));
  if (!isZero(difference)) {
    ports.log('ledger.corrected', { hour, ...difference });
    await ports.ledger.increment(hour, difference);
  }
  const isOver = nowMs - Date.parse(`${hour}:00:00Z`) > HOUR_MS;
  for (const { id, alertIds } of isOver ? truth.unclaimed : []) {
    ports.log('delivery.requeued', { deliveryId: id, sent: await reEnqueue(id, ports, { alertIds }) });
  }
  // What is in flight may end without its count, and what nobody has claimed has to be looked for until somebody has.
  if (!isZero(truth.counts) && truth.unclaimed.length === 0 && isAtRest(truth.counts))
    await ports.ledger.markVerified(hour, version + (isZero(difference) ? 0 : 1), nowMs);
}

const hasEnded = (silence: Silence, now: string): boolean =>
  !silence.announced && silence.from <= now && !isActive(silence, now);

/** Reports that silences ended, and how much they held back. Emitted before it is noted, under an id that is always the same. */
async function announceSilences(nowMs: number, ports: Ports): Promise<void> {
  const now = new Date(nowMs).toISOString();
  for (const silence of (await ports.silences.list()).filter((each) => hasEnded(each, now))) {
    await emitSystemAlert(silenceEndedAlert(silence, now), ports.destinationIds, ports);
    await ports.silences.markAnnounced(silence.id);
  }
}

/** Puts back into the queue what should have moved and did not, and balances the ledger. Safe to run at any time, also twice. */
export async function reconcile(nowMs: number, patience: Patience, ports: Ports): Promise<void> {
  await reEnqueueOverdue(nowMs, patience, ports);
  await announceSilences(nowMs, ports);
  await watchSources(nowMs, ports);
  const due = (await hoursToAudit(nowMs, patience, ports)).filter(
    ({ touchedMs }) => nowMs - touchedMs >= patience.quietMs,
  );
  for (const counters of due) await audit(counters, nowMs, ports);
  const ledger = toLedger(add(...(await ports.ledger.hours()).map(({ counts }) => counts)));
  ports.log(ledger.balanced ? 'ledger.balanced' : 'ledger.unbalanced', {
    ...ledger.webhooks,
    alerts: ledger.alerts,
    ...ledger.deliveries,
  });
}
