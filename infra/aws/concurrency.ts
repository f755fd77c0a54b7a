/** How many copies of a function may run at the same time; read by the stack, and by `tocsin check --aws`. */
export interface ConcurrencyOptions {
  /** Copies that a queue starts at most (MaximumConcurrency of its event source mapping, 2 to 1000). */
  readonly maxConcurrency?: { readonly route?: number; readonly deliver?: number };
  /** Copies that are set aside for ingest, and more than these it does not get. */
  readonly reservedConcurrency?: { readonly ingest?: number };
}

/**
 * So many copies as an account that is new allows, which is 10, less three for what answers requests: ingest, the API and the
 * scheduled run. A copy handles ten messages at once: two of route do about 150 webhooks a second (60 to 120 ms each batch),
 * five of deliver about 150 deliveries a second where receivers answer within 300 ms, and 50 where they take a second.
 */
const defaultConcurrency = { route: 2, deliver: 5 } as const;

/** What has to be left for ingest, the API and the scheduled run. */
const OTHERS = 3;
/** Lambda keeps so many for functions without a reserve; of a smaller quota, all of it. */
const UNRESERVED = 100;

/** What an account allows in a region (https://docs.aws.amazon.com/lambda/latest/api/API_AccountLimit.html). */
export interface AccountLimit {
  readonly concurrentExecutions: number;
  /** What no function has set aside for itself. */
  readonly unreservedConcurrentExecutions: number;
}

/** The maximum of each queue, with the defaults. */
export const maxConcurrencyOf = ({ maxConcurrency = {} }: ConcurrencyOptions) => ({
  route: maxConcurrency.route ?? defaultConcurrency.route,
  deliver: maxConcurrency.deliver ?? defaultConcurrency.deliver,
});

const HIGHER =
  'ask for more in the console under Service Quotas, AWS Lambda, "Concurrent executions": it costs nothing, and AWS usually grants 1,000';

function wrongReserve({ reservedConcurrency = {} }: ConcurrencyOptions, limit: AccountLimit): string[] {
  const { ingest } = reservedConcurrency;
  if (ingest === undefined) return [];
  const kept = Math.min(UNRESERVED, limit.concurrentExecutions);
  const most = Math.max(0, limit.unreservedConcurrentExecutions - kept);
  if (ingest <= most) return [];
  const allowed = most === 0 ? 'none can be set aside' : `at most ${most} can be set aside`;
  return [
    `reservedConcurrency ingest=${ingest}: Lambda keeps ${kept} for functions without a reserve, so ${allowed} and the deployment would fail; leave the option out, or ${HIGHER}`,
  ];
}

/** What is wrong with the options in an account that has these limits, one line each, with what to do. */
export function concurrencyMistakes(options: ConcurrencyOptions, limit: AccountLimit): string[] {
  const { route, deliver } = maxConcurrencyOf(options);
  const ingest = options.reservedConcurrency?.ingest;
  const available = limit.unreservedConcurrentExecutions - (ingest ?? 0);
  const left = available - route - deliver;
  const needed = ingest === undefined ? OTHERS : OTHERS - 1;
  const tooFew =
    left >= needed
      ? []
      : [
          `the account has ${available} concurrent executions for functions without a reserve; maxConcurrency route=${route},deliver=${deliver} leaves ${Math.max(0, left)} of them, allowed: ${needed} or more left for what answers requests. With none left webhooks are refused: lower maxConcurrency (2 is the least of each), or ${HIGHER}`,
        ];
  return [...tooFew, ...wrongReserve(options, limit)];
}

/** What the account allows and the options take, in a line. */
export function concurrencyLine(options: ConcurrencyOptions, limit: AccountLimit): string {
  const { route, deliver } = maxConcurrencyOf(options);
  const { ingest } = options.reservedConcurrency ?? {};
  const reserved = ingest === undefined ? '' : `, ${ingest} are set aside for ingest`;
  return `${limit.concurrentExecutions} concurrent executions, ${limit.unreservedConcurrentExecutions} of them without a reserve; route takes ${route} and deliver ${deliver} at most${reserved}`;
}
