import { readTraceparent } from '../../domain/trace-context.ts';
import type { AlertRow, Alerts, Recorded, StoredAlert } from '../../engine/ports/alerts.ts';
import { readCarried, readHeaders, readTexts } from '../rows.ts';
import { numberIn, orNull, type Row, textIn, textOrNothing } from './columns.ts';
import type { Database } from './database.ts';
import type { Counting } from './ledger.ts';
import { createListing } from './listing.ts';
import { packText, unpackText } from './packed-text.ts';
import { alertIn } from './stored-alert.ts';
import { sharedStatus } from './subjects.ts';

const packOptional = (text: string | undefined): string | Uint8Array | null =>
  text === undefined ? null : packText(text);

const INSERT = `INSERT INTO alert (id, received, source, severity, state, title, occurred, webhook, hour, alone, planned,
  silence, batch, batch_destinations, doc, raw, evidence, carries)
  VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
  ON CONFLICT (id) DO NOTHING`;

/** The number of the new row; nothing when there is one of this id. */
function insert(row: AlertRow, doc: string | Uint8Array, database: Database): number | undefined {
  const { alert, webhookId, hour, alone, planned, silence, batch, batchDestinations, raw, evidence, carries } = row;
  const { changes, lastInsertRowid } = database
    .sql(INSERT)
    .run(
      alert.id,
      Date.parse(alert.receivedAt),
      alert.source,
      alert.severity,
      alert.state,
      alert.title,
      alert.occurredAt,
      webhookId,
      hour,
      alone ? 1 : 0,
      JSON.stringify(planned),
      orNull(silence),
      orNull(batch),
      batchDestinations === undefined ? null : JSON.stringify(batchDestinations),
      doc,
      packOptional(raw),
      packOptional(evidence),
      carries === undefined ? null : JSON.stringify(carries),
    );
  return changes === 1 ? Number(lastInsertRowid) : undefined;
}

/** Counts what a new row adds to its hour; of a batch that was claimed before, what its row says. */
function countNew(
  { alert, hour, alone, planned, silence, batch }: AlertRow,
  count: Counting,
  database: Database,
): void {
  const common = { ...(alone ? { accepted: 1 } : {}), alerts: 1, planned: planned.length };
  if (batch === undefined) {
    count(hour, { ...common, [silence === undefined ? 'queued' : 'suppressed']: planned.length });
    return;
  }
  count(hour, common);
  const row = database.sql('SELECT silence, batch, batch_destinations FROM alert WHERE id = ?').get(alert.id);
  for (const destination of row === undefined ? [] : planned)
    count(hour, { [sharedStatus(row ?? {}, destination, database)]: 1 });
}

function known(row: AlertRow, database: Database): Recorded {
  const stored = database.sql('SELECT webhook, planned, silence, batch FROM alert WHERE id = ?').get(row.alert.id);
  if (stored === undefined || textIn(stored, 'webhook') !== row.webhookId) return { kind: 'repeat' };
  const [silence, batch] = [textOrNothing(stored, 'silence'), textOrNothing(stored, 'batch')];
  return {
    kind: 'own',
    planned: readTexts(textIn(stored, 'planned')),
    ...(silence === undefined ? {} : { silence }),
    ...(batch === undefined ? {} : { batch }),
  };
}

function traceIn(row: Row): string | undefined {
  const headers = textOrNothing(row, 'webhook_headers');
  const trace = headers === undefined ? undefined : readHeaders(headers)['traceparent'];
  return readTraceparent(trace) === undefined ? undefined : trace;
}

function storedAlert(row: Row, id: string): StoredAlert {
  const [silence, batch] = [textOrNothing(row, 'silence'), textOrNothing(row, 'batch')];
  const destinations = textOrNothing(row, 'batch_destinations');
  const carries = textOrNothing(row, 'carries');
  const trace = traceIn(row);
  return {
    alert: alertIn(row, id),
    planned: readTexts(textIn(row, 'planned')),
    hour: textIn(row, 'hour'),
    webhookId: textIn(row, 'webhook'),
    ...(silence === undefined ? {} : { silence }),
    ...(batch === undefined ? {} : { batch }),
    ...(destinations === undefined ? {} : { batchDestinations: readTexts(destinations) }),
    ...(row['raw'] === null ? {} : { raw: unpackText(row['raw']) }),
    ...(row['evidence'] === null ? {} : { evidence: unpackText(row['evidence']) }),
    ...(carries === undefined ? {} : { carries: readCarried(carries) }),
    ...(trace === undefined ? {} : { trace }),
  };
}

