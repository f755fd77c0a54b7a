import * as fc from 'fast-check';
import type { Expected } from './account.ts';
import { faults, type PlannedFault } from './fault-port.ts';
import { type Misbehaviour, misbehaviours, type ReceiverProps } from './receivers.ts';
import { createWorld, silence, type World } from './world.ts';
import type { Detection } from './world-config.ts';
import type { MakeStore } from './world-store.ts';

/** One step of a history, as data: what fails can be kept and played again. */
export type Step =
  | { readonly do: 'webhook'; readonly of: readonly (readonly [problem: number, severity: number])[] }
  | { readonly do: 'resend'; readonly nth: number }
  | { readonly do: 'misbehave'; readonly at: number; readonly how: readonly Misbehaviour[] }
  | { readonly do: 'lock' | 'unlock'; readonly at: number }
  | { readonly do: 'crash'; readonly nth: number; readonly when: 'before' | 'after' }
  | { readonly do: 'turn'; readonly times: number }
  | { readonly do: 'together' }
  | { readonly do: 'wait'; readonly seconds: number }
  | { readonly do: 'clock'; readonly seconds: number }
  | { readonly do: 'redeliver'; readonly queue: 'webhooks' | 'deliveries' }
  | { readonly do: 'refuse'; readonly after: number }
  | { readonly do: 'faulty'; readonly plan: readonly PlannedFault[] }
  | { readonly do: 'reconcile' }
  | { readonly do: 'replay'; readonly nth: number }
  | { readonly do: 'silence'; readonly problem: number; readonly seconds: number };

/** One of each kind: look-up, key, neither, and many in one request; small quotas, so that floods come soon. */
const receivers: readonly ReceiverProps[] = [
  { id: 'tickets', kind: 'lookup', audience: 'people', perMinute: 30, conversation: true },
  { id: 'hook', kind: 'key', audience: 'machines' },
  { id: 'chat', kind: 'neither', audience: 'people', perMinute: 6 },
  { id: 'siem', kind: 'neither', audience: 'machines', batchOf: 3 },
];

/** What has to come of a history, whatever happens in between (design §3). */
export interface Model {
  /** All webhooks, to be sent again. */
  readonly webhooks: (readonly Detection[])[];
  /** By detection: whether a silence has to hold it back. */
  readonly expected: Map<string, Expected>;
  readonly silences: { readonly type: string; readonly fromMs: number; readonly untilMs: number }[];
  readonly replayed: Set<string>;
  /** Whether a silence holds an alert back hangs on the clock. */
  wasClockSet: boolean;
  made: number;
}

export const emptyModel = (): Model => ({
  webhooks: [],
  expected: new Map(),
  silences: [],
  replayed: new Set(),
  wasClockSet: false,
  made: 0,
});

export const worldOf = (seed: number, store: MakeStore): World => createWorld({ receivers, seed, store });

const nameOf = ({ problem, n }: Detection): string => `${problem} ${n}`;

function expectIn(model: Model, detections: readonly Detection[], nowMs: number): void {
  for (const detection of detections) {
    const isHeld = model.silences.some(
      ({ type, fromMs, untilMs }) => type === detection.problem && fromMs <= nowMs && nowMs < untilMs,
    );
    const now: Expected = isHeld ? 'held' : 'told';
    const before = model.expected.get(nameOf(detection)) ?? now;
    model.expected.set(nameOf(detection), before === now ? now : 'either');
  }
}

async function accept(model: Model, world: World, detections: readonly Detection[]): Promise<void> {
  model.webhooks.push(detections);
  expectIn(model, detections, Date.now());
  await world.accept(detections);
}

const receiverAt = (world: World, at: number) => [...world.receivers.values()][at % world.receivers.size];
const pick = <T>(items: readonly T[], nth: number): T | undefined => items[nth % Math.max(1, items.length)];

/** A silence takes up to five seconds to hold everywhere. */
const UNTIL_KNOWN_MS = 6_000;

type Play = {
  readonly [Kind in Step['do']]: (step: Extract<Step, { do: Kind }>, model: Model, world: World) => Promise<void>;
};

const lock = async (step: { readonly do: 'lock' | 'unlock'; readonly at: number }, _: Model, world: World) => {
  const receiver = receiverAt(world, step.at);
  if (receiver !== undefined) receiver.isLocked = step.do === 'lock';
};

