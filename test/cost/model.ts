import { sizesFor } from '../../infra/aws/sizes.ts';
import type { Measured } from './measure.ts';
import { prices } from './prices.ts';

/**
 * What is not measured but assumed, each on the dear side: how long a warm invocation takes, what Lambda's pollers ask, and
 * what AWS itself logs.
 */
export const assumed = {
  /** How long the receiver takes, and AWS calls one after the other, in an invocation, ms. */
  waitsMs: { ingest: 10, route: 25, deliver: 225 },
  /** Processor time at one whole vCPU, of an invocation and of each webhook, alert or message in it, ms. */
  cpuMs: { ingest: { invocation: 3, each: 0 }, route: { invocation: 4, each: 3 }, deliver: { invocation: 6, each: 4 } },
  /** One whole vCPU comes with so much memory, MB. */
  wholeCpuMb: 1769,
  /** A long poll is answered as soon as one message is there. */
  receivesPerMessage: 1,
  /** Two lines of Lambda an invocation (start, report), and one of API Gateway a request; CloudWatch adds 26 bytes a line. */
  platformLogBytes: 600,
  accessLogBytes: 350,
  logLineBytes: 26,
} as const;

type Stage = keyof typeof assumed.waitsMs;

/** Dollars for a million alerts, by what they are paid for. */
export interface Cost {
  readonly gateway: number;
  readonly queues: number;
  readonly functions: number;
  readonly writes: number;
  readonly reads: number;
  readonly logs: number;
  readonly storage: number;
}

const GIGABYTE = 1e9;
const MILLION = 1e6;

/** Seconds that an invocation is billed, when it has so many things to do. */
function billedSeconds(stage: Stage, each: number, memoryMb: number): number {
  const { invocation, each: eachMs } = assumed.cpuMs[stage];
  const share = Math.min(1, memoryMb / assumed.wholeCpuMb);
  return (assumed.waitsMs[stage] + (invocation + eachMs * each) / share) / 1000;
}

function functionDollars(stage: Stage, invocations: number, things: number): number {
  const { memorySize } = sizesFor({ destinations: {} })[stage];
  const seconds = invocations * billedSeconds(stage, things / invocations, memorySize);
  return invocations * prices.invocation + seconds * (memorySize / 1024) * prices.gigabyteSecond;
}

/** What a scenario costs for a million alerts, with all rows kept for one month. */
export function costOf({ alerts, webhooks, ingest, route, deliver, ...used }: Measured): Cost {
  const invocations = ingest.count + route.count + deliver.count;
  // A delete takes ten messages, as an invocation does.
  const polls = (route.messages + deliver.messages) * assumed.receivesPerMessage + route.count + deliver.count;
  const logBytes =
    used.logBytes +
    used.logLines * assumed.logLineBytes +
    invocations * (assumed.platformLogBytes + 2 * assumed.logLineBytes) +
    webhooks * (assumed.accessLogBytes + assumed.logLineBytes);
  const total = {
    gateway: webhooks * prices.restRequest,
    queues: (used.sends + polls) * prices.queueRequest + used.objectPuts * prices.objectPut,
    functions:
      functionDollars('ingest', ingest.count, ingest.count) +
      functionDollars('route', route.count, alerts) +
      functionDollars('deliver', deliver.count, deliver.messages),
    writes: (used.routeWriteUnits + used.deliverWriteUnits) * prices.writeUnit,
    reads: used.readUnits * prices.readUnit,
    logs: (logBytes / GIGABYTE) * prices.logGigabyte,
    storage: (used.storedBytes / GIGABYTE) * (prices.tableGigabyteMonth + prices.backupGigabyteMonth),
  };
  return {
    gateway: (total.gateway / alerts) * MILLION,
    queues: (total.queues / alerts) * MILLION,
    functions: (total.functions / alerts) * MILLION,
    writes: (total.writes / alerts) * MILLION,
    reads: (total.reads / alerts) * MILLION,
    logs: (total.logs / alerts) * MILLION,
    storage: (total.storage / alerts) * MILLION,
  };
}

export const dollars = (cost: Cost): number => Object.values(cost).reduce((n: number, each) => n + each, 0);
