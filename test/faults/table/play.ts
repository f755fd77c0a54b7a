import { generator } from '../../../infra/sandbox/_kit/random.ts';
import type { Connected } from '../../../lambdas/destinations/_kit/connected.ts';
import type { OutboundRequest } from '../../../lambdas/domain/outbound.ts';
import type { Sent } from '../../../lambdas/engine/ports/transport.ts';
import { systemRecipientsOf } from '../../../lambdas/engine/system-recipients.ts';
import { type Vendor, vendor } from '../vendors.ts';
import { createWorld, type World } from '../world.ts';
import { configOf } from '../world-config.ts';
import type { MakeStore } from '../world-store.ts';
import { type Cell, type FormName, hashOf, nameOf } from './cells.ts';
import { rowOf } from './rows.ts';

const MINUTE_MS = 60_000;
export const AFTER_MS = 10 * MINUTE_MS;
const FAULT_MS = 2 * 60 * MINUTE_MS;
const GIVE_UP_MS = 4 * 60 * MINUTE_MS;
/** A request of a day's `Retry-After`, and what follows. */
const LONGEST_MS = 30 * 60 * MINUTE_MS;
const MOST_TURNS = 20_000;

/** Whether the receiver misbehaves now: it loses one answer (`lost`) or request (`dropped`), or does as the row says. */
type Phase = 'behaves' | 'lost' | 'dropped' | 'misbehaves';

/** A vendor that misbehaves as its row says while it is told to. */
export interface Faulty {
  readonly vendor: Vendor;
  phase: Phase;
  /** Requests that met the misbehaviour. */
  met: number;
}

const isTokenRequest = ({ body = '' }: OutboundRequest): boolean => body.startsWith('grant_type=');

function faultyVendor({ row: name, receiver, form }: Cell, change: Partial<Connected>): Faulty {
  const row = rowOf(name);
  const misbehave = (receive: () => Sent): Sent => {
    faulty.met += 1;
    if (row.keepEvents !== undefined) made.setFaults({ [receiver]: [{ keepEvents: row.keepEvents }] });
    const taken = row.isTaken ? receive() : undefined;
    if (row.keepEvents !== undefined) made.setFaults({});
    const response = taken?.kind === 'answer' ? taken.response : { at: Date.now(), status: 200, headers: {}, body: '' };
    return row.sent(response);
  };
  const once = (receive: () => Sent, isTaken: boolean): Sent => {
    faulty.phase = 'misbehaves';
    if (isTaken) receive();
    return { kind: 'no-answer', reason: 'timeout' };
  };
  const made = vendor(receiver, {}, (request, receive) => {
    if (faulty.phase === 'behaves' || (form === 'token') !== isTokenRequest(request)) return receive();
    if (faulty.phase === 'misbehaves') return misbehave(receive);
    return once(receive, faulty.phase === 'lost');
  });
  const connected = { ...made.connected, giveUpAfterMs: GIVE_UP_MS, ...change };
  const faulty: Faulty = { vendor: { ...made, connected }, phase: 'behaves', met: 0 };
  return faulty;
}

export interface Stage {
  readonly cell: Cell;
  readonly faulty: Faulty;
  readonly world: World;
  readonly setTime: ((nowMs: number) => void) | undefined;
  /** When the misbehaviour began (epoch ms). */
  startMs: number;
  reconciledMs: number;
  turns: number;
}

const others = [
  { id: 'backup', kind: 'key', audience: 'machines' },
  { id: 'chat', kind: 'neither', audience: 'people' },
] as const;

export interface How {
  readonly store: MakeStore;
  readonly setTime?: (nowMs: number) => void;
}

function setUp(cell: Cell, { store, setTime }: How): Stage {
  const quota = cell.form === 'digest' ? { perMinute: 3 } : {};
  const faulty = faultyVendor(cell, quota);
  const { id, type } = faulty.vendor;
  const options = { fallback: { to: ['backup'], afterSeconds: AFTER_MS / 1000 } };
  const routes = [
    { name: 'all', match: {}, not: {}, to: [id], ...options },
    { name: 'system', match: { source: ['tocsin'] }, not: {}, to: ['chat'] },
  ];
  const props = { receivers: others, vendors: [{ ...faulty.vendor, type }], routes };
  const world = createWorld({
    ...props,
    store: () => store(generator(hashOf(nameOf(cell)))),
    seed: hashOf(nameOf(cell)),
    systemRecipients: systemRecipientsOf(configOf(props)),
    ...(setTime === undefined ? {} : { setTime }),
  });
  return { cell, faulty, world, setTime, startMs: 0, reconciledMs: 0, turns: 0 };
}

