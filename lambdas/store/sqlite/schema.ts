/**
 * The tables, version 1. Times are epoch milliseconds. Rows that are written together lie together: a delivery beside
 * its alert's number, and not under its id, so that a commit touches few pages.
 *
 * - `delivery.subject` is the number of an alert, or of a batch with its sign changed. `look` is when something has to
 *   happen to it; nothing for one that has ended. `counted` is the state that the ledger counts it in.
 * - `listed` has an entry for each delivery in a state that operators list by, also for those in a batch.
 */
const tables = `
CREATE TABLE webhook (
  n INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, source TEXT NOT NULL, received INTEGER NOT NULL,
  headers TEXT NOT NULL, gzip INTEGER NOT NULL, body BLOB, blob TEXT, silent TEXT,
  outcome TEXT, reason TEXT, hour TEXT, counted INTEGER NOT NULL DEFAULT 0
) STRICT;
CREATE INDEX webhook_by_time ON webhook(received, n);
CREATE INDEX webhook_by_blob ON webhook(blob) WHERE blob IS NOT NULL;

CREATE TABLE alert (
  n INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, received INTEGER NOT NULL, source TEXT NOT NULL,
  severity TEXT NOT NULL, state TEXT NOT NULL, title TEXT NOT NULL, occurred TEXT NOT NULL, webhook TEXT NOT NULL,
  hour TEXT NOT NULL, alone INTEGER NOT NULL, planned TEXT NOT NULL, silence TEXT, batch TEXT, batch_destinations TEXT,
  doc ANY NOT NULL, raw ANY, evidence ANY, carries TEXT
) STRICT;
CREATE INDEX alert_by_time ON alert(received, n);
CREATE INDEX alert_by_source ON alert(source, received, n);
CREATE INDEX alert_by_batch ON alert(batch, n) WHERE batch IS NOT NULL;

CREATE TABLE batch (
  n INTEGER PRIMARY KEY, name TEXT NOT NULL, destination TEXT NOT NULL, alert_ids TEXT NOT NULL, split_out TEXT,
  UNIQUE (name, destination)
) STRICT;

CREATE TABLE delivery (
  subject INTEGER NOT NULL, destination TEXT NOT NULL, status TEXT NOT NULL, counted TEXT NOT NULL, hour TEXT NOT NULL,
  received INTEGER NOT NULL, first INTEGER NOT NULL, claimed INTEGER NOT NULL, due INTEGER NOT NULL, lease INTEGER NOT NULL, look INTEGER,
  owner TEXT, reason TEXT, receipt TEXT, merged_into TEXT, attempts TEXT NOT NULL, PRIMARY KEY (subject, destination)
) STRICT, WITHOUT ROWID;
CREATE INDEX delivery_open ON delivery(look) WHERE look IS NOT NULL;
CREATE TABLE listed (
  status TEXT NOT NULL, received INTEGER NOT NULL, alert INTEGER NOT NULL, destination TEXT NOT NULL,
  PRIMARY KEY (status, received, alert, destination)
) STRICT, WITHOUT ROWID;

CREATE TABLE notification_group (
  destination TEXT NOT NULL, name TEXT NOT NULL, first_id TEXT, rank INTEGER, last_ms INTEGER NOT NULL DEFAULT 0,
  notified INTEGER NOT NULL DEFAULT 0, sequence INTEGER NOT NULL DEFAULT 0, due INTEGER NOT NULL DEFAULT 0,
  lease INTEGER NOT NULL DEFAULT 0, look INTEGER, owner TEXT, announced_by TEXT NOT NULL DEFAULT '[]',
  expires INTEGER NOT NULL, PRIMARY KEY (destination, name)
) STRICT, WITHOUT ROWID;
CREATE INDEX notification_group_open ON notification_group(look) WHERE look IS NOT NULL;
CREATE INDEX notification_group_by_expiry ON notification_group(expires);
CREATE TABLE group_member (
  destination TEXT NOT NULL, name TEXT NOT NULL, alert_id TEXT NOT NULL, member TEXT NOT NULL,
  PRIMARY KEY (destination, name, alert_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE circuit (
  destination TEXT PRIMARY KEY, reason TEXT NOT NULL, since INTEGER NOT NULL, reported INTEGER NOT NULL,
  next_probe INTEGER NOT NULL, probes INTEGER NOT NULL DEFAULT 0
) STRICT, WITHOUT ROWID;
CREATE TABLE fallback (delivery_id TEXT PRIMARY KEY, at INTEGER NOT NULL) STRICT, WITHOUT ROWID;
CREATE INDEX fallback_by_time ON fallback(at);
CREATE TABLE rate_window (
  scope TEXT PRIMARY KEY, request_times TEXT NOT NULL, blocked_until INTEGER NOT NULL, version INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE TABLE ledger (
  hour TEXT PRIMARY KEY, version INTEGER NOT NULL, touched INTEGER NOT NULL,
  accepted INTEGER NOT NULL, empty INTEGER NOT NULL, ignored INTEGER NOT NULL, duplicate INTEGER NOT NULL,
  alerts INTEGER NOT NULL, planned INTEGER NOT NULL, queued INTEGER NOT NULL, sending INTEGER NOT NULL,
  retrying INTEGER NOT NULL, unknown INTEGER NOT NULL, delivered INTEGER NOT NULL, merged INTEGER NOT NULL,
  suppressed INTEGER NOT NULL, dead INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE TABLE silence (
  id TEXT PRIMARY KEY, doc TEXT NOT NULL, count INTEGER NOT NULL DEFAULT 0, ended INTEGER NOT NULL DEFAULT 0,
  announced INTEGER NOT NULL DEFAULT 0, expires INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX silence_by_expiry ON silence(expires);
CREATE TABLE replay (
  id TEXT PRIMARY KEY, version INTEGER NOT NULL, running INTEGER NOT NULL, doc TEXT NOT NULL, expires INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX replay_running ON replay(id) WHERE running = 1;
CREATE INDEX replay_by_expiry ON replay(expires);
CREATE TABLE heartbeat (source TEXT PRIMARY KEY, last_seen INTEGER NOT NULL, reported INTEGER) STRICT, WITHOUT ROWID;

CREATE TABLE job (
  n INTEGER PRIMARY KEY, queue TEXT NOT NULL, message_group TEXT NOT NULL, rank INTEGER NOT NULL,
  due INTEGER NOT NULL, wait INTEGER NOT NULL, look INTEGER, give_up INTEGER, problem TEXT, ending INTEGER NOT NULL,
  ref TEXT NOT NULL, message TEXT NOT NULL, receives INTEGER NOT NULL DEFAULT 0
) STRICT;
CREATE INDEX job_ready ON job(queue, message_group, rank DESC, n) WHERE due = 0;
CREATE INDEX job_waiting ON job(queue, due) WHERE due > 0;
CREATE INDEX job_set ON job(queue, due - wait) WHERE due > 1;
CREATE INDEX job_look ON job(queue, look) WHERE look IS NOT NULL;
CREATE INDEX job_problem ON job(message_group, problem, n) WHERE problem IS NOT NULL;
CREATE INDEX job_ref ON job(ref);
`;

