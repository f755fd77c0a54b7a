/** Makes something with its first use, once; after a failure it is tried again. */
export function lazily<T>(make: () => Promise<T>): () => Promise<T> {
  let made: Promise<T> | undefined;
  return () => {
    made ??= make().catch((error: unknown) => {
      made = undefined;
      throw error;
    });
    return made;
  };
}

type Call<Args extends readonly unknown[], Result> = (...args: Args) => Promise<Result>;

/** A function that is loaded with its first call. */
export function lazyCall<Args extends readonly unknown[], Result>(
  load: () => Promise<Call<Args, Result>>,
): Call<Args, Result> {
  const loaded = lazily(load);
  return async (...args) => (await loaded())(...args);
}
