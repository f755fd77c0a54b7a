/** A function of an object that keeps its results as long as somebody has the object. */
export function byObject<K extends object, V>(work: (key: K) => V): (key: K) => V {
  const known = new WeakMap<K, { readonly result: V }>();
  return (key) => {
    const before = known.get(key);
    if (before !== undefined) return before.result;
    const result = work(key);
    known.set(key, { result });
    return result;
  };
}