/** Often until the fallback is due, then seldom: what comes of it is the same, and a cell takes less time. */
const reconcileEveryMs = ({ startMs }: Stage): number =>
  Date.now() - startMs < 2 * AFTER_MS ? MINUTE_MS : 5 * MINUTE_MS;

async function isAtRest({ world }: Stage): Promise<boolean> {
  return world.webhooks.size + world.deliveries.size === 0 && (await world.store.openThings()).length === 0;
}

/** One step; whether anything can still happen. */
async function step(stage: Stage, endMs: number): Promise<boolean> {
  const { world } = stage;
  stage.turns += 1;
  if (stage.turns > MOST_TURNS) throw new Error(`not at rest after ${stage.turns} turns: ${await world.left()}`);
  if (Date.now() - stage.reconciledMs >= reconcileEveryMs(stage)) {
    stage.reconciledMs = Date.now();
    await world.reconcile();
  }
  if (await world.turn()) return true;
  if (await isAtRest(stage)) return false;
  const nextMs = [world.webhooks.nextMs(), world.deliveries.nextMs(), stage.reconciledMs + reconcileEveryMs(stage)];
  const soonest = Math.min(endMs, ...nextMs.filter((ms) => ms !== undefined));
  world.advance(Math.max(1, soonest - Date.now()));
  return true;
}

/** What was gathered meanwhile is reported by the next run of reconcile. */
async function deliverReports({ world }: Stage): Promise<void> {
  await world.reconcile();
  for (let turns = 0; turns < MOST_TURNS && (await world.turn()); turns += 1);
}

/** Lets time pass until then, or until nothing is left to do. */
async function passUntil(stage: Stage, endMs: number): Promise<void> {
  while (Date.now() < endMs && (await step(stage, endMs)));
  if (Date.now() < endMs) stage.world.advance(endMs - Date.now());
  await deliverReports(stage);
}

const alerts = (from: number, to: number, problem: (n: number) => string, severity = 8) =>
  Array.from({ length: to - from + 1 }, (_, i) => ({ problem: problem(from + i), n: from + i, severity }));

function begin(stage: Stage, phase: Phase): void {
  stage.startMs = Date.now();
  stage.faulty.phase = phase;
}

const own = (n: number): string => `problem-${n}`;

/** How each form begins; it ends with the misbehaviour on. */
const beginnings: Readonly<Record<FormName, (stage: Stage) => Promise<void>>> = {
  async single(stage) {
    begin(stage, 'misbehaves');
    await stage.world.accept(alerts(1, 1, own));
  },
  async batch(stage) {
    begin(stage, 'misbehaves');
    await stage.world.accept(alerts(1, 5, own));
  },
  async summary(stage) {
    await stage.world.accept(alerts(1, 1, () => 'one problem'));
    await passUntil(stage, Date.now() + MINUTE_MS);
    begin(stage, 'misbehaves');
    await stage.world.accept(alerts(2, 4, () => 'one problem'));
  },
  async digest(stage) {
    await stage.world.accept(alerts(1, 5, own, 2));
    await passUntil(stage, Date.now() + 10_000);
    begin(stage, 'misbehaves');
  },
  async 'look-up'(stage) {
    begin(stage, 'lost');
    await stage.world.accept(alerts(1, 1, own));
  },
  async 'look-up-absent'(stage) {
    begin(stage, 'dropped');
    await stage.world.accept(alerts(1, 1, own));
  },
  async token(stage) {
    begin(stage, 'misbehaves');
    await stage.world.accept(alerts(1, 1, own));
  },
};

/** What is looked at while a cell is played. */
export interface Moments<Seen> {
  /** Half an hour after the misbehaviour began. */
  readonly during: Seen;
  /** When all is at rest, or nothing more is waited for. */
  readonly after: Seen;
}

/** Plays a cell to its end by a virtual clock; `look` is called at its moments. */
export async function play<Seen>(cell: Cell, how: How, look: (stage: Stage) => Promise<Seen>): Promise<Moments<Seen>> {
  const stage = setUp(cell, how);
  await beginnings[cell.form](stage);
  await passUntil(stage, stage.startMs + 3 * AFTER_MS);
  const during = await look(stage);
  await passUntil(stage, stage.startMs + FAULT_MS);
  if (cell.ends === 'heals') stage.faulty.phase = 'behaves';
  await passUntil(stage, stage.startMs + LONGEST_MS);
  return { during, after: await look(stage) };
}
