import type { Connected } from '../../destinations/_kit/connected.ts';
import { LEAST_PROBES, UNCERTAIN_PROBE_MS } from '../limits.ts';
import type { Circuit } from '../ports/destinations.ts';
import { forPerson, givenUp, MOST_UNCERTAIN, uncertainSends } from './backoff.ts';
import type { CircuitState } from './circuit-breaker.ts';
import { waitReason } from './circuit-reason.ts';
import { claim, type Message } from './claim.ts';
import { type Claimed, mayHaveArrived, type Result, waiting } from './job.ts';
import { startOf } from './release.ts';
import { heldUntil, type Verdict } from './verdict.ts';
import type { Worker } from './worker.ts';

/** What the circuit breaker let through: claimed deliveries that may be sent, those that are settled, and the verdicts on the rest. */
export interface Admitted {
  readonly claimed: readonly Claimed[];
  readonly decided: readonly (readonly [Claimed, readonly Result[]])[];
  readonly verdicts: ReadonlyMap<Message, Verdict>;
}

/** Whether a delivery that waits behind an open circuit breaker is given up. */
const isExpired = (message: Message, circuit: Circuit, { giveUpAfterMs }: Connected, { ports }: Worker): boolean =>
  circuit.pausedBy === undefined &&
  !('isReplay' in message) &&
  circuit.probes >= LEAST_PROBES &&
  ports.now() - startOf(message, ports) >= giveUpAfterMs;

async function claimAll(messages: readonly Message[], worker: Worker): Promise<Admitted> {
  const made = await Promise.all(messages.map(async (message) => [message, await claim(message, worker)] as const));
  return {
    claimed: made.flatMap(([, each]) => ('jobs' in each ? [each] : [])),
    decided: [],
    verdicts: new Map(made.flatMap(([message, each]) => ('jobs' in each ? [] : [[message, each] as const]))),
  };
}

/**
 * A probe is a look-up, or an alert that was never sent: what may have arrived is not sent again to find out. A member of a
 * group is not sent by itself.
 */
const isProbe = ({ claimed }: Claimed, { lookup, isIdempotent }: Connected): boolean =>
  claimed.mergedInto === undefined && (!mayHaveArrived(claimed) || lookup !== undefined || isIdempotent);

const mayRepeat = ({ claimed }: Claimed, { sinceMs }: Circuit, nowMs: number): boolean =>
  claimed.mergedInto === undefined &&
  nowMs - sinceMs >= UNCERTAIN_PROBE_MS &&
  uncertainSends(claimed.attempts) < MOST_UNCERTAIN;

/** Nobody knows whether it arrived and it is not sent again: a person says so, or it is dead when its time is over. */
const needsPerson = ({ claimed: { mergedInto, attempts } }: Claimed, { lookup, isIdempotent }: Connected): boolean =>
  mergedInto === undefined && lookup === undefined && !isIdempotent && uncertainSends(attempts) >= MOST_UNCERTAIN;

const forPersonAll = ({ jobs, claimed }: Claimed, circuit: Circuit, connected: Connected, nowMs: number): Result[] => {
  const given = { nowMs, giveUpAfterMs: connected.giveUpAfterMs };
  return jobs.map((job) => ({ job, settlement: forPerson(circuit.reason, claimed, claimed.attempts, given) }));
};

/** What is no probe is looked at again after this; most of it when the circuit breaker is closed. */
const PROBE_AGAIN_MS = 60_000;
/** A member of a group is looked at again after this. */
const MEMBER_AGAIN_MS = 60 * 60_000;

function heldAll(each: Claimed, circuit: Circuit, connected: Connected, nowMs: number): Result[] {
  if (needsPerson(each, connected)) return forPersonAll(each, circuit, connected, nowMs);
  const untilMs = nowMs + (each.claimed.mergedInto === undefined ? PROBE_AGAIN_MS : MEMBER_AGAIN_MS);
  return each.jobs.map((job) => ({ job, settlement: waiting(job, waitReason(circuit), untilMs) }));
}

/** Claims one delivery as the probe. */
async function claimProbe(
  candidates: readonly Message[],
  destination: string,
  circuit: Circuit,
  connected: Connected,
  worker: Worker,
): Promise<Admitted> {
  const { claimed, verdicts } = await claimUntil(candidates, (each) => isProbe(each, connected), worker);
  const nowMs = worker.ports.now();
  const found =
    claimed.find((each) => isProbe(each, connected)) ?? claimed.find((each) => mayRepeat(each, circuit, nowMs));
  const probe = found !== undefined && (await worker.circuitBreaker.acquireProbe(destination)) ? [found] : [];
  const others = claimed.filter((each) => !probe.includes(each));
  const decided = others.map((each) => [each, heldAll(each, circuit, connected, nowMs)] as const);
  return { claimed: probe, decided, verdicts };
}

