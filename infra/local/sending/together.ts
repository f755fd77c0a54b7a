/** Hands on together what comes within one turn of the event loop: each message to another thread has a price of its own. */
export function together<Item>(handOn: (all: readonly Item[]) => void): (item: Item) => void {
  let waiting: Item[] = [];
  const flush = (): void => {
    const all = waiting;
    waiting = [];
    handOn(all);
  };
  return (item) => {
    if (waiting.push(item) === 1) setImmediate(flush);
  };
}
