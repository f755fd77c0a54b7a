import { moved } from '../../domain/counters.ts';
import { partsOfDeliveryId } from '../../domain/delivery.ts';
import { oneLine, truncate } from '../../domain/values/text.ts';
import { type MemberPorts, mergeMembers } from '../deliver/members.ts';
import type { Confirmed } from '../ports/deliveries.ts';
import type { Stores } from '../ports/index.ts';

/** Who confirms, and a note of theirs. */
export interface Confirmation {
  readonly by: string;
  readonly note?: string | undefined;
}

const REASON_MAX = 400;
const PREFIX = 'confirmed by ';

/** The reason that a confirmed delivery has. */
const reasonOf = ({ by, note }: Confirmation): string =>
  truncate(oneLine(`${PREFIX}${by}${note === undefined || note === '' ? '' : `: ${note}`}`), REASON_MAX);

/** `again`: it was confirmed before; the first confirmation stays. */
export type ConfirmResult =
  | { readonly kind: 'confirmed' | 'again'; readonly reason: string }
  | Exclude<Confirmed, { readonly kind: 'confirmed' }>;

/** Completes an uncertain delivery as delivered because a person says that it arrived, and counts it. */
export async function confirmDelivery(
  deliveryId: string,
  confirmation: Confirmation,
  nowMs: number,
  ports: Pick<Stores, 'alerts'> & MemberPorts,
): Promise<ConfirmResult> {
  const { alerts, deliveries, ledger } = ports;
  const alertId = partsOfDeliveryId(deliveryId)?.alertId;
  const stored = alertId === undefined ? undefined : await alerts.load(alertId);
  if (stored === undefined) return { kind: 'absent' };
  const reason = reasonOf(confirmation);
  const result = await deliveries.confirm(deliveryId, reason, nowMs);
  if (result.kind === 'other' && result.status === 'delivered' && result.reason?.startsWith(PREFIX) === true)
    return { kind: 'again', reason: result.reason };
  if (result.kind !== 'confirmed') return result;
  if (stored.hour !== '') await ledger.increment(stored.hour, moved(result.counted, 'delivered'));
  const destination = partsOfDeliveryId(deliveryId)?.destination ?? '';
  await mergeMembers(destination, stored.carries ?? [], deliveryId, ports);
  return { kind: 'confirmed', reason };
}
