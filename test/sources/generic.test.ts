import { describe, expect, it, test } from 'vitest';
import { generic } from '../../lambdas/sources/generic/index.ts';
import { alertsOf, readingOf } from './read.ts';

const alert = (payload: unknown) => alertsOf(generic, payload)[0];

test.each([
  [{ severity: 'HIGH' }, 'high'],
  [{ Severity: 'Severity.Critical' }, 'critical'],
  [{ alert: { severity_level: 'moderate' } }, 'medium'],
  [{ priority: 'P1' }, 'critical'],
  [{ priority: 3 }, 'medium'],
  [{ severity: 'SEV-2' }, 'high'],
  // Nobody knows whether the first step is the worst or the last one.
  [{ severity: 5 }, 'medium'],
  [{ severity: 2 }, 'medium'],
  [{ severity: 8 }, 'high'],
  [{ severity: 75 }, 'high'],
  [{ risk_score: 91 }, 'critical'],
  [{ cvss: { baseScore: 4.3 } }, 'medium'],
  [{ level: 'warn' }, 'medium'],
  [{ urgency: 'none of your business at all' }, 'medium'],
  [{ severity: { label: 'low' } }, 'low'],
])('%j is %s', (fields, severity) => {
  expect(alert({ title: 'Something', ...fields })).toMatchObject({ severity });
});

test.each([
  [{ title: 'Port scan', host: 'web-1' }, 'Port scan on web-1'],
  [{ alert_name: 'Port scan', hostname: 'web-1' }, 'Port scan on web-1'],
  [{ rule: { name: 'Port scan' }, device: { name: 'web-1' } }, 'Port scan on web-1'],
  [{ message: 'Port scan of web-1', host: { name: 'web-1' } }, 'Port scan of web-1'],
  [{ text: 'Port scan', attachments: [{ title: 'details' }] }, 'Port scan'],
  [{ title: 'Line one\n  line two' }, 'Line one line two'],
])('%j is titled "%s"', (payload, title) => {
  expect(alert(payload)).toMatchObject({ title });
});

test.each([
  [{ timestamp: 1788190010 }],
  [{ event_time: 1788190010000 }],
  [{ '@timestamp': '2026-08-31T15:26:50Z' }],
  [{ created: 'soon', detectedAt: '1788190010000000000' }],
  [{ data: { event: { time: '2026-08-31 17:26:50+0200' } } }],
])('%j happened when it says', (fields) => {
  expect(alert({ title: 'Something', ...fields })?.occurredAt).toBe('2026-08-31T15:26:50.000Z');
});

test.each([
  [{ status: 'resolved' }, 'resolved'],
  [{ state: 'OK' }, 'resolved'],
  [{ alert: { status: 'Closed' } }, 'resolved'],
  [{ event: 'alert.closed' }, 'resolved'],
  [{ resolved: true }, 'resolved'],
  [{ status: 'firing' }, 'open'],
  [{ http: { response: { status: 'closed' } } }, 'open'],
  [{ status: 'ok' }, 'resolved'],
  [{ response: { status: 'ok' } }, 'open'],
])('%j is %s', (fields, state) => {
  expect(alert({ title: 'Something', ...fields })).toMatchObject({ state });
});

test.each([
  [{ action: 'blocked' }, 'blocked'],
  [{ action: 'not_blocked' }, 'observed'],
  [{ blocked: true }, 'blocked'],
  [{ disposition: 'Allowed' }, 'allowed'],
  [{ action: 'created' }, 'unknown'],
  [{ description: 'blocked' }, 'unknown'],
])('%j: %s', (fields, action) => {
  expect(alert({ title: 'Something', ...fields })).toMatchObject({ action });
});

describe('one problem', () => {
  const it1 = { title: 'SQL injection', severity: 'high', host: 'shop', src_ip: '203.0.113.9', time: 1788190010 };

  it('is the same later, worse or over', () => {
    for (const change of [
      { time: 1788199999 },
      { severity: 'low' },
      { status: 'resolved' },
      { title: '[RESOLVED] SQL injection' },
    ])
      expect(alert({ ...it1, ...change })).toMatchObject({ fingerprint: alert(it1)?.fingerprint });
  });

  it('is another elsewhere, by somebody else or of another kind', () => {
    for (const change of [{ host: 'blog' }, { src_ip: '203.0.113.10' }, { title: 'XSS' }, { rule_id: '7' }])
      expect(alert({ ...it1, ...change })?.fingerprint).not.toBe(alert(it1)?.fingerprint);
  });

  it('is what the sender names so, whatever else differs', () => {
    const keyed = { ...it1, dedup_key: 'k-1' };
    expect(alert({ ...keyed, title: 'Other', host: 'blog' })?.fingerprint).toBe(alert(keyed)?.fingerprint);
  });

  it('sent again is one occurrence, counting its attempts or not; any other difference makes another', () => {
    expect(alert({ ...it1, attempt: 2 })?.id).toBe(alert(it1)?.id);
    for (const change of [{ time: 1788190011 }, { status: 'resolved' }, { note: 'x' }])
      expect(alert({ ...it1, ...change })?.id).not.toBe(alert(it1)?.id);
  });
});

