import * as fc from 'fast-check';
import type { Verdict } from '../../../infra/local/scheduler/share.ts';
import { back, done, groupOf, type Item, type SchedulerWorld, schedulerWorld } from './world.ts';

/** One thing that happens to a scheduler. */
export type Step =
  | { readonly do: 'send'; readonly items: readonly Shape[] }
  | { readonly do: 'burst'; readonly count: number; readonly of: Shape }
  | { readonly do: 'later'; readonly item: Shape; readonly seconds: number }
  | { readonly do: 'end'; readonly nth: number; readonly times: number }
  | { readonly do: 'back'; readonly nth: number; readonly seconds: number }
  | { readonly do: 'pass'; readonly seconds: number }
  | { readonly do: 'clock'; readonly byMs: number }
  | { readonly do: 'admit'; readonly group: number; readonly kind: 'go' | 'probe' | 'wait' }
  | { readonly do: 'lose disk'; readonly seconds: number }
  | { readonly do: 'restart' };

interface Shape {
  readonly group: number;
  readonly rank: number;
  readonly problem: number;
  readonly isEnding: boolean;
  readonly bytes: number;
  readonly lookSeconds: number;
}

const GROUPS = 3;
const shape: fc.Arbitrary<Shape> = fc.record({
  group: fc.nat({ max: GROUPS - 1 }),
  rank: fc.nat({ max: 3 }),
  problem: fc.nat({ max: 4 }),
  isEnding: fc.boolean(),
  bytes: fc.constantFrom(100, 100, 2_000_000),
  lookSeconds: fc.constantFrom(0, 0, 0, 20),
});
const nth = fc.nat({ max: 20 });
const HOUR_MS = 3_600_000;

export const steps: fc.Arbitrary<Step[]> = fc.array(
  fc.oneof(
    { weight: 4, arbitrary: fc.record({ do: fc.constant('send' as const), items: fc.array(shape, { maxLength: 6 }) }) },
    {
      weight: 1,
      arbitrary: fc.record({ do: fc.constant('burst' as const), count: fc.integer({ min: 60, max: 140 }), of: shape }),
    },
    {
      weight: 2,
      arbitrary: fc.record({ do: fc.constant('later' as const), item: shape, seconds: fc.constantFrom(1, 9, 60) }),
    },
    { weight: 5, arbitrary: fc.record({ do: fc.constant('end' as const), nth, times: fc.constantFrom(1, 3, 40) }) },
    { weight: 3, arbitrary: fc.record({ do: fc.constant('back' as const), nth, seconds: fc.constantFrom(1, 20, 90) }) },
    { weight: 3, arbitrary: fc.record({ do: fc.constant('pass' as const), seconds: fc.constantFrom(1, 6, 31) }) },
    {
      weight: 1,
      arbitrary: fc.record({
        do: fc.constant('clock' as const),
        byMs: fc.constantFrom(-HOUR_MS, 24 * HOUR_MS, -3_000),
      }),
    },
    {
      weight: 2,
      arbitrary: fc.record({
        do: fc.constant('admit' as const),
        group: fc.nat({ max: GROUPS - 1 }),
        kind: fc.constantFrom('go' as const, 'probe' as const, 'wait' as const),
      }),
    },
    { weight: 1, arbitrary: fc.record({ do: fc.constant('lose disk' as const), seconds: fc.constantFrom(1, 20) }) },
    { weight: 1, arbitrary: fc.constant({ do: 'restart' as const }) },
  ),
  { maxLength: 30, size: 'max' },
);

/** A run that the history has not ended yet. */
interface Underway {
  readonly item: Item;
  readonly end: (verdict: Verdict) => void;
}

export interface History {
  readonly world: SchedulerWorld;
  /** What is under way in the process that runs. */
  readonly underway: Map<string, Underway>;
  /** What was ended and may not be written yet, as its job was then. */
  readonly ended: Map<string, number>;
  readonly blocked: Map<string, 'probe' | 'wait'>;
  readonly problems: string[];
  readonly concurrency: number;
  sent: number;
}

type Row = Readonly<Record<'ref' | 'rank' | 'receives' | 'n', unknown>>;

const READY = `SELECT ref, rank, receives, n FROM job WHERE message_group = ? AND due = 0 AND (ending = 0 OR NOT EXISTS
  (SELECT 1 FROM job o WHERE o.message_group = job.message_group AND o.problem = job.problem AND o.n < job.n))`;
const OWN = 'SELECT n, problem FROM job WHERE ref = ?';
const OPENER = 'SELECT ref FROM job WHERE message_group = ? AND problem = ? AND n < ? LIMIT 1';

/** Jobs of a group that may run and do not. */
const idle = ({ world, underway, ended }: History, group: string): Row[] =>
  (world.rows(READY, group) as readonly Row[]).filter(
    ({ ref, receives }) => !underway.has(String(ref)) && ended.get(String(ref)) !== Number(receives),
  );

