/** Persons acknowledge and resolve while workers deliver, escalate and die: what they promise holds in any order. */
import * as fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { handledBy, type ProblemState } from '../../lambdas/domain/acknowledgement.ts';
import type { Alert } from '../../lambdas/domain/alert.ts';
import type { DeliveryState } from '../../lambdas/domain/delivery.ts';
import type { Route } from '../../lambdas/domain/route.ts';
import { acknowledge, resolve } from '../../lambdas/engine/acknowledge/acknowledge.ts';
import { broken } from './account.ts';
import { emptyModel, type Model, play, type Step, steps } from './steps.ts';
import { stores } from './stores.ts';
import { createWorld, type World } from './world.ts';
import type { MakeStore } from './world-store.ts';

beforeAll(() => {
  vi.useFakeTimers({ toFake: ['Date'] });
});
afterAll(() => {
  vi.useRealTimers();
});

const RUNS = Number(process.env['FAULT_RUNS'] ?? 150);
const ESCALATE_SECONDS = 900;

const routes: readonly Route[] = [
  {
    name: 'all',
    match: {},
    not: {},
    to: ['tickets', 'chat', 'siem'],
    escalate: [{ afterSeconds: ESCALATE_SECONDS, to: ['pager'] }],
  },
];

const worldOf = (seed: number, store: MakeStore): World =>
  createWorld({
    receivers: [
      { id: 'tickets', kind: 'lookup', audience: 'people', perMinute: 30, conversation: true },
      { id: 'chat', kind: 'neither', audience: 'people', perMinute: 6 },
      { id: 'siem', kind: 'neither', audience: 'machines', batchOf: 3 },
      { id: 'pager', kind: 'key', audience: 'people', conversation: true },
    ],
    routes,
    seed,
    store,
  });

/** A person answers the nth alert, perhaps two at the same time. */
interface Answer {
  readonly do: 'answer';
  readonly nth: number;
  readonly state: 'acknowledge' | 'resolve';
  readonly authors: number;
}

async function give({ nth, state, authors }: Answer, world: World): Promise<void> {
  const ids = (await world.store.alertIds()).filter((id) => id.startsWith('edge:'));
  const id = ids[nth % Math.max(1, ids.length)];
  if (id === undefined) return;
  const ports = {
    ...world.stores,
    deliveryQueue: world.store.outside.deliveryQueue,
    destinationIds: [...world.receivers.keys()],
    wait: async () => undefined,
    now: Date.now,
    log: () => undefined,
  };
  const answer = state === 'acknowledge' ? acknowledge : resolve;
  const given = await Promise.all(
    Array.from({ length: authors }, (_, i) => answer(id, { author: `person ${i}`, via: 'api' }, ports)),
  );
  const done = given.filter(({ kind }) => kind === 'done');
  expect(done.length, 'of several at once one is first').toBeLessThanOrEqual(1);
  const stands = new Set(given.map((each) => ('answer' in each ? each.answer?.author : undefined)));
  expect(stands.size, 'all see the same one').toBe(1);
}

/** An escalation when all is at rest: its state, its alert, what persons said, and when it arrived. */
interface Escalated {
  readonly state: DeliveryState;
  readonly alert: Alert;
  readonly problem: ProblemState | undefined;
  readonly arrivedMs: readonly number[];
}

const dueMs = ({ alert }: Escalated): number => Date.parse(alert.receivedAt) + ESCALATE_SECONDS * 1000;

/** What must not be, in words. */
const mistakes: readonly (readonly [words: string, holds: (each: Escalated) => boolean])[] = [
  ['arrived before its time', (each) => each.arrivedMs.some((ms) => ms < dueMs(each))],
  ['is suppressed, and arrived', ({ state, arrivedMs }) => state.status === 'suppressed' && arrivedMs.length > 0],
  [
    'is suppressed, and nobody answered',
    ({ state, problem }) => state.status === 'suppressed' && problem === undefined,
  ],
  [
    'arrived although somebody handled it',
    (each) => {
      const { problem, alert, arrivedMs } = each;
      const isSole = problem?.answers.length === 1 && Date.parse(problem.answers[0]?.at ?? '') < dueMs(each);
      return isSole && handledBy(problem, alert) !== undefined && arrivedMs.length > 0;
    },
  ],
];

async function escalatedOf(alertId: string, world: World): Promise<Escalated[]> {
  const { alerts, deliveries, problems } = world.stores;
  const stored = await alerts.load(alertId);
  if (stored === undefined || stored.alert.kind === 'system') return [];
  const states = await deliveries.states({ alertId, ...stored });
  const state = states.find(({ destination }) => destination === 'pager');
  if (state === undefined) throw new Error(`${alertId} has no delivery to the pager`);
  const arrived = world.receivers.get('pager')?.arrivals ?? [];
  const own = arrived.filter(({ op, deliveryId }) => op === 'message' && deliveryId === state.id);
  const problem = await problems.load(stored.alert.fingerprint);
  return [{ state, alert: stored.alert, problem, arrivedMs: own.map(({ atMs }) => atMs) }];
}

/** What of the promises about escalations does not hold. */
async function misescalated(world: World): Promise<string[]> {
  const ids = await world.store.alertIds();
  const all = (await Promise.all(ids.map((id) => escalatedOf(id, world)))).flat();
  return all.flatMap((each) =>
    mistakes.filter(([, holds]) => holds(each)).map(([words]) => `${each.state.id} ${words}`),
  );
}

async function judge(world: World, { replayed }: Model): Promise<void> {
  for (const receiver of world.receivers.values()) {
    receiver.behave();
    receiver.isLocked = false;
  }
  world.faults.clear();
  world.deliveries.refuseAfter(Number.POSITIVE_INFINITY);
  world.replaceWorker();
  await world.drain();
  expect([...(await broken(world, { replayed })), ...(await misescalated(world))]).toEqual([]);
}

class Taken implements fc.AsyncCommand<Model, World> {
  readonly step: Step | Answer;
  constructor(step: Step | Answer) {
    this.step = step;
  }
  check(model: Readonly<Model>): boolean {
    return ['resend', 'answer'].includes(this.step.do) ? model.webhooks.length > 0 : true;
  }
  run(model: Model, world: World): Promise<void> {
    return this.step.do === 'answer' ? give(this.step, world) : play(this.step, model, world);
  }
  toString(): string {
    return JSON.stringify(this.step);
  }
}

const answer: fc.Arbitrary<Answer> = fc.record({
  do: fc.constant('answer' as const),
  nth: fc.nat({ max: 7 }),
  state: fc.constantFrom('acknowledge' as const, 'acknowledge' as const, 'resolve' as const),
  authors: fc.constantFrom(1, 1, 3),
});

/** The clock and silences have their own test; a replay is sent whatever was answered. */
const left = new Set(['clock', 'silence', 'replay']);
const others = steps.map((each) => each.map((step): Step => (left.has(step.do) ? { do: 'wait', seconds: 400 } : step)));

const histories = fc.commands(
  [answer, answer, answer, ...others].map((each: fc.Arbitrary<Step | Answer>) => each.map((step) => new Taken(step))),
  { maxCommands: 14, size: 'max' },
);

describe.each(stores)('answers in any history, on %s', (_, store) => {
  it('hold', async () => {
    const property = fc.asyncProperty(fc.nat({ max: 1_000 }), histories, async (seed, commands) => {
      const [model, world] = [emptyModel(), worldOf(seed, store)];
      await fc.asyncModelRun(() => ({ model, real: world }), commands);
      await judge(world, model);
    });
    await fc.assert(property, { numRuns: RUNS });
  });
});
