import type { Silence } from '../../domain/silence.ts';

const FRESH_MS = 5_000;

/** Caches the list for five seconds: a new silence takes effect after at most this time. */
export function cachedSilences(
  list: () => Promise<readonly Silence[]>,
  monotonicMs: () => number = () => performance.now(),
): () => Promise<readonly Silence[]> {
  let kept: { readonly at: number; readonly silences: Promise<readonly Silence[]> } | undefined;
  return () => {
    if (kept === undefined || monotonicMs() - kept.at > FRESH_MS) {
      const silences = list();
      // A failed read is not kept.
      silences.catch(() => {
        kept = undefined;
      });
      kept = { at: monotonicMs(), silences };
    }
    return kept.silences;
  };
}
