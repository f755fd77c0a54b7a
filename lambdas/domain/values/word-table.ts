/** A table that has its own entries alone, for words of senders: `constructor` and `__proto__` are words like any other. */
export function wordTable<T extends object>(entries: T): T {
  const bare: object = Object.create(null);
  return Object.assign(bare, entries);
}
