import { useCallback, useEffect, useRef, useState } from 'preact/hooks';
import { get, textOf } from '../api.ts';
import { every } from '../polling.ts';
import type { AlertPage, AlertSummary } from '../types.ts';
import { apiQuery, keyOf } from './query.ts';

const PAGE = '200';
const POLL_MS = 5_000;
/** Pages without a fit that are read in a row; then the reader asks for more. */
const MOST_EMPTY = 5;

interface Held {
  readonly key: string;
  readonly alerts: readonly AlertSummary[];
  readonly waiting: readonly AlertSummary[];
  readonly cursor?: string;
  readonly isLoading: boolean;
  readonly error?: string;
}

export interface Feed extends Omit<Held, 'key' | 'cursor'> {
  readonly hasMore: boolean;
  /** Reads the next page, unless that goes on already. */
  more(): void;
  /** Puts the new alerts into the list. */
  showNew(): void;
  /** Reads the newest again. */
  refresh(): void;
}

const empty = (key: string): Held => ({ key, alerts: [], waiting: [], isLoading: true });

const load = (query: URLSearchParams, cursor?: string): Promise<AlertPage> => {
  const asked = new URLSearchParams(query);
  asked.set('limit', PAGE);
  if (cursor !== undefined) asked.set('cursor', cursor);
  return get(`/v1/alerts?${asked}`);
};

/** A page that is not empty, or the last one read. */
async function loadSome(query: URLSearchParams, cursor?: string): Promise<AlertPage> {
  let page = await load(query, cursor);
  for (let read = 1; page.alerts.length === 0 && page.cursor !== undefined && read < MOST_EMPTY; read += 1)
    page = await load(query, page.cursor);
  return page;
}

/** How far down the alerts of the newest page can stand in the list; what is below is not looked at. */
const NEWEST = 1_000;

const isSame = (a: AlertSummary, b: AlertSummary): boolean => JSON.stringify(a) === JSON.stringify(b);

/** The list with what the newest page says of the alerts in it; the same list when nothing has changed. */
function refreshed(alerts: readonly AlertSummary[], fresh: ReadonlyMap<string, AlertSummary>): readonly AlertSummary[] {
  const newest = alerts.slice(0, NEWEST);
  const next = newest.map((alert) => {
    const now = fresh.get(alert.id);
    return now === undefined || isSame(now, alert) ? alert : now;
  });
  const hasChanged = next.some((alert, index) => alert !== newest[index]);
  return hasChanged ? [...next, ...alerts.slice(NEWEST)] : alerts;
}

/** The list after the newest page was read again: known alerts are updated in place, others wait to be shown. */
function updated(held: Held, page: readonly AlertSummary[]): Held {
  const alerts = refreshed(held.alerts, new Map(page.map((alert) => [alert.id, alert])));
  const known = new Set(held.alerts.slice(0, NEWEST).map(({ id }) => id));
  const last = held.alerts.at(Math.min(NEWEST, held.alerts.length) - 1)?.receivedAt ?? '';
  const waiting = page.filter(({ id, receivedAt }) => !known.has(id) && receivedAt >= last);
  const { error, ...rest } = held;
  const isUnchanged = alerts === held.alerts && waiting.length === held.waiting.length && error === undefined;
  return isUnchanged ? held : { ...rest, alerts, waiting };
}

type Change = (next: (before: Held) => Held) => void;
type Query = Readonly<Record<string, string>>;

const added =
  (page: AlertPage) =>
  ({ key, alerts, waiting }: Held): Held => ({
    key,
    alerts: [...alerts, ...page.alerts],
    waiting,
    isLoading: false,
    ...(page.cursor === undefined ? {} : { cursor: page.cursor }),
  });

/** Reads one page at a time into what is held. */
function useReading(key: string, query: { readonly current: Query }, change: Change) {
  const busy = useRef('');
  const readPage = useCallback(
    async (cursor?: string): Promise<void> => {
      if (busy.current === key) return;
      busy.current = key;
      try {
        change(added(await loadSome(apiQuery(query.current, Date.now()), cursor)));
      } catch (error) {
        change((before) => ({ ...before, isLoading: false, error: textOf(error) }));
      } finally {
        if (busy.current === key) busy.current = '';
      }
    },
    [key, query, change],
  );
  const poll = useCallback(async (): Promise<void> => {
    try {
      const page = await load(apiQuery(query.current, Date.now()));
      change((before) => (before.isLoading ? before : updated(before, page.alerts)));
    } catch (error) {
      change((before) => ({ ...before, error: textOf(error) }));
    }
  }, [query, change]);
  return { readPage, poll };
}

/** Polls after the first page was read; returns what stops it. */
function pollAfter(first: Promise<void>, poll: () => Promise<void>): () => void {
  let stop = (): void => undefined;
  let isOver = false;
  const begin = (): void => {
    if (!isOver) stop = every(POLL_MS, poll);
  };
  first.then(begin, begin);
  return () => {
    isOver = true;
    stop();
  };
}

/** The alerts that fit a query, newest first, page by page; alerts that arrive meanwhile wait until they are asked for. */
export function useFeed(query: Query): Feed {
  const key = keyOf(query);
  const [held, setHeld] = useState(() => empty(key));
  const latest = useRef(query);
  latest.current = query;
  const change = useCallback<Change>(
    (next) => setHeld((before) => (before.key === key ? next(before) : before)),
    [key],
  );
  const { readPage, poll } = useReading(key, latest, change);
  useEffect(() => {
    setHeld(empty(key));
    return pollAfter(readPage(), poll);
  }, [key, readPage, poll]);
  const { cursor, key: of, ...shown } = held.key === key ? held : empty(key);
  return {
    ...shown,
    hasMore: cursor !== undefined,
    more: () => {
      if (cursor !== undefined && of === key) void readPage(cursor);
    },
    showNew: () => change((before) => ({ ...before, alerts: [...before.waiting, ...before.alerts], waiting: [] })),
    refresh: () => void poll(),
  };
}
