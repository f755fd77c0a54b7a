/**
 * What one evaluation of an expression may use: time, and units of work that are counted, so that the same expression over
 * the same text ends in the same way on a fast and on a slow machine. Evaluations run one after the other, so that one
 * meter is enough.
 */

/** Milliseconds of the processor for one evaluation. */
export const EXPRESSION_MS = 250;
/** Milliseconds by the clock, where others take the processor. */
const CLOCK_MS = 1_500;
const LOOK_MS = 10;
/** Items of one list. */
export const LIST_MAX = 100_000;
/** Characters of one text that an expression makes. */
export const TEXT_MAX = 1_000_000;
/** Weight of one value that an expression makes: a unit for each value in it and for each eight characters. */
export const WEIGHT_MAX = 500_000;
/** Units of one evaluation: a value that is visited, or eight characters. */
const UNITS_MAX = 4_000_000;
const UNITS_BETWEEN_LOOKS = 4_096;

type Code = 'D1012' | 'D2015' | 'too_large' | 'too_much';

const messages: Readonly<Record<Code, string>> = {
  D1012: `it took more than ${EXPRESSION_MS} ms`,
  D2015: `its list grew longer than ${LIST_MAX} items`,
  too_large: `its value grew too large; allowed: a text of ${TEXT_MAX} characters, a value of ${WEIGHT_MAX} parts`,
  too_much: 'it needed too many steps for so large a text or list',
};

/** A bound was passed. `code` is JSONata's own where it has one. */
export class BoundPassed extends Error {
  readonly code: Code;
  /** What JSONata puts into its own words for the code. */
  readonly value = EXPRESSION_MS;

  constructor(code: Code) {
    super(messages[code]);
    this.code = code;
  }
}

interface Meter {
  /** By the clock and of the processor, from the first look on: a thread that had to wait before it has done nothing wrong. */
  end: { readonly clockMs: number; readonly cpuMs: number } | undefined;
  lookMs: number;
  readonly weights: WeakMap<object, number> | undefined;
  units: number;
  members: number;
  nextLook: number;
}

let meter: Meter | undefined;

/**
 * Begins an evaluation. Weights are kept where values never change, which only the transform operator does.
 */
export function beginMeter(changesValues: boolean): void {
  meter = {
    end: undefined,
    lookMs: Date.now() + LOOK_MS,
    weights: changesValues ? undefined : new WeakMap(),
    units: UNITS_MAX,
    members: 0,
    nextLook: UNITS_MAX - UNITS_BETWEEN_LOOKS,
  };
}

let lastUnits = 0;

export function endMeter(): void {
  lastUnits = meter === undefined ? 0 : UNITS_MAX - meter.units;
  meter = undefined;
}

/** Units that the last evaluation used. */
export const unitsUsed = (): number => lastUnits;

const cpuMs = (): number => {
  const { user, system } = process.threadCpuUsage();
  return (user + system) / 1_000;
};

/** Milliseconds that the evaluation still has; none outside of one. */
export function remainingMs(): number {
  if (meter === undefined) return 0;
  if (meter.end === undefined) return EXPRESSION_MS;
  return Math.floor(Math.min(meter.end.clockMs - Date.now(), meter.end.cpuMs - cpuMs()));
}

/** Throws when the time of the evaluation is up. Called very often, it looks at the processor's time every ten milliseconds. */
export function checkTime(): void {
  if (meter === undefined) return;
  const now = Date.now();
  if (now < meter.lookMs) return;
  meter.lookMs = now + LOOK_MS;
  meter.end ??= { clockMs: now + CLOCK_MS, cpuMs: cpuMs() + EXPRESSION_MS - LOOK_MS };
  if (remainingMs() <= 0) throw new BoundPassed('D1012');
}

/** Nodes of an ordinary expression between two looks at the clock. */
const NODES = 8;
let nodes = 0;

/** Looks at the time after some nodes. */
export function countNode(): void {
  nodes = (nodes + 1) % NODES;
  if (nodes === 0) checkTime();
}

/** Counts work before it is done; throws when that is too much. Counts nothing outside of an evaluation. */
export function spend(units: number): void {
  if (meter === undefined) return;
  meter.units -= units;
  if (meter.units < 0) throw new BoundPassed('too_much');
  if (meter.units > meter.nextLook) return;
  meter.nextLook = meter.units - UNITS_BETWEEN_LOOKS;
  checkTime();
}

/** Counts one more member of a group that is made by copying all that it has for each. */
export function countMember(): void {
  if (meter === undefined) return;
  meter.members += 1;
  spend(meter.members >> 3);
}

export const knownWeight = (value: object): number | undefined => meter?.weights?.get(value);

export function keepWeight(value: object, weight: number): void {
  meter?.weights?.set(value, weight);
}