const plays: Play = {
  async webhook({ of }, model, world) {
    const detections = of.map(([problem, severity]) => {
      model.made += 1;
      return { problem: `p${problem}`, severity, n: model.made };
    });
    await accept(model, world, detections);
  },
  async resend({ nth }, model, world) {
    const detections = pick(model.webhooks, nth);
    if (detections !== undefined) await accept(model, world, detections);
  },
  async misbehave({ at, how }, _, world) {
    receiverAt(world, at)?.misbehave(...how);
  },
  lock,
  unlock: lock,
  async crash({ nth, when }, _, world) {
    world.replaceWorker({ call: '*', nth, when });
  },
  async turn({ times }, _, world) {
    for (let i = 0; i < times; i += 1) await world.turn();
  },
  async together(_, __, world) {
    await world.turnTogether();
  },
  async wait({ seconds }, _, world) {
    world.advance(seconds * 1000);
  },
  async clock({ seconds }, model, world) {
    // The clocks of AWS are not set.
    if (!world.store.isOneProcess) return;
    model.wasClockSet = true;
    world.setClock(seconds * 1000);
  },
  async redeliver({ queue }, _, world) {
    await world[queue].redeliver();
  },
  async refuse({ after }, _, world) {
    world.deliveries.refuseAfter(after);
  },
  async faulty({ plan }, _, world) {
    world.faults.arm(plan);
  },
  async reconcile(_, __, world) {
    await world.reconcile();
  },
  async replay({ nth }, model, world) {
    const id = pick(await world.store.settledIds(), nth);
    // Who is answered with an error does not know whether the delivery is open again.
    if (id !== undefined && (await world.replay(id).catch(() => true))) model.replayed.add(id);
  },
  async silence({ problem, seconds }, model, world) {
    // What came in the same millisecond came with it.
    world.advance(1);
    const fromMs = Date.now();
    await silence(world, `p${problem}`, seconds * 1000);
    model.silences.push({ type: `p${problem}`, fromMs, untilMs: fromMs + seconds * 1000 });
    world.advance(UNTIL_KNOWN_MS);
  },
};

/** Takes one step in a world, and notes in the model what has to come of it. */
export async function play(step: Step, model: Model, world: World): Promise<void> {
  const take: (step: never, model: Model, world: World) => Promise<void> = plays[step.do];
  await take(step as never, model, world);
}

const small = fc.nat({ max: 7 });
const at = fc.nat({ max: receivers.length - 1 });
const problem = fc.nat({ max: 3 });

/** All kinds of steps; webhooks and turns more often than the rest. */
export const steps: readonly fc.Arbitrary<Step>[] = [
  ...[1, 2, 3].map(() =>
    fc.record({
      do: fc.constant('webhook' as const),
      of: fc.array(fc.tuple(problem, fc.constantFrom(2, 5, 8, 10)), { minLength: 1, maxLength: 4 }),
    }),
  ),
  ...[1, 2, 3].map(() => fc.record({ do: fc.constant('turn' as const), times: fc.integer({ min: 1, max: 3 }) })),
  fc.record({ do: fc.constant('resend' as const), nth: small }),
  fc.record({
    do: fc.constant('misbehave' as const),
    at,
    how: fc.array(fc.constantFrom(...misbehaviours), { minLength: 1, maxLength: 4 }),
  }),
  fc.record({ do: fc.constantFrom('lock' as const, 'unlock' as const), at }),
  ...[1, 2].map(() =>
    fc.record({
      do: fc.constant('crash' as const),
      nth: fc.integer({ min: 1, max: 60 }),
      when: fc.constantFrom('before' as const, 'after' as const),
    }),
  ),
  fc.constant({ do: 'together' as const }),
  fc.record({ do: fc.constant('wait' as const), seconds: fc.constantFrom(1, 10, 45, 300, 3_600) }),
  fc.record({ do: fc.constant('clock' as const), seconds: fc.constantFrom(-3_600, -20, 86_400) }),
  fc.record({
    do: fc.constant('redeliver' as const),
    queue: fc.constantFrom('webhooks' as const, 'deliveries' as const),
  }),
  fc.record({ do: fc.constant('refuse' as const), after: fc.nat({ max: 3 }) }),
  ...[1, 2].map(() =>
    fc.record({
      do: fc.constant('faulty' as const),
      plan: fc.array(fc.record({ after: fc.nat({ max: 12 }), fault: fc.constantFrom(...faults) }), {
        minLength: 1,
        maxLength: 4,
      }),
    }),
  ),
  fc.constant({ do: 'reconcile' as const }),
  fc.record({ do: fc.constant('replay' as const), nth: small }),
  fc.record({ do: fc.constant('silence' as const), problem, seconds: fc.constantFrom(60, 600) }),
];
