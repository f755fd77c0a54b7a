import { add, type Counts, isZero, negate, toLedger } from '../../domain/counters.ts';
import { defaultLimits } from '../../domain/delivery-limits.ts';
import { isOver, type Silence, silenceEndedAlert } from '../../domain/silence.ts';
import type { SystemRecipients } from '../../domain/system-recipients.ts';
import { errorText } from '../../domain/values/error-text.ts';
import { emitSystemAlert } from '../emit-system-alert.ts';
import { measure } from '../metrics/measure.ts';
import { INSTALLATION_MEASURED } from '../metrics/observe.ts';
import type { Queues, Stores } from '../ports/index.ts';
import type { HourlyCounters } from '../ports/ledger.ts';
import { reEnqueue } from '../re-enqueue.ts';
import { advanceUnfinished } from '../replay-job.ts';
import { flushReports, type ReportPorts } from '../reports.ts';
import { type CanaryPorts, watchCanaries } from './canary.ts';
import { type DeadLetterPorts, redriveDeadLetters } from './dead-letters.ts';
import { type FallbackPorts, notifyFallbacks } from './fallbacks.ts';
import { type HeartbeatPorts, watchSources } from './heartbeat.ts';
import { type ReleasePorts, releaseParked } from './release-parked.ts';

/** What reconcile works with. */
export interface Ports
  extends HeartbeatPorts,
    CanaryPorts,
    FallbackPorts,
    ReleasePorts,
    DeadLetterPorts,
    Pick<
      Stores,
      'alerts' | 'webhooks' | 'deliveries' | 'openDeliveries' | 'ledger' | 'silences' | 'replays' | 'reports'
    >,
    Pick<Queues, 'deliveryQueue'> {
  /** All configured destinations. */
  readonly destinationIds: readonly string[];
  readonly systemRecipients: SystemRecipients;
  log(event: string, fields: Readonly<Record<string, unknown>>): void;
}

/** The thresholds of a run. */
export interface Thresholds {
  /** An open delivery that is overdue for longer than this is sent to the queue again. */
  readonly overdueMs: number;
  /**
   * Counters of an hour are compared with the rows when they have not changed for this long, so that no worker is
   * writing them.
   */
  readonly quietMs: number;
  /** How many hours back counters may be missing, because a worker crashed before its first increment. */
  readonly blankHours: number;
  /**
   * How long a recent hour counts as verified: a worker that crashes before it counts changes rows and not the
   * counters.
   */
  readonly verifiedForMs: number;
  /** How long a run goes on with replay jobs. */
  readonly replayMs: number;
}

const HOUR_MS = 3_600_000;
/** Hours that a run looks back on; deliveries are given up after 24. */
const HOURS_BACK = 48;

/** One thing that fails keeps no other from being done; the next run does it again. Answers whether it was done. */
async function safely(step: string, { log }: Pick<Ports, 'log'>, work: () => Promise<void>): Promise<boolean> {
  try {
    await work();
    return true;
  } catch (error) {
    log('reconcile.step_failed', { step, error: errorText(error) });
    return false;
  }
}

async function reEnqueueOverdue(nowMs: number, { overdueMs }: Thresholds, ports: Ports): Promise<void> {
  for (const overdue of await ports.openDeliveries.overdue(nowMs - overdueMs)) {
    await safely('requeue', ports, async () => {
      if (!(await ports.openDeliveries.postpone(overdue, nowMs + overdueMs))) return;
      const isSent = await reEnqueue(overdue.id, ports);
      ports.log('delivery.requeued', { deliveryId: overdue.id, sent: isSent });
    });
  }
}

/** The last hours are compared with their rows again after `verifiedForMs`, although nothing was counted. */
const RECENT_HOURS = 2;

