import { AsyncLocalStorage } from 'node:async_hooks';
import type { Deadline } from '../domain/values/deadline.ts';

const current = new AsyncLocalStorage<Deadline>();

/** A request to AWS that was not begun, or not waited for any longer, because its worker has no time left. */
class DeadlineOver extends Error {
  override readonly name = 'DeadlineOver';
  constructor(operation: string) {
    super(`${operation}: the worker that asked has no time left; its work is done again by the next one`);
  }
}

/** Does work, and ends every request to AWS that the work makes through a bounded client by its deadline. */
export const within = <T>(deadline: Deadline, work: () => Promise<T>): Promise<T> => current.run(deadline, work);

/** The time that is left for the work that this is called in (ms). */
export const timeLeftMs = (): number => current.getStore()?.remainingMs() ?? Number.POSITIVE_INFINITY;

/** No try lasts longer than this, by the timeouts of the client itself. */
const LONGEST_TRY_MS = 10_000;

async function untilDeadline<T>(operation: string, leftMs: number, begun: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const over = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new DeadlineOver(operation)), leftMs);
  });
  try {
    return await Promise.race([begun, over]);
  } finally {
    clearTimeout(timer);
  }
}

function tryOnce<T>(operation: string, begin: () => Promise<T>): Promise<T> {
  const leftMs = timeLeftMs();
  if (leftMs <= 0) return Promise.reject(new DeadlineOver(operation));
  return leftMs > LONGEST_TRY_MS ? begin() : untilDeadline(operation, leftMs, begin());
}

/**
 * What AWS calls a request that it refuses because there were too many
 * (https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Programming.Errors.html).
 */
const throttling: ReadonlySet<string> = new Set([
  'ProvisionedThroughputExceededException',
  'RequestLimitExceeded',
  'ThrottlingException',
]);

/** Whether AWS refused a request because there were too many. */
export const isThrottled = (error: unknown): boolean => error instanceof Error && throttling.has(error.name);

type Next = (args: object) => Promise<object>;

/** The part of an SDK client that middleware is added to. */
interface Stack {
  readonly middlewareStack: { add(middleware: never, options: { step: 'finalizeRequest'; priority: 'low' }): void };
}

/**
 * Lets no try of a client begin after the deadline of the work that it belongs to (`within`), nor last beyond it, and
 * reports each try that AWS refused because there were too many. It stands behind the SDK's own retries, so it sees
 * every try.
 */
export function bounded<Client extends Stack>(client: Client, onThrottled: () => void = () => undefined): Client {
  const middleware =
    (next: Next, { commandName = 'a request' }: { readonly commandName?: string }) =>
    async (args: object) => {
      try {
        return await tryOnce(commandName, () => next(args));
      } catch (error) {
        if (isThrottled(error)) onThrottled();
        throw error;
      }
    };
  client.middlewareStack.add(middleware as never, { step: 'finalizeRequest', priority: 'low' });
  return client;
}
