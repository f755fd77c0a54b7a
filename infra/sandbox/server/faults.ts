import * as z from 'zod/mini';
import { generator } from '../_kit/random.ts';
import { perReceiver, type ReceiverName, receiverNames } from '../registry.ts';

const count = z.int().check(z.positive());
const amount = z.number().check(z.nonnegative());

/**
 * When and how a receiver misbehaves. A rule counts the requests that its `method` and `path` let pass, from 1, and
 * fires on the `nth`, from `from` to `until`, on each `every`-th, or by chance; without any of these, always. The first
 * rule that fires is the fault of the request.
 */
export const FaultRule = z.strictObject({
  method: z.optional(z.string()),
  /** A part of the path, below the receiver's own prefix. */
  path: z.optional(z.string()),
  nth: z.optional(z.union([count, z.array(count)])),
  from: z.optional(count),
  until: z.optional(count),
  every: z.optional(count),
  probability: z.optional(z.number().check(z.minimum(0), z.maximum(1))),

  /** Answer this instead. Not processed, unless `processed` says so. */
  status: z.optional(z.int().check(z.minimum(100), z.maximum(599))),
  headers: z.optional(z.record(z.string(), z.string())),
  /** Text as it is, anything else as JSON. */
  body: z.optional(z.unknown()),
  processed: z.optional(z.boolean()),
  /** What the vendor answers to a credential that is no longer good. */
  expired: z.optional(z.boolean()),
  /** Cut the connection, before or after the request has done its work. */
  reset: z.optional(z.enum(['before', 'after'])),
  /** Process at once, answer late. */
  delayMs: z.optional(amount),
  /** Splunk: index so many events of the batch and fail at the next. */
  keepEvents: z.optional(amount),
});
export type FaultRule = z.infer<typeof FaultRule>;

export const FaultScript = z.strictObject({
  seed: z.optional(z.int()),
  /** How long Jira's search does not see a new issue. */
  indexDelayMs: z.optional(amount),
  ...perReceiver(() => z.optional(z.array(FaultRule))),
});
export type FaultScript = z.infer<typeof FaultScript>;

const isNth = (nth: FaultRule['nth'], n: number): boolean =>
  nth === undefined || (typeof nth === 'number' ? nth === n : nth.includes(n));

function fires(rule: FaultRule, n: number, random: () => number): boolean {
  const chance = rule.probability === undefined || random() < rule.probability;
  const { from = 1, until = Number.POSITIVE_INFINITY, every = 1 } = rule;
  return chance && isNth(rule.nth, n) && n >= from && n <= until && n % every === 0;
}

interface Aim {
  readonly method: string;
  readonly path: string;
}

const concerns = (rule: FaultRule, { method, path }: Aim): boolean =>
  (rule.method ?? method) === method && path.includes(rule.path ?? '');

export interface Faults {
  readonly indexDelayMs: number;
  /** The fault of this request; every rule that it concerns counts it. */
  pick(receiver: ReceiverName, request: Aim): FaultRule | undefined;
}

/** A script at its beginning: each rule has a count and a seeded generator of its own. */
export function runScript({ seed = 1, indexDelayMs = 0, ...script }: FaultScript): Faults {
  const armed = receiverNames.map((name, place) => {
    const list = (script[name] ?? []).map((rule, index) => ({
      rule,
      seen: 0,
      random: generator(seed * 7919 + place * 1009 + index),
    }));
    return [name, list] as const;
  });
  const byReceiver = new Map(armed);
  return {
    indexDelayMs,
    pick(receiver, request) {
      const concerned = (byReceiver.get(receiver) ?? []).filter(({ rule }) => concerns(rule, request));
      for (const entry of concerned) entry.seen += 1;
      const fired = concerned.filter(({ rule, seen, random }) => fires(rule, seen, random));
      return fired[0]?.rule;
    },
  };
}

/** Whether the receiver gets to see the request at all. */
export const isProcessed = (fault: FaultRule | undefined): boolean => {
  if (fault === undefined || fault.processed === true) return true;
  return fault.status === undefined && fault.reset !== 'before' && fault.expired !== true;
};

/** A fault in a word or two, for the receipt. */
export function faultName(fault: FaultRule): string {
  const { status, reset, expired, delayMs, keepEvents } = fault;
  const parts = [
    status === undefined ? '' : `status ${status}`,
    reset === undefined ? '' : `reset ${reset}`,
    expired === true ? 'expired credential' : '',
    delayMs === undefined ? '' : `delay ${delayMs} ms`,
    keepEvents === undefined ? '' : `keeps ${keepEvents} events`,
  ];
  return parts.filter(Boolean).join(', ');
}