/** Hours that changed since they were last compared with the rows, recent ones, and those without counters. */
async function hoursToAudit(
  nowMs: number,
  { blankHours, verifiedForMs }: Thresholds,
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

/** Makes the counters agree with the rows; `false` when they changed meanwhile, or another run corrected them. */
async function agree(hour: string, version: number, difference: Counts, { ledger, log }: Ports): Promise<boolean> {
  if (isZero(difference)) return (await ledger.hour(hour)).version === version;
  const isAdded = await ledger.increment(hour, difference, version);
  if (isAdded) log('ledger.corrected', { hour, ...difference });
  return isAdded;
}

/** Compares the counters of one hour with the rows and corrects them, unless they changed meanwhile. */
async function audit(
  { hour, version, counts }: HourlyCounters,
  nowMs: number,
  { overdueMs }: Thresholds,
  ports: Ports,
): Promise<void> {
  const truth = await ports.ledger.recount(hour, nowMs - overdueMs);
  const difference = add(truth.counts, negate(counts));
  if (!(await agree(hour, version, difference, ports))) return;
  const isOver = nowMs - Date.parse(`${hour}:00:00Z`) > HOUR_MS;
  const abandoned = (truth.abandoned ?? []).map((id) => ({ id, alertIds: undefined }));
  for (const { id, alertIds } of [...(isOver ? truth.unclaimed : []), ...abandoned]) {
    ports.log('delivery.requeued', { deliveryId: id, sent: await reEnqueue(id, ports, { alertIds }) });
  }
  // Deliveries in flight may end without being counted, and unclaimed ones are checked again until they are claimed.
  if (!isZero(truth.counts) && truth.unclaimed.length === 0 && isAtRest(truth.counts))
    await ports.ledger.markVerified(hour, version + (isZero(difference) ? 0 : 1), nowMs);
}

const hasEnded = (silence: Silence, now: string): boolean =>
  !silence.announced && silence.from <= now && isOver(silence, now);

/**
 * Reports that silences ended, and how many alerts they suppressed; the end of one that suppressed nothing is only noted.
 * The alert is emitted before it is noted, always with the same id.
 */
async function announceSilences(nowMs: number, ports: Ports): Promise<void> {
  const now = new Date(nowMs).toISOString();
  for (const silence of (await ports.silences.list()).filter((each) => hasEnded(each, now))) {
    if (silence.count > 0) await emitSystemAlert(silenceEndedAlert(silence, now), {}, ports);
    await ports.silences.markAnnounced(silence.id);
  }
}

/** Goes on with replay jobs; the run's clock goes on from its start. */
async function advanceReplays(nowMs: number, { replayMs }: Thresholds, ports: Ports): Promise<void> {
  const startedMs = performance.now();
  const now = (): number => nowMs + Math.floor(performance.now() - startedMs);
  await advanceUnfinished({ ...ports, now }, nowMs + replayMs);
}

/** As `moveDue`; answers whether all of it was done. */
async function movedDue(nowMs: number, thresholds: Thresholds, ports: Ports): Promise<boolean> {
  const done = [
    await safely('parked', ports, () => releaseParked(nowMs, ports)),
    await safely('fallbacks', ports, () => notifyFallbacks(nowMs, ports)),
    await safely('overdue', ports, () => reEnqueueOverdue(nowMs, thresholds, ports)),
  ];
  await safely('canary', ports, () => watchCanaries(nowMs, ports));
  return !done.includes(false);
}

/**
 * What does not wait for a whole run: canaries, what deliveries wait for, and replay jobs, which a person may follow. Sends
 * what is overdue or parked to the queue again, and notifies the fallbacks that are due.
 */
export async function moveDue(nowMs: number, thresholds: Thresholds, ports: Ports): Promise<void> {
  await movedDue(nowMs, thresholds, ports);
  await safely('replays', ports, () => advanceReplays(nowMs, thresholds, ports));
}

/**
 * Moves what is due, reports ended silences, dead deliveries and silent sources, corrects the counters, and goes on with
 * replay jobs. Safe to run at any time and to repeat.
 */
export async function reconcile(nowMs: number, thresholds: Thresholds, ports: Ports): Promise<void> {
  const reached = [
    await movedDue(nowMs, thresholds, ports),
    await safely('silences', ports, () => announceSilences(nowMs, ports)),
    await safely('reports', ports, () => flushReports(reportPortsOf(nowMs, ports))),
    await safely('sources', ports, () => watchSources(nowMs, ports)),
  ];
  if (!reached.includes(false)) await safely('dead_letters', ports, () => redriveDeadLetters(ports));
  await safely('audit', ports, () => auditHours(nowMs, thresholds, ports));
  await safely('balance', ports, () => logBalance(nowMs, ports));
  await safely('replays', ports, () => advanceReplays(nowMs, thresholds, ports));
}

/** How long each destination is tried is said with what is uncertain. */
const reportPortsOf = (nowMs: number, ports: Ports): ReportPorts => ({
  ...ports,
  now: () => nowMs,
  giveUpAfterMs: (id) =>
    ports.limits.find(({ destination }) => destination === id)?.giveUpAfterMs ?? defaultLimits.giveUpAfterMs,
});

async function auditHours(nowMs: number, thresholds: Thresholds, ports: Ports): Promise<void> {
  const due = (await hoursToAudit(nowMs, thresholds, ports)).filter(
    ({ touchedMs }) => nowMs - touchedMs >= thresholds.quietMs,
  );
  for (const counters of due) await safely('audit', ports, () => audit(counters, nowMs, thresholds, ports));
}

async function logBalance(nowMs: number, ports: Ports): Promise<void> {
  const hours = await ports.ledger.hours();
  const ledger = toLedger(add(...hours.map(({ counts }) => counts)));
  ports.log(ledger.balanced ? 'ledger.balanced' : 'ledger.unbalanced', {
    ...ledger.webhooks,
    alerts: ledger.alerts,
    ...ledger.deliveries,
  });
  const { deadLetters } = ports;
  if (deadLetters === undefined) return;
  await safely('measure', ports, async () =>
    ports.log(INSTALLATION_MEASURED, { ...(await measure(nowMs, hours, { ...ports, deadLetters })) }),
  );
}