/** What must hold when a run begins. */
function judgeRun(history: History, item: Item): void {
  const { world, underway, problems } = history;
  if (underway.has(item.id)) problems.push(`${item.id} is run while it is run`);
  const [own] = world.rows(OWN, item.id);
  if (own === undefined) problems.push(`${item.id} is run although it is done`);
  const opener = own === undefined ? [] : world.rows(OPENER, groupOf(item), item.problem ?? '', Number(own['n']));
  // While nothing may be sent to a group, its fallbacks hear of an ending in time.
  const isLook = item.lookMs !== undefined && history.blocked.get(groupOf(item)) === 'wait';
  if (item.isEnding === true && opener.length > 0 && !isLook)
    problems.push(`${item.id} is run before ${opener[0]?.['ref']}`);
  const better = idle(history, groupOf(item)).filter((row) => Number(row.rank) > (item.rank ?? 0));
  if (item.lookMs === undefined && item.isEnding !== true && better.some(({ ref }) => !isEnding(String(ref))))
    problems.push(`${item.id} is run before ${better.map(({ ref }) => ref).join(', ')}`);
}

const isEnding = (ref: string): boolean => ref.startsWith('end');

/** What must hold when nothing waits for anything but time: whoever may run does. */
function judgeRest(history: History): void {
  for (const group of Array.from({ length: GROUPS }, (_, n) => `g${n}`)) {
    const runs = [...history.underway.values()].filter(({ item }) => groupOf(item) === group).length;
    if (history.blocked.has(group) || runs >= history.concurrency) continue;
    const forgotten = idle(history, group);
    if (forgotten.length > 0) history.problems.push(`${group} has ${forgotten.length} jobs that nobody runs`);
  }
}

export function createHistory(concurrency: number): History {
  const underway = new Map<string, Underway>();
  const history: History = {
    world: schedulerWorld({
      concurrency,
      onRun: (item) => judgeRun(history, item),
      answer: (item, receives) =>
        new Promise((resolve) => {
          underway.set(item.id, {
            item,
            end(verdict) {
              underway.delete(item.id);
              history.ended.set(item.id, receives);
              resolve(verdict);
            },
          });
        }),
    }),
    underway,
    ended: new Map(),
    blocked: new Map(),
    problems: [],
    concurrency,
    sent: 0,
  };
  return history;
}

function itemOf(history: History, { group, rank, problem, isEnding: ends, bytes, lookSeconds }: Shape): Item {
  history.sent += 1;
  const lookMs = history.world.now() + lookSeconds * 1000;
  return {
    id: `${ends ? 'end' : 'open'}${history.sent}`,
    group: `g${group}`,
    rank,
    problem: `p${problem}`,
    isEnding: ends,
    bytes,
    ...(lookSeconds === 0 ? {} : { lookMs, giveUpMs: lookMs }),
  };
}

function endSome({ underway }: History, nth: number, times: number, verdict: Verdict): void {
  for (let i = 0; i < times; i += 1) [...underway.values()][nth % Math.max(1, underway.size)]?.end(verdict);
}

type Play = { readonly [Kind in Step['do']]: (step: Extract<Step, { do: Kind }>, history: History) => unknown };

const plays: Play = {
  send: ({ items }, history) => history.world.send(...items.map((each) => itemOf(history, each))),
  burst: ({ count, of }, history) =>
    history.world.send(...Array.from({ length: count }, (_, n) => itemOf(history, { ...of, problem: of.problem + n }))),
  later: ({ item, seconds }, history) => history.world.sendLater(itemOf(history, item), seconds),
  async end({ nth, times }, history) {
    for (let i = 0; i < times; i += 1) {
      endSome(history, nth, 1, done);
      await history.world.settle();
    }
  },
  back: ({ nth, seconds }, history) => endSome(history, nth, 1, back(seconds)),
  pass: ({ seconds }, { world }) => world.pass(seconds * 1000, 500),
  clock: ({ byMs }, { world }) => world.setClock(byMs),
  admit({ group, kind }, { world, blocked }) {
    const name = `g${group}`;
    world.admit(name, kind === 'wait' ? { kind, untilMs: world.now() + 3_600_000 } : { kind });
    if (kind === 'go') blocked.delete(name);
    else blocked.set(name, kind);
    return world.pass(5_500, 500);
  },
  async 'lose disk'({ seconds }, history) {
    const { world } = history;
    world.trouble.isDiskLost = true;
    endSome(history, 0, 1, done);
    endSome(history, 3, 1, back(5));
    await world.pass(seconds * 1000, 500);
    world.trouble.isDiskLost = false;
    // What could not be written is run again.
    history.ended.clear();
    await world.pass(21_000, 500);
  },
  async restart(_, history) {
    history.underway.clear();
    history.ended.clear();
    history.world.restart();
    await history.world.pass(100);
  },
};

/** Takes a step; everything that has to hold is looked at after it. */
export async function play(step: Step, history: History): Promise<void> {
  const take: (step: never, history: History) => unknown = plays[step.do];
  await take(step as never, history);
  await history.world.settle();
  judgeRest(history);
}

const MOST_ROUNDS = 400;

/** All goes well from now on: everything has to be done in the end. */
export async function finish(history: History): Promise<void> {
  const { world } = history;
  for (let group = 0; group < GROUPS; group += 1) await play({ do: 'admit', group, kind: 'go' }, history);
  for (let rounds = 0; world.left() > 0 && rounds < MOST_ROUNDS; rounds += 1) {
    await play({ do: 'end', nth: 0, times: 20 }, history);
    if (history.underway.size === 0) await world.pass(10_000, 1_000);
  }
  if (world.left() > 0) history.problems.push(`${world.left()} jobs are left`);
  if (world.scheduler.backlog() !== 0) history.problems.push(`the backlog says ${world.scheduler.backlog()}`);
  const ran = new Set(world.ids());
  if (ran.size !== history.sent) history.problems.push(`${history.sent} were sent, ${ran.size} were run`);
}
