import type { Circuit } from '../ports/destinations.ts';
import { longestProbeWaitMs } from '../ports/limits.ts';
import { reportClosed, reportOpened } from './circuit-report.ts';
import { type Failures, type Noted, noFailures, noteFailure, opens } from './failures.ts';
import type { Ports } from './ports.ts';

/** How long a worker uses the state that it read before it reads again: an open one shortly, a closed one longer. */
const OPEN_FRESH_MS = 2_000;
const CLOSED_FRESH_MS = 60_000;

/** How soon what waits for a paused destination is looked at again. */
const PAUSED_AGAIN_MS = 15_000;

/** How often an open circuit breaker is probed, by how long it is open: seldom after a while, since nothing is gained. */
const probes: readonly { readonly openMs: number; readonly everyMs: number }[] = [
  { openMs: 60 * 60_000, everyMs: longestProbeWaitMs },
  { openMs: 15 * 60_000, everyMs: 60_000 },
  { openMs: 0, everyMs: 15_000 },
];
const probeEveryMs = ({ sinceMs }: Circuit, nowMs: number): number =>
  probes.find(({ openMs }) => nowMs - sinceMs >= openMs)?.everyMs ?? 15_000;

/** `closed`: all may be sent. `half-open`: one may, as a probe. `open`: none until then. */
export type CircuitState =
  | { readonly kind: 'closed' }
  | { readonly kind: 'half-open'; readonly circuit: Circuit }
  | { readonly kind: 'open'; readonly untilMs: number; readonly circuit: Circuit };

interface Known {
  failures: Failures;
  circuit: Circuit | undefined;
  checkedMs: number;
  /** When the next probe is allowed (epoch ms), as far as this worker knows. */
  nextProbeMs: number;
}

/** The circuit breaker of one worker over state that all workers share. A healthy destination costs no request. */
export interface CircuitBreaker {
  /** The state of a destination. Nothing is written. */
  state(destination: string): Promise<CircuitState>;
  /** The state as far as this worker knows; to decide what to load. */
  peek(destination: string): CircuitState;
  /** Whether this worker may send the probe; answered once for each. */
  acquireProbe(destination: string): Promise<boolean>;
  /**
   * Notes the verdict of a request, which may open or close the circuit breaker. Whether what it refused is held, because
   * different alerts are refused alike.
   */
  note(destination: string, noted: Noted): Promise<boolean>;
}

/** Emits the alert before it is marked as reported: a crash in between repeats it rather than losing it. */
async function report(destination: string, circuit: Circuit, ports: Ports): Promise<void> {
  if (circuit.isReported) return;
  await reportOpened(destination, circuit, ports);
  await ports.circuits.markReported(destination);
  ports.log('circuit.opened', { destination, reason: circuit.reason });
}

/** Emits the alert before the circuit breaker is closed: after a crash in between it is emitted again, under the same id. */
async function recover(destination: string, circuit: Circuit, state: Known, ports: Ports): Promise<void> {
  await reportClosed(destination, circuit, ports);
  const ended = await ports.circuits.close(destination);
  state.circuit = undefined;
  if (ended !== undefined) ports.log('circuit.closed', { destination, reason: ended.reason });
}

function stateOf({ circuit, checkedMs, nextProbeMs: probeMs }: Known, nowMs: number): CircuitState {
  if (circuit === undefined) return { kind: 'closed' };
  // A pause is not probed: it is read again.
  const nextProbeMs = circuit.pausedBy === undefined ? probeMs : checkedMs + PAUSED_AGAIN_MS;
  // A time further ahead than any probe was noted before the clock was set back.
  const isDue = nextProbeMs <= nowMs || nextProbeMs > nowMs + 2 * longestProbeWaitMs;
  return isDue ? { kind: 'half-open', circuit } : { kind: 'open', untilMs: nextProbeMs, circuit };
}

async function read(destination: string, state: Known, closedFreshMs: number, ports: Ports): Promise<void> {
  const nowMs = ports.now();
  const freshMs = state.circuit === undefined ? closedFreshMs : OPEN_FRESH_MS;
  if (Math.abs(nowMs - state.checkedMs) <= freshMs) return;
  state.circuit = await ports.circuits.read(destination);
  state.checkedMs = nowMs;
  state.nextProbeMs = state.circuit?.nextProbeMs ?? 0;
  if (state.circuit !== undefined) await report(destination, state.circuit, ports);
}

async function acquireProbe(destination: string, state: Known, ports: Ports): Promise<boolean> {
  const nowMs = ports.now();
  if (state.circuit === undefined) return true;
  const nextMs = nowMs + probeEveryMs(state.circuit, nowMs);
  state.nextProbeMs = nextMs;
  return ports.circuits.acquireProbe(destination, nowMs, nextMs);
}

async function open(destination: string, reason: string, { record }: Noted, state: Known, ports: Ports): Promise<void> {
  const nowMs = ports.now();
  state.circuit = await ports.circuits.open(destination, reason, nowMs);
  state.checkedMs = nowMs;
  state.nextProbeMs = nowMs + probeEveryMs(state.circuit, nowMs);
  const circuit = record.response === undefined ? state.circuit : { ...state.circuit, response: record.response };
  await report(destination, circuit, ports);
}

/** Whether an answer shows that an open circuit breaker may close: the destination accepts, or refuses for another reason. */
const isHealthy = ({ outcome }: Noted, { reason }: Circuit): boolean =>
  outcome.kind === 'delivered' || (outcome.kind === 'rejected' && outcome.reason !== reason);

async function note(destination: string, noted: Noted, state: Known, ports: Ports): Promise<boolean> {
  const { outcome } = noted;
  if (outcome.kind === 'delivered') state.failures = noFailures;
  else state.failures = noteFailure(state.failures, noted);
  if (state.circuit !== undefined) {
    if (state.circuit.pausedBy === undefined && isHealthy(noted, state.circuit))
      await recover(destination, state.circuit, state, ports);
    return state.circuit !== undefined;
  }
  const reason = opens(state.failures, noted);
  if (reason === undefined) return false;
  await open(destination, reason, noted, state, ports);
  return true;
}

/** `closedFreshMs`: how long a closed one is not read again; a pause of an operator takes effect after it at most. */
export function createCircuitBreaker(ports: Ports, closedFreshMs = CLOSED_FRESH_MS): CircuitBreaker {
  const known = new Map<string, Known>();
  const of = (destination: string): Known => {
    const found = known.get(destination) ?? { failures: noFailures, circuit: undefined, checkedMs: 0, nextProbeMs: 0 };
    known.set(destination, found);
    return found;
  };
  return {
    async state(destination) {
      const state = of(destination);
      await read(destination, state, closedFreshMs, ports);
      return stateOf(state, ports.now());
    },
    peek: (destination) => stateOf(of(destination), ports.now()),
    acquireProbe: (destination) => acquireProbe(destination, of(destination), ports),
    note: (destination, noted) => note(destination, noted, of(destination), ports),
  };
}
