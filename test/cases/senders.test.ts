/**
 * Payloads made after the published formats of senders that no source knows: title, severity and time, whether an end meets
 * its opener, another problem stays apart and a repeat joins. What changes is given by the paths of its fields.
 */
import { describe, expect, it } from 'vitest';
import * as z from 'zod/mini';
import { type Alert, severities } from '../../lambdas/domain/alert.ts';
import { generic } from '../../lambdas/sources/generic/index.ts';
import { readTable } from '../conformance/tables.ts';
import { alertsOf } from '../sources/read.ts';

/** An object, or a list of one. */
const Payload = z.union([z.record(z.string(), z.unknown()), z.array(z.unknown())]);
const Change = z.record(z.string(), z.unknown());

const Sender = z.strictObject({
  first: Payload,
  expect: z.strictObject({
    title: z.optional(z.string()),
    severity: z.optional(z.string()),
    /** Where the sender's own number says no more than that it is not harmless. */
    notBelow: z.optional(z.enum(severities)),
    occurredAt: z.optional(z.string()),
    action: z.optional(z.string()),
    host: z.optional(z.string()),
  }),
  end: z.optional(Change),
  other: z.optional(Change),
  again: z.optional(Change),
});

const senders = Object.entries(z.record(z.string(), Sender).parse(readTable('senders')));

function alertOf(payload: unknown): Alert {
  const [alert, ...others] = alertsOf(generic, payload);
  if (alert === undefined || others.length > 0) throw new Error(`${others.length + 1} alerts; one was expected`);
  return alert;
}

function set(fields: Record<string, unknown>, [key = '', ...rest]: readonly string[], value: unknown): void {
  if (rest.length === 0) fields[key] = value;
  else {
    const inner = (fields[key] ?? {}) as Record<string, unknown>;
    fields[key] = inner;
    set(inner, rest, value);
  }
}

/** A name with dots in it that stands at the top is a name, and no path. */
function changed(first: z.infer<typeof Payload>, change: z.infer<typeof Change>): unknown {
  const payload = Object(structuredClone(first));
  for (const [path, value] of Object.entries(change)) set(payload, path in first ? [path] : path.split('.'), value);
  return payload;
}

const having = (name: 'end' | 'other' | 'again') =>
  senders.flatMap(([sender, row]) => {
    const change = row[name];
    return change === undefined ? [] : ([[sender, row.first, changed(row.first, change)]] as const);
  });

describe('an alert is told by', () => {
  it.each(senders)('%s', (_, { first, expect: wanted }) => {
    const alert = alertOf(first);
    const { title, notBelow, host, ...same } = wanted;
    expect(alert).toMatchObject({ kind: 'detection', state: 'open', ...same });
    if (title !== undefined) expect(alert.title).toMatch(new RegExp(title));
    if (host !== undefined) expect(alert.target.host).toBe(host);
    if (notBelow !== undefined)
      expect(severities.indexOf(alert.severity)).toBeGreaterThanOrEqual(severities.indexOf(notBelow));
  });
});

describe('an end meets what it ends, of', () => {
  it.each(having('end'))('%s', (_, first, then) => {
    const [open, end] = [alertOf(first), alertOf(then)];
    expect([open.state, end.state]).toEqual(['open', 'resolved']);
    expect(end.fingerprint).toBe(open.fingerprint);
  });
});

describe('another problem stays apart, of', () => {
  it.each(having('other'))('%s', (_, first, then) => {
    expect(alertOf(then).fingerprint).not.toBe(alertOf(first).fingerprint);
  });
});

describe('the same again joins, of', () => {
  it.each(having('again'))('%s', (_, first, then) => {
    const again = alertOf(then);
    expect([again.fingerprint, again.state]).toEqual([alertOf(first).fingerprint, 'open']);
  });
});

/** What holds a word of an end and is none: to take it for one would close what is open. */
const noEnds: readonly Readonly<Record<string, unknown>>[] = [
  { title: 'Malware found', device: { status: 'online' } },
  { title: 'Beacon', connection_state: 'closed' },
  { title: 'Port scan', port: { state: 'closed' } },
  { title: 'Agent outdated', type: 'update.available' },
  { title: 'Overflow in a package', Status: 'fixed', FixedVersion: '1.2' },
  { title: 'Account closed by an attacker' },
  { title: 'SQL injection', result: 'passed' },
  { title: 'Session hijack', reason: 'Connection closed' },
  { title: 'Log cleared', eventName: 'audit_log.cleared' },
  { title: 'Token theft', user: { state: 'active', status: 'healthy' } },
  { title: 'CPU is high', previous_state: 'OK', current_state: 'CRITICAL' },
  { title: 'Brute force', last_status: 'resolved', status: 'new' },
  { title: 'Tunnel to a bad host', type: 'tunnel.connected' },
  { title: 'Rogue device', type: 'device.online' },
  { title: 'Rogue agent', event: 'agent_connected' },
  { title: 'New host seen', event: 'host.available' },
  { title: 'Backup job cancelled', status: 'cancelled', cancelled_at: '2026-11-30T10:00:00Z', job: 'nightly' },
  { title: 'Windows event log was cleared', log_cleared_at: '2026-11-30T10:00:00Z', host: 'w1' },
  { title: 'Root login from a new country', event: 'login', status: 'success' },
  { title: 'Critical patch for the mail server', status: 'available' },
  { title: 'Ransomware stopped', isMitigated: true, action: 'blocked' },
  { title: 'Stolen credentials recovered from infostealer log' },
  { title: 'Error rate of the shop is up' },
  { title: 'Process killed', event: 'process.terminated' },
  { title: 'Account taken over', account_closed_at: '2026-11-30T10:00:00Z' },
  { title: 'Trade refused', market_close_time: '2026-11-30T10:00:00Z' },
  { title: 'Weak policy', before: { status: 'resolved' }, after: { status: 'open' } },
];

const moreNoEnds = z.array(z.record(z.string(), z.unknown())).parse(readTable('no-ends'));

it.each([...noEnds, ...moreNoEnds])('%j is open', (payload) => {
  expect(alertOf(payload).state).toBe('open');
});
