import { add, isZero, negate, toLedger } from '../../lambdas/domain/counters.ts';
import type { DeliveryState } from '../../lambdas/domain/delivery.ts';
import type { StoredAlert } from '../../lambdas/engine/ports/alerts.ts';
import type { Receiver } from './receivers.ts';
import type { World } from './world.ts';

/** One delivery held against what its receiver saw. */
interface Case {
  readonly state: DeliveryState;
  readonly stored: StoredAlert;
  readonly receiver: Receiver;
  /** All deliveries of the world, to follow what is named. */
  readonly states: ReadonlyMap<string, DeliveryState>;
  readonly isReplayed: boolean;
  /** It stood in a digest or a sum that the receiver refused for good. */
  readonly isRefusedWithOthers: boolean;
}

/** What of an invariant does not hold, in words; nothing when it does. */
type Check = (each: Case) => string | undefined;

const seenOf = ({ state, receiver }: Case) =>
  receiver.arrivals.filter(({ op, deliveryId }) => op === 'message' && deliveryId === state.id);

/** Every delivery has ended, and says how. */
const hasEnded: Check = ({ state: { status, reason, mergedInto } }) => {
  if (!['delivered', 'merged', 'suppressed', 'dead'].includes(status)) return `never ended: ${status} ${reason}`;
  if (status === 'merged' && mergedInto === undefined) return 'merged into nothing';
  return (status === 'dead' || status === 'suppressed') && reason === undefined
    ? `${status} without a reason`
    : undefined;
};

/** What is called delivered was seen by the reader. */
const hasArrived: Check = (each) =>
  each.state.status === 'delivered' && seenOf(each).length === 0 ? 'called delivered and never arrived' : undefined;

/** A look or a key keeps the reader from hearing twice; where there is neither, a second time is marked. */
const isHeardOnce: Check = (each) => {
  const seen = seenOf(each);
  if (each.isReplayed || seen.length < 2) return undefined;
  if (each.receiver.kind !== 'neither') return `arrived ${seen.length} times in spite of its ${each.receiver.kind}`;
  return seen.slice(1).every(({ isMarked }) => isMarked) ? undefined : 'arrived twice, and not marked';
};

/** What was told on its own is not called a repeat of something else. A digest may name it again when there is no room to look. */
const isNotBoth: Check = (each) =>
  !each.isReplayed && each.state.status === 'merged' && each.state.reason !== 'digest' && seenOf(each).length > 0
    ? `told on its own and also ${each.state.reason} of ${each.state.mergedInto}`
    : undefined;

const isUnconfirmed = ({ state: { attempts, reason }, receiver: { kind } }: Case): boolean =>
  reason === 'unconfirmed' && kind === 'neither' && attempts.filter(({ outcome }) => outcome === 'unknown').length > 1;

/** Nobody refused it, so nobody may call it dead; nor may what arrived twice for all that anybody knows be sent again. */
const diesOfRefusal: Check = (each) =>
  each.state.status === 'dead' && each.state.reason !== 'http_413' && !isUnconfirmed(each)
    ? `died of ${each.state.reason}`
    : undefined;

function namedEnd({ state, states }: Case): DeliveryState | undefined {
  let current: DeliveryState | undefined = state;
  for (let depth = 0; current?.status === 'merged' && depth < 20; depth += 1)
    current = states.get(current.mergedInto ?? '');
  return current;
}

const isListed = ({ stored, receiver }: Case): boolean =>
  receiver.arrivals.some(({ op, tells }) => op === 'message' && tells.includes(stored.alert.id));

/** What was merged is told of in a message that arrived, or counted in a reply to one that did. */
const isTold: Check = (each) => {
  if (each.state.status !== 'merged' || isListed(each) || each.isRefusedWithOthers) return undefined;
  const end = namedEnd(each);
  if (end === undefined) return `merged into ${each.state.mergedInto}, which does not exist`;
  if (each.receiver.conversation !== true)
    return `merged into ${each.state.mergedInto} (${end.status}), and never told`;
  // One that was refused has told nobody; then a reply to a later one counts its repeats, which `uncounted` sees to.
  return end.status === 'delivered' || end.status === 'dead'
    ? undefined
    : `merged into ${each.state.mergedInto}, which is ${end.status}`;
};

const checks: readonly Check[] = [hasEnded, hasArrived, isHeardOnce, isNotBoth, diesOfRefusal, isTold];

/** Repeats that no message lists have to be in the numbers that replies name. */
function uncounted(cases: readonly Case[], { arrivals, id, wasInDoubt, conversation }: Receiver): string[] {
  if (conversation !== true || wasInDoubt) return [];
  const merged = cases.filter((each) => each.state.status === 'merged' && !isListed(each));
  const byProblem = Map.groupBy(merged, ({ stored }) => stored.alert.fingerprint);
  const firsts = Map.groupBy(cases, ({ stored }) => stored.alert.fingerprint);
  return [...byProblem].flatMap(([problem, repeats]) => {
    // Also under a sum of those that the refused first one could not tell.
    const ids = new Set([
      ...(firsts.get(problem) ?? []).map(({ state }) => state.id),
      ...repeats.map(({ state }) => state.mergedInto),
    ]);
    const replies = arrivals.filter(({ op, deliveryId }) => op === 'reply' && ids.has(deliveryId.split('#')[0] ?? ''));
    const counted = [...Map.groupBy(replies, ({ deliveryId }) => deliveryId).values()];
    const told = counted.reduce((n, same) => n + Math.max(...same.map(({ count }) => count)), 0);
    return told >= repeats.length ? [] : [`${id}: ${repeats.length} repeats of one problem, replies count ${told}`];
  });
}