/** Claims one after the other until one fits. */
async function claimUntil(
  messages: readonly Message[],
  fits: (claimed: Claimed) => boolean,
  worker: Worker,
): Promise<Pick<Admitted, 'claimed' | 'verdicts'>> {
  const verdicts = new Map<Message, Verdict>();
  const claimed: Claimed[] = [];
  for (const message of messages) {
    const made = await claim(message, worker);
    if (!('jobs' in made)) verdicts.set(message, made);
    else claimed.push(made);
    if ('jobs' in made && fits(made)) break;
  }
  return { claimed, verdicts };
}

/** Deliveries that are claimed to find one that may be the probe. */
const MOST_CANDIDATES = 3;
/** What waits for the probe of another worker, or of this one, is looked at again after this. */
const AFTER_PROBE_MS = 5_000;

const byTime =
  (ports: Worker['ports']) =>
  (a: Message, b: Message): number =>
    startOf(a, ports) - startOf(b, ports);

/** A member of a group is not given up by itself: it ends as what carries it. */
function givenUpAll(each: Claimed, circuit: Circuit, connected: Connected, nowMs: number): Result[] {
  if (needsPerson(each, connected) || each.claimed.mergedInto !== undefined)
    return heldAll(each, circuit, connected, nowMs);
  const { jobs, claimed } = each;
  return jobs.map((job) => ({ job, settlement: givenUp(circuit.reason, claimed.attempts, connected) }));
}

/** What may have arrived is looked up before it is given up: the destination may have recovered with nobody to notice. */
const isLookedUp = ({ claimed }: Claimed, { lookup }: Connected): boolean =>
  lookup !== undefined && claimed.mergedInto === undefined && mayHaveArrived(claimed);

async function giveUp(
  expired: readonly Message[],
  circuit: Circuit,
  connected: Connected,
  worker: Worker,
): Promise<Admitted> {
  const { claimed, verdicts } = await claimAll(expired, worker);
  const nowMs = worker.ports.now();
  const lookedUp = claimed.filter((each) => isLookedUp(each, connected));
  const others = claimed.filter((each) => !lookedUp.includes(each));
  const decided = others.map((each) => [each, givenUpAll(each, circuit, connected, nowMs)] as const);
  return { claimed: lookedUp, decided, verdicts };
}

const together = (all: readonly Admitted[]): Admitted => ({
  claimed: all.flatMap(({ claimed }) => claimed),
  decided: all.flatMap(({ decided }) => decided),
  verdicts: new Map(all.flatMap(({ verdicts }) => [...verdicts])),
});

const holdUntil = (messages: readonly Message[], untilMs: number, nowMs: number, circuit: Circuit): Admitted => ({
  claimed: [],
  decided: [],
  verdicts: new Map(messages.map((message) => [message, heldUntil(untilMs, nowMs, circuit)] as const)),
});

/** While the circuit breaker is open nothing is claimed, so that waiting costs no write; one delivery probes. */
async function whileOpen(
  destination: string,
  messages: readonly Message[],
  state: Exclude<CircuitState, { kind: 'closed' }>,
  connected: Connected,
  worker: Worker,
): Promise<Admitted> {
  const nowMs = worker.ports.now();
  const { circuit } = state;
  const expired = messages.filter((message) => isExpired(message, circuit, connected, worker));
  const rest = messages.filter((message) => !expired.includes(message)).toSorted(byTime(worker.ports));
  const candidates = state.kind === 'half-open' ? rest.slice(0, MOST_CANDIDATES) : [];
  const untilMs = state.kind === 'open' ? state.untilMs : nowMs + AFTER_PROBE_MS;
  const probe = await claimProbe(candidates, destination, circuit, connected, worker);
  const claimed = [...probe.claimed, ...probe.decided.map(([each]) => each)];
  const taken = new Set([...probe.verdicts.keys(), ...claimed.map(({ message }) => message)]);
  const held = rest.filter((message) => !taken.has(message));
  return together([await giveUp(expired, circuit, connected, worker), probe, holdUntil(held, untilMs, nowMs, circuit)]);
}

/** Asks a circuit breaker, and claims what it lets through. */
export async function admit(
  circuit: string,
  messages: readonly Message[],
  connected: Connected,
  worker: Worker,
): Promise<Admitted> {
  const state = await worker.circuitBreaker.state(circuit);
  if (state.kind === 'closed') return claimAll(messages, worker);
  return whileOpen(circuit, messages, state, connected, worker);
}
