import { setImmediate } from 'node:timers/promises';

/**
 * How a call of a port goes wrong. `fails`: nothing was done. `fails-after`: it was done, and the caller gets an error.
 * `twice`: its answer was lost and it was asked again, as the AWS SDK does; a message is there twice. `slow`: others
 * come first. `half`: of many messages some were taken. `reordered`: in another order.
 */
export const faults = ['fails', 'fails-after', 'twice', 'slow', 'half', 'reordered'] as const;
export type Fault = (typeof faults)[number];

/** A fault at a call to come; so many calls before it go well. */
export interface PlannedFault {
  readonly after: number;
  readonly fault: Fault;
}

/** Stands between the engine and its stores and queues. */
export interface FaultPort {
  /** All functions of an object and of those in it. */
  wrap<T extends object>(target: T): T;
  /** These go wrong, one after the other, after those that were to go wrong before. */
  arm(plan: readonly PlannedFault[]): void;
  /** From now on everything goes well. */
  clear(): void;
}

type Call = (...given: readonly unknown[]) => Promise<unknown>;

class PortFailed extends Error {}

const fail = (when: string): never => {
  throw new PortFailed(`the port failed ${when}`);
};

async function wait(): Promise<void> {
  for (let turns = 0; turns < 5; turns += 1) await setImmediate();
}

/** What is sent together, and what else the call was given. */
const manyOf = ([first, ...rest]: readonly unknown[]) => (Array.isArray(first) ? { many: first, rest } : undefined);

const play: Readonly<Record<Fault, (call: Call, given: readonly unknown[]) => Promise<unknown>>> = {
  fails: async () => fail('before it did anything'),
  async 'fails-after'(call, given) {
    await call(...given);
    return fail('after it had done everything');
  },
  async twice(call, given) {
    await call(...given);
    return call(...given);
  },
  async slow(call, given) {
    await wait();
    const answer = await call(...given);
    await wait();
    return answer;
  },
  async half(call, given) {
    const found = manyOf(given);
    if (found === undefined) return play['fails-after'](call, given);
    await call(found.many.slice(0, Math.ceil(found.many.length / 2)), ...found.rest);
    return fail('after it had done half');
  },
  reordered(call, given) {
    const found = manyOf(given);
    return found === undefined ? play.slow(call, given) : call(found.many.toReversed(), ...found.rest);
  },
};

const isObject = (value: unknown): value is object => typeof value === 'object' && value !== null;

export function faultPort(): FaultPort {
  let plan: readonly PlannedFault[] = [];

  /** The fault of the call that begins now. */
  function next(): Fault | undefined {
    const [first, ...rest] = plan;
    if (first === undefined) return undefined;
    plan = first.after === 0 ? rest : [{ ...first, after: first.after - 1 }, ...rest];
    return first.after === 0 ? first.fault : undefined;
  }

  function wrap<T extends object>(target: T): T {
    const known = new Map<string, object>();
    const within = (key: string, value: object): object => {
      const wrapped = known.get(key) ?? wrap(value);
      known.set(key, wrapped);
      return wrapped;
    };
    const doubted =
      (call: Call) =>
      (...given: unknown[]) => {
        const fault = next();
        return fault === undefined ? call(...given) : play[fault](call, given);
      };
    return new Proxy(target, {
      get(inner, key) {
        const value: unknown = Reflect.get(inner, key);
        if (typeof key === 'symbol') return value;
        if (typeof value === 'function') return doubted(value.bind(inner));
        return isObject(value) ? within(key, value) : value;
      },
    });
  }

  return {
    wrap,
    arm(more) {
      plan = [...plan, ...more];
    },
    clear() {
      plan = [];
    },
  };
}
