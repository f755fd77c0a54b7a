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

/** Results by text; those that are not kept are made again. */
export interface Memory<T> {
  recall(text: string, work: (text: string) => T): T;
  forget(): void;
}

/**
 * Keeps results by names, paths and the like: senders use the same ones again and again. Strangers choose them too, so there
 * are bounds; when there are too many, all are made anew.
 */
export function memory<T>({ most, longest }: Bounds): Memory<T> {
  const known = new Map<string, T>();
  return {
    recall(text, work) {
      const before = known.get(text);
      if (before !== undefined || known.has(text)) return before as T;
      const found = work(text);
      if (text.length > longest) return found;
      if (known.size >= most) known.clear();
      known.set(text, found);
      return found;
    },
    forget: () => known.clear(),
  };
}

/** A function of a text that keeps its results within bounds. */
export function remembered<T>(work: (text: string) => T, bounds: Bounds): Remembered<T> {
  const { recall, forget } = memory<T>(bounds);
  return Object.assign((text: string): T => recall(text, work), { forget });
}
