/**
 * Joins calls that come close together into one: each caller waits for the flush that carries its items. Records of
 * one batch are worked on side by side, and what each would send alone goes out together.
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
