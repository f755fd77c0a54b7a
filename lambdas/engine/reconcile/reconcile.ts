import type { Alert } from '../../core/alert.ts';
import { add, type Counts, isZero, negate, toLedger } from '../../core/ledger.ts';
import { type Silence, silenceEndedAlert } from '../../core/silence.ts';
import { type SilentPorts, watchSources } from './heartbeat.ts';

/** A page of the ledger; see `aws/table/ledger.ts`. */
export interface HourlyCounters {
  readonly hour: string;
  readonly counts: Counts;
  readonly version: number;
  readonly touchedMs: number;
  readonly verifiedVersion: number;
  readonly verifiedMs: number;
}

export interface Overdue {
  readonly deliveryId: string;
  readonly openSk: string;
  readonly status: string;
}

/** Something planned that nobody has claimed: a delivery, or a batch with the alerts in it. */
export interface Unclaimed {
  readonly id: string;
  readonly alertIds?: readonly string[];
}

export interface Ports extends SilentPorts {
  pages(): Promise<readonly HourlyCounters[]>;
  page(hour: string): Promise<HourlyCounters>;
  recount(hour: string): Promise<{ readonly counts: Counts; readonly unclaimed: readonly Unclaimed[] }>;
  increment(hour: string, counts: Counts): Promise<void>;
  markVerified(hour: string, version: number, nowMs: number): Promise<void>;
  overdue(beforeMs: number): Promise<readonly Overdue[]>;
  postpone(overdue: Overdue, untilMs: number): Promise<boolean>;
  /** Sends a message again, from the row of its alert or of what it holds; `false` when there is none. */
  reEnqueue(id: string, alertIds?: readonly string[]): Promise<boolean>;
  /** Silences whose end has come and was not told. */
  endedSilences(now: string): Promise<readonly Silence[]>;
  markAnnounced(silenceId: string): Promise<boolean>;
  emitSystemAlert(alert: Alert): Promise<void>;
  log(event: string, fields: Readonly<Record<string, unknown>>): void;
}

/** How patient a run is. */
export interface Patience {
  /** An open delivery that is later than this is moved again. */
  readonly overdueMs: number;
  /** A page is held against the rows when nothing was booked on it for this long, so that nobody writes meanwhile. */
  readonly quietMs: number;
  /** How many hours back a page may be missing altogether, because a worker died before its first booking. */
  readonly blankHours: number;
  /** How long a seal on a recent page holds: a worker that died before its booking changes rows and not the page. */
  readonly verifiedForMs: number;
}

const HOUR_MS = 3_600_000;
/** Hours that a run looks back on; deliveries are given up after 24. */
const HOURS_BACK = 48;

async function reEnqueueOverdue(nowMs: number, { overdueMs }: Patience, ports: Ports): Promise<void> {
  for (const overdue of await ports.overdue(nowMs - overdueMs)) {
    if (!(await ports.postpone(overdue, nowMs + overdueMs))) continue;
    const isSent = await ports.reEnqueue(overdue.deliveryId);
    ports.log('delivery.moved_again', { deliveryId: overdue.deliveryId, sent: isSent });
  }
}

/** A recent page is held against its rows from time to time, though nothing was booked on it. */
const RECENT_HOURS = 2;

/** Hours whose page changed since it was last held against the rows, recent ones, and those that have no page at all. */
async function hoursToAudit(
  nowMs: number,
  { blankHours, verifiedForMs }: Patience,
  ports: Ports,
): Promise<HourlyCounters[]> {
  const pages = new Map((await ports.pages()).map((page) => [page.hour, page]));
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
    const page = pages.get(hour) ?? (back < blankHours ? blank(hour) : undefined);
    return page !== undefined && isDue(page, back) ? [page] : [];
  });
}

const isAtRest = ({ queued = 0, sending = 0, retrying = 0, unknown = 0 }: Counts): boolean =>
  queued + sending + retrying + unknown === 0;

/** Holds one hour's page against the rows and corrects it; leaves it alone when somebody booked meanwhile. */
async function audit({ hour, version, counts }: HourlyCounters, nowMs: number, ports: Ports): Promise<void> {
  const truth = await ports.recount(hour);
  if ((await ports.page(hour)).version !== version) return;
  const difference = add(truth.counts, negate(counts));
  if (!isZero(difference)) {
    ports.log('ledger.corrected', { hour, ...difference });
    await ports.increment(hour, difference);
  }
  const isOver = nowMs - Date.parse(`${hour}:00:00Z`) > HOUR_MS;
  for (const { id, alertIds } of isOver ? truth.unclaimed : []) {
    ports.log('delivery.moved_again', { deliveryId: id, sent: await ports.reEnqueue(id, alertIds) });
  }
  // What is in flight may end without its booking, and what nobody has claimed has to be looked for until somebody has.
  if (!isZero(truth.counts) && truth.unclaimed.length === 0 && isAtRest(truth.counts))
    await ports.markVerified(hour, version + (isZero(difference) ? 0 : 1), nowMs);
}

/** Tells that silences ended, and how much they held back. Raised before it is noted, under an id that is always the same. */
async function announceSilences(nowMs: number, ports: Ports): Promise<void> {
  const now = new Date(nowMs).toISOString();
  for (const silence of await ports.endedSilences(now)) {
    await ports.emitSystemAlert(silenceEndedAlert(silence, now));
    await ports.markAnnounced(silence.id);
  }
}

/** Moves again what should have moved and did not, and balances the books. Safe to run at any time, also twice. */
export async function reconcile(nowMs: number, patience: Patience, ports: Ports): Promise<void> {
  await reEnqueueOverdue(nowMs, patience, ports);
  await announceSilences(nowMs, ports);
  await watchSources(nowMs, ports);
  const due = (await hoursToAudit(nowMs, patience, ports)).filter(
    ({ touchedMs }) => nowMs - touchedMs >= patience.quietMs,
  );
  for (const page of due) await audit(page, nowMs, ports);
  const ledger = toLedger(add(...(await ports.pages()).map(({ counts }) => counts)));
  ports.log(ledger.balanced ? 'ledger.balanced' : 'ledger.unbalanced', {
    ...ledger.webhooks,
    alerts: ledger.alerts,
    ...ledger.deliveries,
  });
}
