/** What it takes to keep results: so many of them, none of a text that is longer (characters). */
interface Bounds {
  readonly most: number;
  readonly longest: number;
}

/** A function of a text that keeps its results. */
export interface Remembered<T> {
  (text: string): T;
  /** Results that are kept are no longer right. */
  forget(): void;
}

/**
 * Keeps the results of a function of names or paths: senders use the same ones again and again. Strangers choose them too,
 * so there are bounds; when there are too many, all are made anew.
 */
export function remembered<T>(work: (text: string) => T, { most, longest }: Bounds): Remembered<T> {
  const known = new Map<string, T>();
  const recall = (text: string): T => {
    const before = known.get(text);
    if (before !== undefined || known.has(text)) return before as T;
    const found = work(text);
    if (text.length > longest) return found;
    if (known.size >= most) known.clear();
    known.set(text, found);
    return found;
  };
  return Object.assign(recall, { forget: () => known.clear() });
}