/** The headers of the webhook have the trace that its sender began. */
const LOAD = `SELECT alert.*, (SELECT headers FROM webhook WHERE webhook.id = alert.webhook) AS webhook_headers
  FROM alert WHERE id = ?`;

const REWRITE = `UPDATE alert SET doc = ?, severity = ?, state = ?, title = ?, occurred = ?, raw = coalesce(?, raw)
  WHERE id = ? RETURNING planned`;

const ADD_DELIVERY = `INSERT OR IGNORE INTO delivery
  (subject, destination, status, counted, hour, received, first, claimed, due, lease, look, attempts)
  VALUES (?, ?, 'queued', 'queued', ?, ?, ?, 0, ?, 0, ?, '[]')`;

/**
 * Whoever sends an alert of Tocsin's own may be gone before its messages leave, and nobody does it again: the rows of
 * its deliveries are written with it, so that they are found open.
 */
function planSystemAlert({ alert, planned }: AlertRow, nowMs: number, database: Database): void {
  const row = database.sql('SELECT n, hour, received FROM alert WHERE id = ?').get(alert.id);
  if (row === undefined) return;
  const [n, hour, received] = [numberIn(row, 'n'), textIn(row, 'hour'), numberIn(row, 'received')];
  for (const destination of planned)
    database.sql(ADD_DELIVERY).run(n, destination, hour, received, nowMs, nowMs, nowMs);
}

/** Its row is written with the plan, so that it is found open when its message never left. */
function plan(id: string, destination: string, nowMs: number, count: Counting, database: Database): boolean {
  const row = database.sql('SELECT n, planned, hour, received FROM alert WHERE id = ?').get(id);
  const planned = row === undefined ? [] : readTexts(textIn(row, 'planned'));
  if (row === undefined || planned.includes(destination)) return false;
  const [n, hour, received] = [numberIn(row, 'n'), textIn(row, 'hour'), numberIn(row, 'received')];
  database.sql('UPDATE alert SET planned = ? WHERE n = ?').run(JSON.stringify([...planned, destination]), n);
  database.sql(ADD_DELIVERY).run(n, destination, hour, received, nowMs, nowMs, nowMs);
  count(hour, { planned: 1, queued: 1 });
  return true;
}

/**
 * Writes the row of an alert if it is new, together with what `also` writes, and answers its number. When it is not new,
 * nothing is written and there is no answer.
 */
export type RecordNew = (row: AlertRow, also: (n: number) => void) => Promise<number | undefined>;

export const createRecordNew =
  (database: Database, count: Counting): RecordNew =>
  (row, also) => {
    const doc = packText(JSON.stringify(row.alert));
    return database.write(() => {
      const n = insert(row, doc, database);
      if (n === undefined) return undefined;
      countNew(row, count, database);
      also(n);
      return n;
    });
  };

/** The alerts that are kept, as rows of one table; what they count is counted with them. */
export function createAlerts(database: Database, count: Counting, now: () => number): Alerts {
  return {
    record(row) {
      const doc = packText(JSON.stringify(row.alert));
      return database.write(() => {
        if (insert(row, doc, database) === undefined) return known(row, database);
        countNew(row, count, database);
        if (row.hour === '') planSystemAlert(row, now(), database);
        return { kind: 'new' };
      });
    },
    rewrite({ alert, raw }) {
      const doc = packText(JSON.stringify(alert));
      const { severity, state, title, occurredAt, id } = alert;
      return database.write(() => {
        const row = database.sql(REWRITE).get(doc, severity, state, title, occurredAt, packOptional(raw), id);
        return row === undefined ? [] : readTexts(textIn(row, 'planned'));
      });
    },
    async load(alertId) {
      const row = database.sql(LOAD).get(alertId);
      return row === undefined ? undefined : storedAlert(row, alertId);
    },
    addDestination: (alertId, destination) => database.write(() => plan(alertId, destination, now(), count, database)),
    list: createListing(database),
  };
}