/** Version 2: what is still to be reported of a destination. `due` is when the next system alert may report it. */
const reports = `
CREATE TABLE report (
  destination TEXT NOT NULL, kind TEXT NOT NULL, count INTEGER NOT NULL DEFAULT 0, sequence INTEGER NOT NULL DEFAULT 0,
  due INTEGER NOT NULL DEFAULT 0, examples TEXT NOT NULL DEFAULT '[]', PRIMARY KEY (destination, kind)
) STRICT, WITHOUT ROWID;
`;

/**
 * Version 3: what persons said of problems. `acknowledged` of a group: its repeats do not notify again after the
 * deduplication window.
 */
const problems = `
CREATE TABLE problem (
  fingerprint TEXT PRIMARY KEY, version INTEGER NOT NULL, doc TEXT NOT NULL, expires INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX problem_by_expiry ON problem(expires);
ALTER TABLE notification_group ADD COLUMN acknowledged INTEGER NOT NULL DEFAULT 0;
`;

/** Version 4: who paused a destination. */
const pauses = 'ALTER TABLE circuit ADD COLUMN paused_by TEXT;';

/** Version 5: of a group of `groupBy`, the problems that it goes on with, and when it notifies of them again. */
const rosters = `
ALTER TABLE notification_group ADD COLUMN roster TEXT;
ALTER TABLE notification_group ADD COLUMN renotify INTEGER;
`;

/** Version 6: short texts until an end: tickets by their deliveries, requests of vendors, who silenced a problem. */
const notes = `
CREATE TABLE note (name TEXT PRIMARY KEY, text TEXT NOT NULL, expires INTEGER NOT NULL) STRICT, WITHOUT ROWID;
CREATE INDEX note_by_expiry ON note(expires);
`;

/** Version 7: open problems that inhibit others. */
const inhibitors = `
CREATE TABLE inhibitor (
  key TEXT NOT NULL, fingerprint TEXT NOT NULL, alert_id TEXT NOT NULL, is_both INTEGER NOT NULL,
  expires INTEGER NOT NULL, PRIMARY KEY (key, fingerprint)
) STRICT, WITHOUT ROWID;
CREATE INDEX inhibitor_by_expiry ON inhibitor(expires);
`;

/** What leads from each version to the next; version 0 is an empty file. */
export const migrations: readonly string[] = [tables, reports, problems, pauses, rosters, notes, inhibitors];
