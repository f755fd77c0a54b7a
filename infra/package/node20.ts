import threads from 'node:worker_threads';
import zlib from 'node:zlib';

// What the code uses and Node 20 does not have yet. Injected into the compiled command line alone.

/** The URL of a text; null when it is none. */
const parseUrl = (text: string, base?: string): URL | null => (URL.canParse(text, base) ? new URL(text, base) : null);

/** Values by a key. */
function mapBy<K, V>(values: Iterable<V>, keyOf: (value: V, index: number) => K): Map<K, V[]> {
  const groups = new Map<K, V[]>();
  [...values].forEach((value, index) => {
    const key = keyOf(value, index);
    groups.set(key, [...(groups.get(key) ?? []), value]);
  });
  return groups;
}

/** A promise with its ends. */
function withEnds<T>(): PromiseWithResolvers<T> {
  const ends: Partial<PromiseWithResolvers<T>> = {};
  const promise = new Promise<T>((resolve, reject) => Object.assign(ends, { resolve, reject }));
  return Object.assign(ends, { promise }) as PromiseWithResolvers<T>;
}

URL.parse ??= parseUrl;
Map.groupBy ??= mapBy;
Promise.withResolvers ??= withEnds;

// undici binds it when it is loaded; the command line decompresses nothing in this form.
zlib.createZstdDecompress ??= () => {
  throw new Error('this Node cannot decompress zstd: use Node 22.15 or newer');
};
// No object of undici is sent to another thread.
threads.markAsUncloneable ??= () => undefined;
