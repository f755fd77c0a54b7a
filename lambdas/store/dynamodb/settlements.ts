import type { AttemptRecord, DeliveryStatus } from '../../domain/delivery.ts';
import type { Claimable, Settlement } from '../../engine/ports/deliveries.ts';
import { ESCALATION } from '../../engine/ports/held.ts';
import type { Attribute } from './attributes.ts';
import type { Table } from './client.ts';
import { type Update, updateIf } from './conditional.ts';
import type { Values } from './expressions.ts';
import { countedIn, readDelivery } from './items.ts';
import { expiresAt, iso, openKey, openPartitionOf, parkedPartition, parkedPlace } from './keys.ts';
import { listedKeys } from './listed.ts';
import { patiently } from './patience.ts';

/** Most have no attempts, or their first. */
const attemptsText = (attempts: readonly AttemptRecord[]): string | undefined =>
  attempts.length === 0 ? undefined : JSON.stringify(attempts);

interface Changed {
  readonly set: Values;
  readonly remove: readonly Attribute[];
}

type Place = Pick<Claimable, 'deliveryId' | 'destination'>;

/** Where one that waits is found: among what is parked for its destination, or by its time. */
const placeOf = (
  { deliveryId, destination }: Place,
  { dueMs, parkedRank }: Extract<Settlement, { kind: 'waiting' }>,
): Values =>
  parkedRank === undefined
    ? { openPk: openPartitionOf(deliveryId), openSk: iso(dueMs) }
    : { openPk: parkedPartition(destination), openSk: parkedPlace(parkedRank, dueMs, deliveryId) };

/** Attributes that a settlement sets, or removes when it has nothing for them. */
function settledValues(place: Place, settlement: Settlement): Values {
  const { status, attempts, reason } = settlement;
  const common = { status, counted: status, attempts: attemptsText(attempts), reason: reason?.toWellFormed() };
  if (settlement.kind === 'waiting') {
    const { dueMs, splitOut, mergedInto } = settlement;
    return { ...common, dueMs, ...placeOf(place, settlement), splitOut, mergedInto };
  }
  const { mergedInto } = settlement;
  return { ...common, mergedInto, openPk: undefined, openSk: undefined, dueMs: undefined };
}

async function changeOf({ deliveryId, destination }: Place, settlement: Settlement, table: Table): Promise<Changed> {
  const listed = {
    listedPk: undefined,
    listedSk: undefined,
    ...(await listedKeys(deliveryId, settlement.status, table)),
  };
  const all: Values = {
    ...settledValues({ deliveryId, destination }, settlement),
    ...listed,
    owner: undefined,
    leaseMs: undefined,
    writeId: undefined,
  };
  const missing = Object.entries(all).filter(([, value]) => value === undefined);
  // A receipt stays for what joins the delivery later, and so do the alerts that were split out.
  const receipt = settlement.kind === 'ended' ? settlement.receipt : undefined;
  return {
    set: { ...all, receipt: receipt === undefined ? undefined : JSON.stringify(receipt) },
    remove: missing.map(([name]) => name as Attribute).filter((name) => name !== 'splitOut'),
  };
}

/** Completes or releases a claimed delivery; `false` when the lease was lost meanwhile. */
export async function settle(
  message: Claimable,
  owner: string,
  settlement: Settlement,
  table: Table,
): Promise<boolean> {
  const { answer: change } = await patiently(() => changeOf(message, settlement, table));
  const update: Update = {
    ...change,
    condition: '#owner = :owner',
    values: { ':owner': owner },
    // What a destination took already would be sent twice if its state were forgotten.
    isPatient: true,
  };
  return (await updateIf(openKey(message.deliveryId), update, table)) !== undefined;
}

const WAITS_TO_ESCALATE = '(#status = :queued AND begins_with(#reason, :escalation))';
const MEMBER = `(attribute_exists(#mergedInto) OR ${WAITS_TO_ESCALATE}) AND attribute_not_exists(#owner)`;

/** Ends a member of a group as its carrier ended, or an escalation that waits; answers the state that it was counted in, or nothing. */
export async function completeMember(
  { deliveryId }: Claimable,
  { status, reason, mergedInto }: Extract<Settlement, { kind: 'ended' }>,
  table: Table,
): Promise<DeliveryStatus | undefined> {
  const listed = await listedKeys(deliveryId, status, table);
  const before = await updateIf(
    openKey(deliveryId),
    {
      condition: `${MEMBER} AND (attribute_exists(#openPk) OR #status = :dead)`,
      values: { ':dead': 'dead', ':queued': 'queued', ':escalation': ESCALATION },
      set: { status, counted: status, mergedInto, reason: reason?.toWellFormed(), ...listed },
      remove: ['openPk', 'openSk', 'dueMs', ...(listed.listedPk === undefined ? unlisted : [])],
      answers: 'ALL_OLD',
    },
    table,
  );
  return before === undefined ? undefined : countedIn(readDelivery(before));
}

const unlisted: readonly Attribute[] = ['listedPk', 'listedSk'];

/** Gives a delivery of a batch a row of its own, because it fared differently; nothing when it has one. */
export async function split(
  { deliveryId, destination }: Claimable,
  settlement: Settlement,
  firstMs: number,
  table: Table,
): Promise<void> {
  const { answer } = await patiently(() => changeOf({ deliveryId, destination }, settlement, table));
  const { set } = answer;
  const own = { ...set, firstMs, expiresAt: expiresAt(firstMs, table.retentionDays) };
  await updateIf(openKey(deliveryId), { condition: 'attribute_not_exists(#status)', set: own, isPatient: true }, table);
}
