import type { Blobs } from '../../lambdas/engine/ports/blobs.ts';

/** Blobs of a test's own. */
export function memoryBlobs(): Blobs {
  const kept = new Map<string, Uint8Array>();
  return {
    async store(key, bytes) {
      kept.set(key, bytes);
    },
    async load(key) {
      const bytes = kept.get(key);
      if (bytes === undefined) throw new Error(`there is no blob ${key}`);
      return bytes;
    },
  };
}