/** A reply can neither be looked for nor has it a key: one that came again has to say so. */
const repliedTwice = ({ arrivals, id }: Receiver): string[] => {
  const replies = Map.groupBy(
    arrivals.filter(({ op }) => op === 'reply'),
    ({ deliveryId }) => deliveryId,
  );
  return [...replies].flatMap(([deliveryId, same]) =>
    same.slice(1).some(({ isMarked }) => !isMarked)
      ? [`${id}: the reply ${deliveryId} came ${same.length} times, and not marked`]
      : [],
  );
};

async function casesOf(world: World, replayed: ReadonlySet<string>): Promise<Case[]> {
  const { alerts, deliveries } = world.stores;
  const found = await Promise.all(
    (await world.store.alertIds()).map(async (alertId) => {
      const stored = await alerts.load(alertId);
      if (stored === undefined) return [];
      const all = await deliveries.states({ alertId, ...stored });
      return all.map((state) => ({ state, stored }));
    }),
  );
  const states = new Map(found.flat().map(({ state }) => [state.id, state]));
  const refused = found
    .flat()
    .filter(({ state, stored }) => state.status === 'dead' && stored.alert.source === 'tocsin');
  return found.flat().flatMap(({ state, stored }) => {
    const receiver = world.receivers.get(state.destination);
    if (receiver === undefined) return [];
    const isRefusedWithOthers = refused.some(
      (each) =>
        each.state.destination === state.destination &&
        each.stored.alert.evidence.some(({ content }) => content.includes(stored.alert.id)),
    );
    return [{ state, stored, receiver, states, isReplayed: replayed.has(state.id), isRefusedWithOthers }];
  });
}

/** The counters say what the rows say. */
export async function miscounted({ stores: { ledger } }: World): Promise<string[]> {
  const hours = await ledger.hours();
  const counted = add(...hours.map(({ counts }) => counts));
  const truth = add(...(await Promise.all(hours.map(({ hour }) => ledger.recount(hour)))).map(({ counts }) => counts));
  const difference = add(truth, negate(counted));
  const wrong = isZero(difference) ? [] : [`the ledger is off by ${JSON.stringify(difference)}`];
  return toLedger(counted).balanced ? wrong : [...wrong, `the ledger is not balanced: ${JSON.stringify(counted)}`];
}

/** Whether a silence had to hold an alert back; `either` when that hung on who came first. */
export type Expected = 'held' | 'told' | 'either';

export interface Given {
  /** What a detection, by its problem and number, had to come to. */
  readonly expected?: ReadonlyMap<string, Expected>;
  /** Deliveries that somebody asked to be sent again. */
  readonly replayed?: ReadonlySet<string>;
}

/** Silences hold back what they name, and nothing else. */
function misjudged(cases: readonly Case[], expected: Given['expected'] = new Map()): string[] {
  return cases.flatMap(({ state, stored, isReplayed }) => {
    const wanted = expected.get(`${stored.alert.type} ${stored.alert.facts['HashID']}`) ?? 'either';
    const isHeld = state.status === 'suppressed';
    if (wanted === 'either' || isReplayed || isHeld === (wanted === 'held')) return [];
    return [`${state.id} is ${state.status}, and had to be ${wanted}`];
  });
}

/** Everything that design §3 promises and that does not hold in a world that has come to rest. */
export async function broken(world: World, { replayed = new Set(), expected }: Given = {}): Promise<string[]> {
  const cases = await casesOf(world, replayed);
  const alerts = new Set(
    cases.filter(({ stored }) => stored.alert.source !== 'tocsin').map(({ stored }) => stored.alert.id),
  );
  const lost = world.accepted.size - alerts.size;
  const receivers = [...world.receivers.values()];
  return [
    ...(lost === 0 ? [] : [`${world.accepted.size} detections were accepted, ${alerts.size} alerts are known`]),
    ...(world.webhooks.size + world.deliveries.size === 0 ? [] : [`something is left: ${await world.left()}`]),
    ...cases.flatMap((each) =>
      checks.flatMap((check) => {
        const problem = check(each);
        return problem === undefined ? [] : [`${each.state.id} (${each.stored.alert.type}): ${problem}`];
      }),
    ),
    ...receivers.flatMap((each) =>
      uncounted(
        cases.filter(({ receiver }) => receiver === each),
        each,
      ),
    ),
    ...receivers.flatMap(repliedTwice),
    ...misjudged(cases, expected),
    ...(await miscounted(world)),
  ];
}

/** How often readers heard of a delivery a second time, by destination. */
export const duplicatesAt = ({ arrivals }: Receiver): Map<string, number> => {
  const messages = arrivals.filter(({ op }) => op === 'message');
  const times = Map.groupBy(messages, ({ deliveryId }) => deliveryId);
  return new Map([...times].filter(([, all]) => all.length > 1).map(([id, all]) => [id, all.length - 1]));
};
