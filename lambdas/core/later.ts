/** What is there already, or comes. */
export type Later<T> = T | Promise<T>;

/** Goes on at once with what is there, and later with what comes: what never waits stays without a promise. */
export const after = <T, U>(value: Later<T>, next: (value: T) => Later<U>): Later<U> =>
  value instanceof Promise ? value.then(next) : next(value);

/** All of them, in order; at once when none has to be waited for. */
export const afterAll = <T, U>(values: readonly Later<T>[], next: (values: readonly T[]) => U): Later<U> => {
  const isThere = (value: Later<T>): value is T => !(value instanceof Promise);
  return values.every(isThere) ? next(values) : Promise.all(values).then(next);
};
