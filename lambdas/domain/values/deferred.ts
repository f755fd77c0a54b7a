/** What is there already, or comes. */
export type Later<T> = T | Promise<T>;

/** Goes on at once with what is there, and later with what comes: what never waits stays without a promise. */
export const after = <T, U>(value: Later<T>, next: (value: T) => Later<U>): Later<U> =>
  value instanceof Promise ? value.then(next) : next(value);
