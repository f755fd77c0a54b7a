import type { Dispatcher } from 'undici';
import type { Budget } from '../connect/budget.ts';
import { withBudget } from './connector.ts';

type Controller = Dispatcher.DispatchController;
type Headers = Parameters<NonNullable<Dispatcher.DispatchHandler['onResponseStart']>>[2];

/** An answer as it came: at most `maxBytes` of its body. Cut: the body did not arrive in full. */
export interface Answered {
  readonly status: number;
  readonly headers: Headers;
  readonly bytes: Buffer;
  readonly isCut: boolean;
}

/** Without an answer: why, and whether the request was handed to a connection. */
export interface Failed {
  readonly error: unknown;
  readonly isSent: boolean;
}

class TimedOut extends Error {
  readonly code = 'TIMEOUT';
}

/** Collects an answer from the events of undici. */
class Collector implements Dispatcher.DispatchHandler {
  readonly result: Promise<Answered | Failed>;
  readonly #settle: (result: Answered | Failed) => void;
  readonly #maxBytes: number;
  readonly #chunks: Buffer[] = [];
  #size = 0;
  #head: Pick<Answered, 'status' | 'headers'> | undefined;
  #controller: Controller | undefined;
  #stopped: Error | undefined;

  constructor(maxBytes: number) {
    const { promise, resolve } = Promise.withResolvers<Answered | Failed>();
    this.result = promise;
    this.#settle = resolve;
    this.#maxBytes = maxBytes;
  }

  onRequestStart(controller: Controller): void {
    // Its time was over before it had a connection: it is not written to this one.
    if (this.#stopped === undefined) this.#controller = controller;
    else controller.abort(this.#stopped);
  }

  onResponseStart(_: Controller, status: number, headers: Headers): void {
    if (status >= 200) this.#head = { status, headers };
  }

  onResponseData(controller: Controller, chunk: Buffer): void {
    this.#chunks.push(chunk.subarray(0, this.#maxBytes - this.#size));
    this.#size += chunk.length;
    if (this.#size < this.#maxBytes) return;
    this.#end(false);
    controller.abort(new Error('the answer is long enough'));
  }

  onResponseEnd(): void {
    this.#end(false);
  }

  onResponseError(_: Controller, error: Error): void {
    this.#end(true, error);
  }

  /** Ends the exchange: no more of the answer is waited for. */
  stop(error: Error): void {
    this.#stopped = error;
    this.#end(true, error);
    this.#controller?.abort(error);
  }

  #end(isCut: boolean, error?: Error): void {
    if (this.#head === undefined) this.#settle({ error, isSent: this.#controller !== undefined });
    else this.#settle({ ...this.#head, bytes: Buffer.concat(this.#chunks), isCut });
  }
}

/** Sends one request and collects its answer within the budget: never later, however slowly the bytes come. */
export async function exchange(
  dispatcher: Dispatcher,
  options: Dispatcher.DispatchOptions,
  budget: Budget,
  maxBytes: number,
): Promise<Answered | Failed> {
  const collector = new Collector(maxBytes);
  const timer = setTimeout(() => collector.stop(new TimedOut('no whole answer in time')), budget.remainingMs());
  try {
    withBudget(budget, () => dispatcher.dispatch(options, collector));
    return await collector.result;
  } finally {
    clearTimeout(timer);
  }
}
