import type { Severity } from '../../core/alert.ts';
import type { Ports, Slots } from './ports.ts';

const MINUTE_MS = 60_000;
/** No more than this in a second, or twice the minute's average where that is more. */
const PER_SECOND = 5;
const TRIES = 4;

/**
 * Which part of a minute's requests a severity may use up: when capacity is short, the urgent ones still find room.
 */
const share: Readonly<Record<Severity, number>> = { critical: 1, high: 1 / 2, medium: 1 / 3, low: 1 / 3, info: 1 / 3 };

/** `go`; `full`: the share of its severity is used up; `wait`: not in this moment. */
export type Room =
  | { readonly kind: 'go' }
  | { readonly kind: 'full'; readonly untilMs: number }
  | { readonly kind: 'wait'; readonly untilMs: number };

/** One worker's view of quotas that all workers share. */
export interface Quotas {
  /** One answer a severity, in order; asks for them together, so that many cost one write. */
  take(destination: string, perMinute: number, severities: readonly Severity[]): Promise<Room[]>;
  /** The vendor wants no request until then. */
  block(destination: string, untilMs: number): Promise<void>;
}

const recent = ({ at, ...rest }: Slots, nowMs: number): Slots => ({
  ...rest,
  at: at.filter((ms) => nowMs - ms < MINUTE_MS),
});

/** When the n-th newest of these leaves the last `spanMs`. */
const leaves = (at: readonly number[], n: number, spanMs: number): number =>
  (at.toSorted((a, b) => a - b).at(-n) ?? 0) + spanMs;

/** Room for one request of this severity; pure. */
function roomFor({ at, blockedUntilMs }: Slots, severity: Severity, perMinute: number, nowMs: number): Room {
  if (blockedUntilMs > nowMs) return { kind: 'wait', untilMs: blockedUntilMs };
  const allowed = Math.max(1, Math.floor(perMinute * share[severity]));
  if (at.length >= allowed) return { kind: 'full', untilMs: leaves(at, allowed, MINUTE_MS) };
  const inSecond = at.filter((ms) => nowMs - ms < 1000).length;
  return inSecond >= Math.max(PER_SECOND, perMinute / 30) ? { kind: 'wait', untilMs: nowMs + 1000 } : { kind: 'go' };
}

interface Taken {
  readonly rooms: Room[];
  readonly slots: Slots;
}

function takeAll(slots: Slots, severities: readonly Severity[], perMinute: number, nowMs: number): Taken {
  const at = [...slots.at];
  const rooms = severities.map((severity) => {
    const room = roomFor({ ...slots, at }, severity, perMinute, nowMs);
    if (room.kind === 'go') at.push(nowMs);
    return room;
  });
  return { rooms, slots: { ...slots, at } };
}

const nobody: Slots = { at: [], blockedUntilMs: 0, version: 0 };

type Next = (slots: Slots, nowMs: number) => Slots;

/** Reads, changes and writes a destination's slots, again when another worker wrote first; nothing when that goes on. */
async function change(
  destination: string,
  seen: Map<string, Slots>,
  next: Next,
  ports: Ports,
): Promise<Slots | undefined> {
  for (let tries = 0; tries < TRIES; tries += 1) {
    const known = seen.get(destination);
    const base = known !== undefined && tries === 0 ? known : await ports.readSlots(destination);
    const nowMs = ports.now();
    const unwritten = (known?.at ?? []).filter((ms) => !base.at.includes(ms));
    const wanted = next(recent({ ...base, at: [...base.at, ...unwritten] }, nowMs), nowMs);
    if (!(await ports.writeSlots(destination, wanted))) continue;
    const written = { ...wanted, version: base.version + 1 };
    seen.set(destination, written);
    return written;
  }
  return undefined;
}

interface Wish {
  readonly destination: string;
  readonly perMinute: number;
  readonly severities: readonly Severity[];
}

/** A request alone in its minute needs no write: what it would tell the others can be told with the next. */
const isAlone = ({ severities }: Wish, { at, blockedUntilMs }: Slots, nowMs: number): boolean =>
  severities.length === 1 && at.length === 0 && blockedUntilMs <= nowMs;

async function take(wish: Wish, seen: Map<string, Slots>, ports: Ports): Promise<Room[]> {
  const { destination, perMinute, severities } = wish;
  const nowMs = ports.now();
  const known = recent(seen.get(destination) ?? nobody, nowMs);
  if (isAlone(wish, known, nowMs)) {
    seen.set(destination, { ...known, at: [nowMs] });
    return [{ kind: 'go' }];
  }
  const local = takeAll(known, severities, perMinute, nowMs);
  if (seen.has(destination) && local.rooms.every(({ kind }) => kind !== 'go')) return local.rooms;
  let { rooms } = local;
  const written = await change(
    destination,
    seen,
    (slots, at) => {
      const taken = takeAll(slots, severities, perMinute, at);
      rooms = taken.rooms;
      return taken.slots;
    },
    ports,
  );
  return written === undefined ? severities.map(() => ({ kind: 'wait', untilMs: ports.now() + 1000 })) : rooms;
}

export function createQuotas(ports: Ports): Quotas {
  /** What this worker last read or wrote; others may have gone on since, which a write finds out. */
  const seen = new Map<string, Slots>();
  const queues = new Map<string, Promise<unknown>>();

  /** One at a time a destination within this worker, so that it does not race with itself. */
  function inTurn<T>(destination: string, work: () => Promise<T>): Promise<T> {
    const turn = (queues.get(destination) ?? Promise.resolve()).then(work, work);
    queues.set(destination, turn);
    return turn;
  }

  return {
    take: (destination, perMinute, severities) =>
      inTurn(destination, () => take({ destination, perMinute, severities }, seen, ports)),
    block: (destination, untilMs) =>
      inTurn(destination, async () => {
        const later: Next = (slots) => ({ ...slots, blockedUntilMs: Math.max(slots.blockedUntilMs, untilMs) });
        await change(destination, seen, later, ports);
      }),
  };
}
