import { StoreBusy, type StoreError } from './errors.ts';
import type { Result, Work } from './transaction.ts';

const maxWaiting = 20_000;

interface Waiting {
  readonly run: Work;
  readonly settle: (result: Result) => void;
}

/** Works that wait for a transaction, each with the promise that it answers. */
export interface WriteQueue {
  /** Rejects at once when too many wait, or the queue is shut. */
  add<T>(work: () => T): Promise<T>;
  readonly length: number;
  works(): readonly Work[];
  /** Takes as many off the front as there are results; the function answers them. */
  take(results: readonly Result[]): { answer(): void; reject(error: StoreError): void };
  /** Rejects all that wait. */
  reject(error: StoreError): void;
  /** Rejects all that come from now on, with the error of the first call. */
  shut(error: StoreError): void;
  /** Rejects all that wait and all that come. */
  end(error: StoreError): void;
}

export function createWriteQueue(): WriteQueue {
  const queue: Waiting[] = [];
  let shutBy: StoreError | undefined;
  const rejectThese = (waiting: readonly Waiting[], error: StoreError): void => {
    for (const { settle } of waiting) settle({ isDone: false, error });
  };
  const reject = (error: StoreError): void => rejectThese(queue.splice(0), error);
  const shut = (error: StoreError): void => {
    shutBy ??= error;
  };
  return {
    add<T>(work: () => T) {
      if (shutBy !== undefined) return Promise.reject(shutBy);
      if (queue.length >= maxWaiting) return Promise.reject(tooMany());
      return new Promise<T>((resolve, rejected) => {
        const settle = (result: Result) => (result.isDone ? resolve(result.value as T) : rejected(result.error));
        queue.push({ run: work, settle });
      });
    },
    get length() {
      return queue.length;
    },
    works: () => queue.map(({ run }) => run),
    take(results) {
      const taken = queue.splice(0, results.length);
      return {
        answer: () => results.forEach((result, index) => void taken[index]?.settle(result)),
        reject: (error) => rejectThese(taken, error),
      };
    },
    reject,
    shut,
    end(error) {
      shut(error);
      reject(error);
    },
  };
}

const tooMany = (): StoreBusy =>
  new StoreBusy(`${maxWaiting} writes wait for the disk already, so this one was not taken; try again later`);