describe('what is no alert', () => {
  const kindOf = (payload: unknown) => readingOf(generic, payload, { receivedAt: '' }).kind;

  it.each([[{ test: true }], [{ message: 'hello world' }], [{ text: 'This is a test alert' }], ['ping']])(
    '%j',
    (payload) => {
      expect(kindOf(payload)).toBe('ignored');
    },
  );

  it.each([
    [{ message: 'Disk full on test-db-1' }],
    [{ title: 'Test', severity: 'high' }],
    [{ event: 'login' }],
    [{ title: 'Connection to example host failed' }],
  ])('not %j: a lost alert costs more than an odd one', (payload) => {
    expect(kindOf(payload)).toBe('alerts');
  });
});

test.each([['{"title": "Port sc'], ['<html>504 Gateway Timeout</html>'], ['[{"a":1},']])('%s is unreadable', (text) => {
  expect(readingOf(generic, text, { receivedAt: '' }).kind).toBe('unreadable');
});

test.each([['[SOC] Intrusion on gw-1'], ['Intrusion on gw-1 {high}']])(
  '%s is a text, and its first line the title',
  (text) => {
    expect(alert(text)).toMatchObject({ kind: 'detection', title: text });
  },
);

test('a thousand records of a list are a thousand alerts', () => {
  const alerts = Array.from({ length: 1000 }, (_, i) => ({ title: 'Port scan', host: `web-${i}` }));
  expect(new Set(alertsOf(generic, { alerts, total: 1000 }).map(({ id }) => id)).size).toBe(1000);
});

test('names that every object has mean nothing', () => {
  const payload = JSON.parse('{"title":"x","severity":"constructor","__proto__":{"severity":"high"},"toString":"a"}');
  expect(alert(payload)).toMatchObject({ title: 'x' });
});

test.each([
  [{ severity: { level: 'HIGH', score: 80 } }, 'high'],
  [{ severity: { value: 'critical' } }, 'critical'],
  [{ trigger_severity: 'Disaster' }, 'critical'],
])('%j is %s', (payload, severity) => {
  expect(alert({ title: 'T', ...payload })).toMatchObject({ severity });
});

test.each([
  [{ data: { essentials: { alertRule: 'CPU', severity: 'Sev3', monitorCondition: 'Resolved' } } }, 'resolved'],
  [{ data: { essentials: { alertRule: 'CPU', severity: 'Sev3', monitorCondition: 'Fired' } } }, 'open'],
  [{ title: 'T', detail: { newEvaluationResult: { complianceType: 'COMPLIANT' } } }, 'resolved'],
  [{ title: 'T', detail: { newEvaluationResult: { complianceType: 'NON_COMPLIANT' } } }, 'open'],
  [{ title: 'T', eventType: 'AlertResolved' }, 'resolved'],
  [{ title: 'T', eventType: 'issue.not_resolved' }, 'open'],
] as const)('%j is %s', (payload, state) => {
  expect(alert(payload)?.state).toBe(state);
});

test('a type in one word ends what the other began', () => {
  const of = (eventType: string) => alert({ title: 'CPU high', eventType, host: 'web-1' });
  expect(of('AlertResolved')?.fingerprint).toBe(of('AlertTriggered')?.fingerprint);
});

test.each([
  ['under review', 'in_progress'],
  ['In Triage', 'in_progress'],
  ['escalated', 'in_progress'],
  ['Excluded', 'suppressed'],
  ['benign', 'suppressed'],
  ['not_applicable', 'suppressed'],
  ["Won't Fix", 'suppressed'],
  ['Closed as duplicate', 'resolved'],
  ['Resolved by lee', 'resolved'],
  ['False Positive', 'resolved'],
  ['expired', 'new'],
])('a status %j is %s, whatever its field is called', (word, status) => {
  for (const field of ['status', 'incident_state', 'resolution_status', 'workflow_state'])
    expect(alert({ title: 'Weak TLS', host: 'lb-1', [field]: word })?.finding.status, field).toBe(status);
});

test('one finding through its life: one uid, an id for each report', () => {
  const report = (status: string) => alert({ incident_id: 'INC-7', title: 'Ransomware', host: 'nas-3', status });
  const reports = ['open', 'in_progress', 'suppressed', 'resolved'].map(report);
  expect(new Set(reports.map((each) => each?.finding.uid)).size).toBe(1);
  expect(new Set(reports.map((each) => each?.id)).size).toBe(4);
  expect(reports.map((each) => [each?.finding.status, each?.state])).toEqual([
    ['new', 'open'],
    ['in_progress', 'open'],
    ['suppressed', 'open'],
    ['resolved', 'resolved'],
  ]);
  expect(reports[0]?.finding.vendorUid).toBe('INC-7');
});
