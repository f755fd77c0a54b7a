import { Duration } from 'aws-cdk-lib';
import type { Config } from '../../lambdas/config/schema.ts';
import { DEFAULT_TIMEOUT_MS, limitsOf } from '../../lambdas/domain/delivery-limits.ts';
import { LONGEST_CHAIN } from '../../lambdas/engine/limits.ts';
import { LEASE_MS } from '../../lambdas/engine/ports/limits.ts';
import type { FunctionName } from './bundle.ts';

/** How long a function may run, and its memory. */
export interface Size {
  readonly timeout: Duration;
  /** CPU comes with memory: 1769 MB are one whole vCPU. */
  readonly memorySize: number;
}

/** What deliver needs beside its requests: claims, and completions with all their tries. */
const MARGIN_SECONDS = 30;

/**
 * How long deliver may run: each request of the longest chain may take the timeout of its destination, and the slowest decides. It
 * is shorter than a lease (`LEASE_MS` in `lambdas/engine/ports/limits.ts`), so that a lease that ran out has a dead owner.
 */
export function deliverSeconds({ destinations }: Pick<Config, 'destinations'>): number {
  const timeouts = Object.values(destinations).map((settings) => limitsOf(settings).timeoutMs);
  return (LONGEST_CHAIN * Math.max(DEFAULT_TIMEOUT_MS, ...timeouts)) / 1000 + MARGIN_SECONDS;
}

type Sizes = Readonly<Record<FunctionName, Size>>;

/** Time and memory of each function. */
export const sizesFor = (config: Pick<Config, 'destinations'>): Sizes => ({
  ingest: { timeout: Duration.seconds(10), memorySize: 1024 },
  route: { timeout: Duration.minutes(2), memorySize: 1769 },
  deliver: { timeout: Duration.seconds(deliverSeconds(config)), memorySize: 1024 },
  // Runs may meet: whatever two of them do at once is done once.
  reconcile: { timeout: Duration.minutes(2), memorySize: 512 },
  // API Gateway waits 29 seconds.
  api: { timeout: Duration.seconds(28), memorySize: 1024 },
});

/**
 * How long Lambda waits for more messages before it calls route and deliver: what comes within a second is one invocation
 * and is counted in one write (docs/cost.md). Lambda takes whole seconds; an alert that comes alone waits for both.
 */
export const BATCHING_WINDOW = Duration.seconds(1);

/** Lambda's advice for a queue whose reader may be throttled (https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-configure.html). */
const TIMES = 6;

/** How long the webhooks queue hides a message that is worked on. */
export const webhookVisibility = ({ route }: Sizes): Duration => Duration.seconds(route.timeout.toSeconds() * TIMES);

/**
 * How long the deliveries queue hides a message that is worked on: as long as a lease, so that it does not come back to one, and
 * twice the time of the function. Not six times: the mapping has a maximum concurrency, so Lambda takes no more messages
 * than it starts functions for, and the messages of a function that died would be up to 27 minutes late.
 */
export const deliveryVisibility = ({ deliver }: Sizes): Duration =>
  Duration.seconds(Math.max(LEASE_MS / 1000, deliver.timeout.toSeconds() * 2));
