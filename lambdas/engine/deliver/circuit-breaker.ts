import type { Outcome } from '../../core/outcome.ts';
import { emitSystemAlert } from '../emit-system-alert.ts';
import type { Circuit } from '../ports/destinations.ts';
import { circuitClosedAlert, circuitOpenedAlert } from './circuit-alert.ts';
import type { Ports } from './ports.ts';

/** Failures in a row, without a success between them, that open the circuit breaker. */
const FAILURES_IN_A_ROW = 20;

const FIRST_PROBES_MS = 15_000;
const LATER_PROBES_MS = 60_000;
/** How long an open circuit breaker is probed at the short interval. */
const FREQUENT_PROBES_MS = 15 * 60_000;
/** How long a worker uses the state that it read before it reads again: an open one shortly, a closed one longer. */
const OPEN_FRESH_MS = 2_000;
const CLOSED_FRESH_MS = 60_000;

const probeEveryMs = ({ sinceMs }: Circuit, nowMs: number): number =>
  nowMs - sinceMs < FREQUENT_PROBES_MS ? FIRST_PROBES_MS : LATER_PROBES_MS;

/** `closed`: all may be sent. `half-open`: one may, as a probe. `open`: none until then. */
export type CircuitState =
  | { readonly kind: 'closed' }
  | { readonly kind: 'half-open' }
  | { readonly kind: 'open'; readonly untilMs: number; readonly reason: string };

interface Known {
  failures: number;
  circuit: Circuit | undefined;
  checkedMs: number;
  /** When the next probe is allowed (epoch ms), as far as this worker knows. */
  nextProbeMs: number;
}

/** The circuit breaker of one worker over state that all workers share. A healthy destination costs no request. */
export interface CircuitBreaker {
  /** The state of a destination; `half-open` is answered once for each probe. */
  acquire(destination: string): Promise<CircuitState>;
  /** The state as far as this worker knows, without taking the probe; to decide what to claim. */
  peek(destination: string): CircuitState;
  /** Notes the outcome of an attempt, which may open or close the circuit breaker. */
  note(destination: string, outcome: Outcome): Promise<void>;
}

/** Emits the alert before it is marked as reported: a crash in between repeats it rather than losing it. */
async function report(destination: string, circuit: Circuit, ports: Ports): Promise<void> {
  if (circuit.isReported) return;
  await emitSystemAlert(circuitOpenedAlert(destination, circuit, circuit.sinceMs), { concerned: destination }, ports);
  await ports.circuits.markReported(destination);
  ports.log('circuit.opened', { destination, reason: circuit.reason });
}

/** Emits the alert before the circuit breaker is closed: after a crash in between it is emitted again, under the same id. */
async function recover(destination: string, circuit: Circuit, state: Known, ports: Ports): Promise<void> {
  await emitSystemAlert(circuitClosedAlert(destination, circuit, ports.now()), { concerned: destination }, ports);
  const ended = await ports.circuits.close(destination);
  state.circuit = undefined;
  if (ended !== undefined) ports.log('circuit.closed', { destination, reason: ended.reason });
}

async function acquire(destination: string, state: Known, ports: Ports): Promise<CircuitState> {
  const nowMs = ports.now();
  const freshMs = state.circuit === undefined ? CLOSED_FRESH_MS : OPEN_FRESH_MS;
  if (Math.abs(nowMs - state.checkedMs) > freshMs) {
    state.circuit = await ports.circuits.read(destination);
    state.checkedMs = nowMs;
  }
  const { circuit } = state;
  if (circuit === undefined) return { kind: 'closed' };
  await report(destination, circuit, ports);
  const everyMs = probeEveryMs(circuit, nowMs);
  state.nextProbeMs = nowMs + everyMs;
  if (await ports.circuits.acquireProbe(destination, nowMs, nowMs + everyMs)) return { kind: 'half-open' };
  return { kind: 'open', untilMs: nowMs + everyMs * (0.5 + ports.random()), reason: `circuit_open: ${circuit.reason}` };
}

function peekAt({ circuit, nextProbeMs }: Known, nowMs: number): CircuitState {
  if (circuit === undefined) return { kind: 'closed' };
  // A time further ahead than any probe was noted before the clock was set back.
  const isDue = nextProbeMs <= nowMs || nextProbeMs > nowMs + 2 * LATER_PROBES_MS;
  return isDue
    ? { kind: 'half-open' }
    : { kind: 'open', untilMs: nextProbeMs, reason: `circuit_open: ${circuit.reason}` };
}

const isHealthy = ({ kind }: Outcome): boolean => kind === 'delivered' || kind === 'rejected';

const refuses = (outcome: Outcome, { failures }: Known): boolean =>
  failures >= FAILURES_IN_A_ROW || (outcome.kind === 'retry' && outcome.refused === true);

async function noteFailure(destination: string, outcome: Outcome, state: Known, ports: Ports): Promise<void> {
  const reason = 'reason' in outcome ? outcome.reason : 'unknown';
  if (reason !== 'rate_limited') state.failures += 1;
  if (state.circuit !== undefined || !refuses(outcome, state)) return;
  state.circuit = await ports.circuits.open(destination, reason, ports.now());
  state.checkedMs = ports.now();
  state.nextProbeMs = state.checkedMs;
  await report(destination, state.circuit, ports);
}

export function createCircuitBreaker(ports: Ports): CircuitBreaker {
  const known = new Map<string, Known>();
  const of = (destination: string): Known => {
    const found = known.get(destination) ?? { failures: 0, circuit: undefined, checkedMs: 0, nextProbeMs: 0 };
    known.set(destination, found);
    return found;
  };
  return {
    acquire: (destination) => acquire(destination, of(destination), ports),
    peek: (destination) => peekAt(of(destination), ports.now()),
    async note(destination, outcome) {
      const state = of(destination);
      if (!isHealthy(outcome)) return noteFailure(destination, outcome, state, ports);
      state.failures = 0;
      return state.circuit === undefined ? undefined : recover(destination, state.circuit, state, ports);
    },
  };
}
