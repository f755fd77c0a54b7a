import type { Alert } from '../../domain/alert.ts';
import {
  type AlertPage,
  type AlertQuery,
  type AlertSummary,
  contentTest,
  PAGE,
  statesFit,
  summaryOf,
} from '../../domain/listing.ts';
import { toTime } from '../../domain/values/time.ts';
import type { Planned } from '../../engine/ports/alerts.ts';
import { readable } from '../rows.ts';
import { PLAN, planIn } from './alerts.ts';
import type { Table } from './client.ts';
import { cursorOf, placeIn } from './cursor.ts';
import { statesOf } from './delivery-states.ts';
import { unpackAlert } from './documents.ts';
import type { Entry, Range, Walk } from './index-walk.ts';
import { readListed } from './items.ts';
import { alertIdIn, alertKey, HIGHEST, iso, LOWEST } from './keys.ts';
import { getRows, type Item, keyIn } from './requests.ts';
import { walkOf } from './walks.ts';

/** Alerts that one request looks through for a filter that no index answers, before it hands back a cursor. */
const MOST_EXAMINED = 500;

interface Loaded extends Planned {
  readonly alert: Alert;
}

function loaded(item: Item): Loaded {
  const row = readListed(item);
  const alertId = alertIdIn(keyIn(item));
  return { ...planIn(row), alertId, alert: unpackAlert(row.doc, alertId).alert };
}

/** Which alerts a query wants, by what they say. */
function filterOf(query: AlertQuery): (loaded: Loaded) => boolean {
  const fits = contentTest(query);
  return ({ alert }) => (query.source === undefined || alert.source === query.source) && fits(alert);
}

/** The lines of the list behind some entries, by alert id; none for those that a filter leaves out. */
async function linesOf(entries: readonly Entry[], query: AlertQuery, table: Table): Promise<Map<string, AlertSummary>> {
  const ids = new Set(entries.map(({ alertId }) => alertId));
  const items = await getRows([...ids].map(alertKey), [...PLAN, 'doc'], table);
  // The release that wrote a row lists it.
  const wanted = readable(items, loaded).filter(filterOf(query));
  const states = await statesOf(wanted, table);
  const lines = wanted.flatMap(({ alertId, alert }): [string, AlertSummary][] => {
    const all = states.get(alertId) ?? [];
    return statesFit(all, query) ? [[alertId, summaryOf(alert, all)]] : [];
  });
  return new Map(lines);
}

interface Examined {
  readonly place: string;
  readonly line?: AlertSummary | undefined;
  /** No entry, but the place at which the next step begins. */
  readonly isStep?: true;
}

/** Steps of one request, after which it hands back a cursor: a walk may pass over entries that are none of its own. */
const MOST_STEPS = 30;

/** The entries of a range, newest first, each with its line. */
async function* examine(range: Range, walk: Walk, query: AlertQuery, table: Table): AsyncGenerator<Examined> {
  let before: string | undefined = range.before;
  while (before !== undefined) {
    const { entries, next } = await walk({ from: range.from, before });
    const lines = entries.length === 0 ? new Map<string, AlertSummary>() : await linesOf(entries, query, table);
    yield* entries.map(({ place, alertId }) => ({ place, line: lines.get(alertId) }));
    if (next !== undefined) yield { place: next, isStep: true };
    before = next;
  }
}

function timeOf(name: 'since' | 'until', text: string | undefined): string | undefined {
  if (text === undefined) return undefined;
  const time = toTime(text);
  if (time === undefined)
    throw new RangeError(`${name}: found "${text}"; allowed: an RFC 3339 time such as 2026-11-21T20:00:00Z`);
  return iso(Date.parse(time));
}

/** A list begins after its cursor, and before `until`. */
function rangeOf({ cursor, since, until }: AlertQuery): Range {
  const bounds = [cursor === undefined ? HIGHEST : placeIn(cursor), timeOf('until', until) ?? HIGHEST];
  return { from: timeOf('since', since) ?? LOWEST, before: bounds.toSorted()[0] ?? HIGHEST };
}

/** How much of a walk one request goes through. */
function createBudget(limit: number) {
  let [examined, steps] = [0, 0];
  return {
    /** Whether the page ends before this entry, which shows that there is a next page. */
    isOver({ isStep }: Examined, found: number): boolean {
      const isFull = found >= limit || examined >= MOST_EXAMINED;
      return steps >= MOST_STEPS || (isFull && isStep !== true);
    },
    spend({ isStep }: Examined): void {
      if (isStep === true) steps += 1;
      else examined += 1;
    },
  };
}

/**
 * Recent alerts, newest first, by page. The states that operators look for are read from an index, and the source from the
 * keys of the index by time; any other filter looks through 500 alerts a request at most. A page may be empty and still
 * have a cursor.
 */
export async function listAlerts(query: AlertQuery, table: Table): Promise<AlertPage> {
  const alerts: AlertSummary[] = [];
  const budget = createBudget(query.limit ?? PAGE);
  let last = '';
  for await (const each of examine(rangeOf(query), walkOf(query, table), query, table)) {
    if (budget.isOver(each, alerts.length)) return { alerts, cursor: cursorOf(last) };
    if (each.line !== undefined) alerts.push(each.line);
    last = each.place;
    budget.spend(each);
  }
  return { alerts };
}
