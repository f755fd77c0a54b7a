/**
 * Joins calls that come close together into one flush; each caller waits for the flush of its items. The records of one
 * batch are processed concurrently, so what they send is sent in few requests.
 */
export function coalesce<T>(
  windowMs: number,
  flush: (items: readonly T[]) => Promise<void>,
): (items: readonly T[]) => Promise<void> {
  let pending: { readonly items: T[]; readonly flushed: Promise<void> } | undefined;
  const begin = () => {
    const items: T[] = [];
    const flushed = new Promise<void>((resolve) => setTimeout(resolve, windowMs)).then(() => {
      pending = undefined;
      return flush(items);
    });
    return { items, flushed };
  };
  return (items) => {
    if (items.length === 0) return Promise.resolve();
    pending ??= begin();
    pending.items.push(...items);
    return pending.flushed;
  };
}
