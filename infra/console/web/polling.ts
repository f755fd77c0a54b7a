import { useCallback, useEffect, useRef, useState } from 'preact/hooks';
import { textOf } from './api.ts';

/** How much slower a page that nobody sees asks. */
const HIDDEN_TIMES = 12;

/** Calls again and again, one call at a time, and seldom while the page is hidden; returns what stops it. */
export function every(ms: number, work: () => Promise<void>): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let isStopped = false;
  const next = (): void => {
    if (!isStopped) timer = setTimeout(run, document.hidden ? ms * HIDDEN_TIMES : ms);
  };
  const run = (): void => {
    work().then(next, next);
  };
  const shown = (): void => {
    if (document.hidden) return;
    clearTimeout(timer);
    timer = setTimeout(run, 0);
  };
  document.addEventListener('visibilitychange', shown);
  run();
  return () => {
    isStopped = true;
    clearTimeout(timer);
    document.removeEventListener('visibilitychange', shown);
  };
}

/** What was loaded last, and what went wrong since. */
export interface Loaded<T> {
  readonly value?: T;
  readonly error?: string;
  readonly reload: () => void;
}

/** Loads again and again; the last value stays while a later call fails. */
export function usePolled<T>(ms: number, load: () => Promise<T>, key = ''): Loaded<T> {
  const [state, setState] = useState<{ readonly key: string; readonly value?: T; readonly error?: string }>({ key });
  const latest = useRef(load);
  latest.current = load;
  const run = useCallback(
    () =>
      latest.current().then(
        (value) => setState({ key, value }),
        (error: unknown) =>
          setState((before) => ({ ...(before.key === key ? before : { key }), error: textOf(error) })),
      ),
    [key],
  );
  useEffect(() => every(ms, run), [ms, run]);
  const { key: _, ...rest } = state.key === key ? state : { key };
  return { ...rest, reload: () => void run() };
}

/** The time, to the second or less often, for times that are shown relative to it. */
export function useNow(ms = 5_000): number {
  const [now, setNow] = useState(Date.now);
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), ms);
    return () => clearInterval(timer);
  }, [ms]);
  return now;
}
