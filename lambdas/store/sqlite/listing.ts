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
import { readTexts } from '../rows.ts';
import { numberIn, type Row, textIn, textOrNothing } from './columns.ts';
import { cursorOf, type Position, positionOf } from './cursor.ts';
import type { Database } from './database.ts';
import { statesOf } from './delivery-states.ts';
import { isListed } from './listed.ts';
import { alertIn } from './stored-alert.ts';

/** Rows that one request looks through for a filter that no index answers, before it hands back a cursor. */
const MOST_EXAMINED = 500;
/** Rows read at once. */
const STEP = 64;

const COLUMNS = 'n, id, received, source, severity, planned, silence, batch, batch_destinations, doc';
const WITHIN = `(received, n) < (?, ?) AND received >= ? ORDER BY received DESC, n DESC LIMIT ${STEP}`;

/** The three ways to walk through alerts, newest first: each reads one index from a place on, and sorts nothing. */
export const BY_TIME = `SELECT ${COLUMNS} FROM alert WHERE ${WITHIN}`;
export const BY_SOURCE = `SELECT ${COLUMNS} FROM alert WHERE source = ? AND ${WITHIN}`;
export const BY_STATUS = `SELECT DISTINCT received, alert AS n FROM listed
  WHERE status = ? AND (received, alert) < (?, ?) AND received >= ? ORDER BY received DESC, alert DESC LIMIT ${STEP}`;
const BY_NUMBER = `SELECT ${COLUMNS} FROM alert WHERE n = ?`;

const plannedIn = (row: Row): Planned => {
  const [silence, batch] = [textOrNothing(row, 'silence'), textOrNothing(row, 'batch')];
  const destinations = textOrNothing(row, 'batch_destinations');
  return {
    alertId: textIn(row, 'id'),
    planned: readTexts(textIn(row, 'planned')),
    ...(silence === undefined ? {} : { silence }),
    ...(batch === undefined ? {} : { batch }),
    ...(destinations === undefined ? {} : { batchDestinations: readTexts(destinations) }),
  };
};

function timeOf(name: 'since' | 'until', text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const time = toTime(text);
  if (time === undefined)
    throw new RangeError(`${name}: found "${text}"; allowed: an RFC 3339 time such as 2026-11-21T20:00:00Z`);
  return Date.parse(time);
}

/** Rows of an index from a place on, newest first, some at a time. */
type Walk = (from: Position) => readonly Row[];

const placeOf = (row: Row): Position => ({ received: numberIn(row, 'received'), n: numberIn(row, 'n') });

function walkOf({ source, status, since }: AlertQuery, database: Database): Walk {
  const sinceMs = timeOf('since', since) ?? Number.MIN_SAFE_INTEGER;
  if (status !== undefined && isListed(status))
    return ({ received, n }) => database.sql(BY_STATUS).all(status, received, n, sinceMs);
  if (source !== undefined) return ({ received, n }) => database.sql(BY_SOURCE).all(source, received, n, sinceMs);
  return ({ received, n }) => database.sql(BY_TIME).all(received, n, sinceMs);
}

/** What columns answer, before the alert is unpacked. */
const columnsFit = (row: Row, { source, severities }: AlertQuery): boolean =>
  (source === undefined || row['source'] === source) &&
  (severities === undefined || severities.some((severity) => row['severity'] === severity));

type Fits = (alert: Alert) => boolean;

/** An entry of an index as a line of the list; nothing when a filter leaves it out. */
function lineOf(entry: Row, query: AlertQuery, fits: Fits, database: Database): AlertSummary | undefined {
  const row = 'id' in entry ? entry : database.sql(BY_NUMBER).get(numberIn(entry, 'n'));
  if (row === undefined || !columnsFit(row, query)) return undefined;
  const states = statesOf(plannedIn(row), database);
  if (!statesFit(states, query)) return undefined;
  const alert = alertIn(row, textIn(row, 'id'));
  return fits(alert) ? summaryOf(alert, states) : undefined;
}

/** Where a page begins: after its cursor, and before `until`. */
function startOf({ cursor, until }: AlertQuery): Position {
  const position = positionOf(cursor);
  const untilMs = timeOf('until', until);
  return untilMs === undefined || position.received < untilMs ? position : { received: untilMs, n: -1 };
}

/** Entries from a place on, newest first. */
function* entriesFrom(start: Position, walk: Walk): Generator<Row> {
  let position = start;
  for (;;) {
    const entries = walk(position);
    yield* entries;
    const last = entries.at(-1);
    if (last === undefined || entries.length < STEP) return;
    position = placeOf(last);
  }
}

function page(query: AlertQuery, database: Database): AlertPage {
  const alerts: AlertSummary[] = [];
  const fits = contentTest(query);
  const { limit = PAGE } = query;
  let position = startOf(query);
  let examined = 0;
  for (const entry of entriesFrom(position, walkOf(query, database))) {
    // This entry shows that there is a next page.
    if (alerts.length >= limit || examined >= MOST_EXAMINED) return { alerts, cursor: cursorOf(position) };
    const line = lineOf(entry, query, fits, database);
    if (line !== undefined) alerts.push(line);
    position = placeOf(entry);
    examined += 1;
  }
  return { alerts };
}

/**
 * Recent alerts, newest first, by page. The states that operators look for and the source are read from an index; any
 * other filter looks through 500 alerts a request at most, and a page may be empty and still have a cursor.
 */
export const createListing =
  (database: Database): ((query: AlertQuery) => Promise<AlertPage>) =>
  async (query) =>
    page(query, database);
