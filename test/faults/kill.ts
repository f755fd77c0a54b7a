/** A place in a history where a worker can die: before or after the k-th call of a function. */
export interface Point {
  /** The function's name; `*` counts the calls of all. */
  readonly call: string;
  readonly nth: number;
  readonly when: 'before' | 'after';
}

export const pointName = ({ call, nth, when }: Point): string => `${when} call ${nth} of ${call}`;

const never = new Promise<never>(() => undefined);

/**
 * Counts the calls of everything that is wrapped, and at a chosen one the worker dies: from then on nothing that it
 * calls does anything or ever answers, as with a process that is gone.
 */
export interface Switch {
  /**
   * All functions of an object that answer with a promise, also those that come to it later, and those of the objects
   * in it: `deliver.deliveries.claim`.
   */
  wrap<T extends object>(prefix: string, target: T): T;
  /** The points that were passed so far. */
  points(): Point[];
  /** Runs work until it ends or the worker dies. Calls outside of all runs are none of the worker's. */
  run<T>(work: () => Promise<T>): Promise<T | 'died'>;
  readonly isDead: boolean;
}

/** Functions that were seen to answer at once: the clock, chance, a log line. Nothing can be lost at one. */
const instant = new Set<string>();

const isPlain = (value: unknown): value is object =>
  typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype;

const isPromise = (value: unknown): value is Promise<unknown> => value instanceof Promise;

export function killSwitch(target?: Point, counts: Map<string, number> = new Map()): Switch {
  const passed: Point[] = [];
  let isDead = false;
  let all = 0;
  let underway = 0;
  let runs = 0;
  const ends = new Set<(word: 'died') => void>();

  const kill = (): Promise<never> => {
    isDead = true;
    for (const end of ends) end('died');
    return never;
  };
  const isPoint = (call: string, nth: number, when: Point['when']): boolean =>
    target !== undefined &&
    target.when === when &&
    (target.call === call ? target.nth === nth : target.call === '*' && all === target.nth);

  /** Before a call that follows others one by one, the world is as after the call before it: one point, not two. */
  function note(at: Omit<Point, 'when'>): void {
    if (underway > 0 || passed.length === 0) passed.push({ ...at, when: 'before' });
    passed.push({ ...at, when: 'after' });
  }

  async function finish(answer: Promise<unknown>, at: Omit<Point, 'when'>, isLast: boolean): Promise<unknown> {
    note(at);
    underway += 1;
    const settled = await answer.then(
      (value) => () => value,
      (error: unknown) => () => {
        throw error;
      },
    );
    underway -= 1;
    if (isDead) return never;
    return isLast ? kill() : settled();
  }

  const isUncounted = (call: string): boolean => instant.has(call) || (runs === 0 && !isDead);

  function pass(call: string, work: () => unknown): unknown {
    if (isUncounted(call)) return work();
    if (isDead) return never;
    all += 1;
    const nth = (counts.get(call) ?? 0) + 1;
    counts.set(call, nth);
    if (isPoint(call, nth, 'before')) return kill();
    const isLast = isPoint(call, nth, 'after');
    const answer = work();
    if (isPromise(answer)) return finish(answer, { call, nth }, isLast);
    instant.add(call);
    return answer;
  }

  const nameOf = (prefix: string, key: string, [first]: readonly unknown[]): string => {
    const command = typeof first === 'object' && first !== null && 'middlewareStack' in first;
    return command ? `${prefix}.${first.constructor.name}` : `${prefix}.${key}`;
  };

  function wrap<T extends object>(prefix: string, object: T): T {
    const wrapped = new Map<string, object>();
    const within = (key: string, value: object): object => {
      const known = wrapped.get(key) ?? wrap(`${prefix}.${key}`, value);
      wrapped.set(key, known);
      return known;
    };
    return new Proxy(object, {
      get(inner, key) {
        const value: unknown = Reflect.get(inner, key);
        if (typeof key === 'symbol') return value;
        if (typeof value === 'function')
          return (...given: unknown[]) => pass(nameOf(prefix, key, given), () => value.apply(inner, given));
        return isPlain(value) ? within(key, value) : value;
      },
    });
  }

  return {
    wrap,
    points: () => passed,
    run: <T>(work: () => Promise<T>) =>
      new Promise<T | 'died'>((resolve, reject) => {
        if (isDead) return resolve('died');
        ends.add(resolve);
        runs += 1;
        work()
          .finally(() => {
            ends.delete(resolve);
            runs -= 1;
          })
          .then(resolve, reject);
      }),
    get isDead() {
      return isDead;
    },
  };
}
