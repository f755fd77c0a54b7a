import type { BatchMessage, DeliveryMessage } from '../../domain/delivery.ts';
import type { ClaimedDelivery, Settlement } from '../ports/deliveries.ts';
import type { Claimed, Result } from './job.ts';
import type { Ports } from './ports.ts';
import type { Worker } from './worker.ts';

const isEnded = ({ settlement }: Result): boolean => settlement.kind === 'ended';
const isUnknown = ({ settlement }: Result): boolean => settlement.status === 'unknown';

/** Whether a request was refused for its form: one alert in it may be the cause. */
const isRefusedForForm = ({ attempted }: Result): boolean =>
  attempted !== undefined &&
  attempted.outcome.kind !== 'delivered' &&
  (attempted.record.httpStatus === 400 || attempted.record.httpStatus === 413);

/** How a batch is split: the deliveries that keep the shared row, and those that get a row each. */
interface BatchSplit {
  readonly shared: readonly Result[];
  readonly separate: readonly Result[];
}

/**
 * Deliveries that wait in the same way keep the shared row. Those that ended, or may have arrived while the others did
 * not, are split out. When all ended, the delivered ones keep the row. When the request was refused for its form, all
 * are split out, to find the one that caused it.
 */
function splitOf(results: readonly Result[]): BatchSplit {
  const waits = results.filter((each) => !isEnded(each));
  if (waits.length === results.length && results.length > 1 && results.some(isRefusedForForm))
    return { shared: [], separate: results };
  const sure = waits.filter((each) => !isUnknown(each));
  const kept =
    waits.length === 0
      ? results.filter(({ settlement }) => settlement.status === 'delivered')
      : sure.length > 0
        ? sure
        : waits;
  const shared =
    kept.length === 0 && new Set(results.map(({ settlement }) => settlement.status)).size === 1 ? results : kept;
  return { shared, separate: results.filter((each) => !shared.includes(each)) };
}

/** A delivery that is split out is tried at once, because it may not be the one that caused the refusal. */
const atOnce = (settlement: Settlement, nowMs: number): Settlement =>
  settlement.kind === 'waiting' && settlement.needsPerson !== true ? { ...settlement, dueMs: nowMs } : settlement;

/** The settlement of the shared row; `delivered` when no delivery is left in it. */
function sharedSettlement({ shared, separate }: BatchSplit, claimed: ClaimedDelivery): Settlement {
  const settlement =
    shared[0]?.settlement ?? ({ kind: 'ended', status: 'delivered', attempts: claimed.attempts } as const);
  const splitOut = [...(claimed.splitOut ?? []), ...separate.map(({ job }) => job.message.alert.id)];
  return settlement.kind === 'waiting' && splitOut.length > 0 ? { ...settlement, splitOut } : settlement;
}

/** Gives one delivery of the batch a row of its own, and a message when it has not ended. */
async function splitOut(
  message: DeliveryMessage,
  settlement: Settlement,
  firstMs: number,
  ports: Ports,
): Promise<void> {
  await ports.deliveries.split(message, settlement, firstMs);
  if (settlement.kind === 'ended') return;
  await ports.deliveryQueue.sendLater(message, Math.max(0, (settlement.dueMs - ports.now()) / 1000));
}

/**
 * Writes what became of a batch: first the rows and messages of what is split out, and then the shared row, so that a crash
 * in between loses nothing. Answers the settlement of the shared row, or nothing when the lease was lost.
 */
export async function settleBatch(
  { message, claimed }: Claimed & { readonly message: BatchMessage },
  results: readonly Result[],
  { owner, ports }: Worker,
): Promise<Settlement | undefined> {
  const nowMs = ports.now();
  const split = splitOf(results);
  for (const { job, settlement } of split.separate)
    await splitOut(job.message, atOnce(settlement, nowMs), claimed.firstAt, ports);
  const settlement = sharedSettlement(split, claimed);
  return (await ports.deliveries.settle(message, owner, settlement)) ? settlement : undefined;
}
