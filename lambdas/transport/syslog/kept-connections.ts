import { setImmediate as turn } from 'node:timers/promises';
import type { TLSSocket } from 'node:tls';

/** Receivers, and the networks before them, forget a connection that is silent for minutes, some without a word. */
const IDLE_MS = 30_000;
/** Then the name is looked up and the certificate checked again. */
const AGE_MS = 600_000;
const PER_RECEIVER = 4;
const IN_ALL = 64;
const END_MS = 5_000;

/** A connection, with a listener for its errors, and the wall-clock time at which it was opened. */
export interface Opened {
  readonly socket: TLSSocket;
  readonly openedMs: number;
}

interface Kept extends Opened {
  readonly key: string;
  readonly keptMs: number;
  /** Takes the listeners off that watch it while it is kept. */
  readonly release: () => void;
}

/** Bounds and clock; tests replace them. */
interface KeepOptions {
  readonly idleMs?: number;
  readonly ageMs?: number;
  readonly perReceiver?: number;
  /** A clock that goes on while a function is frozen. */
  readonly now?: () => number;
}

/** Open connections that nobody uses, for a bounded time and in a bounded number. */
export interface KeptConnections {
  /** The connection that was used last. The caller has it alone until it keeps or destroys it. */
  take(key: string): Promise<Opened | undefined>;
  keep(key: string, opened: Opened): void;
}

/** Ends a connection in order; a receiver that does not answer the end is not waited for. */
function endInOrder(socket: TLSSocket): void {
  socket.end();
  setTimeout(() => socket.destroy(), END_MS).unref();
}

const isOpen = ({ socket }: Opened): boolean => !socket.destroyed && !socket.readableEnded && socket.writable;

/** Connections are kept for 30 s after each use and 10 min in all, four a receiver. They do not keep a process alive. */
export function keptConnections(options: KeepOptions = {}): KeptConnections {
  const { idleMs = IDLE_MS, ageMs = AGE_MS, perReceiver = PER_RECEIVER, now = Date.now } = options;
  const all: Kept[] = [];

  const forget = (kept: Kept): void => {
    const at = all.indexOf(kept);
    if (at >= 0) all.splice(at, 1);
  };
  const end = (kept: Kept): void => {
    kept.release();
    endInOrder(kept.socket);
  };
  const isYoung = ({ openedMs, keptMs }: Kept): boolean => now() - keptMs < idleMs && now() - openedMs < ageMs;
  const makeRoom = (key: string): void => {
    const mine = all.filter((each) => each.key === key);
    const [oldest] = mine.length >= perReceiver ? mine : all.length >= IN_ALL ? all : [];
    if (oldest !== undefined) end(oldest);
  };

  async function take(key: string): Promise<Opened | undefined> {
    if (!all.some((each) => each.key === key)) return undefined;
    // An end that came while nothing ran, as in a frozen function, is handled first.
    await turn();
    await turn();
    const kept = all.findLast((each) => each.key === key);
    if (kept === undefined) return undefined;
    if (!isYoung(kept) || !isOpen(kept)) {
      end(kept);
      return undefined;
    }
    kept.release();
    kept.socket.ref();
    return kept;
  }

  function keep(key: string, { socket, openedMs }: Opened): void {
    makeRoom(key);
    const onEnd = (): void => kept.release();
    const onIdle = (): void => end(kept);
    const release = (): void => {
      forget(kept);
      socket.off('end', onEnd).off('close', onEnd).setTimeout(0, onIdle);
    };
    const kept: Kept = { key, socket, openedMs, keptMs: now(), release };
    all.push(kept);
    socket.once('end', onEnd).once('close', onEnd).setTimeout(idleMs, onIdle).unref();
  }

  return { take, keep };
}
