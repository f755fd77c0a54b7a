import { expect, test } from 'vitest';
import { pagerduty } from '../../lambdas/sources/pagerduty/index.ts';
import { alertOf, readingOf } from './read.ts';

const event = (type: string, data: object) => ({
  event: {
    id: `${type}-1`,
    event_type: type,
    resource_type: 'incident',
    occurred_at: '2026-08-31T15:26:50.829Z',
    data: { id: 'PT4KHLK', type: 'incident', title: 'The server is on fire.', service: { summary: 'API' }, ...data },
  },
});

test.each([
  [{ priority: { summary: 'P1' }, urgency: 'low' }, 'critical', 'P1'],
  [{ priority: { summary: 'SEV-2' } }, 'high', 'SEV-2'],
  [{ priority: { summary: 'P5' } }, 'info', 'P5'],
  [{ priority: { summary: 'Urgent!' }, urgency: 'high' }, 'high', 'high'],
  [{ priority: null, urgency: 'low' }, 'low', 'low'],
  [{}, 'medium', undefined],
] as const)('%j is %s', (data, severity, vendorSeverity) => {
  const found = alertOf(pagerduty, event('incident.triggered', data));
  expect([found.severity, found.vendorSeverity]).toEqual([severity, vendorSeverity]);
});

test('acknowledged and resolved join the incident, and resolved closes it', () => {
  const [open, taken, over] = ['triggered', 'acknowledged', 'resolved'].map((status) =>
    alertOf(pagerduty, event(`incident.${status}`, { status })),
  );
  expect([open?.state, taken?.state, over?.state]).toEqual(['open', 'open', 'resolved']);
  expect(new Set([open, taken, over].map((it) => it?.fingerprint)).size).toBe(1);
  expect(new Set([open, taken, over].map((it) => it?.id)).size).toBe(3);
  expect(over?.title).toBe('The server is on fire. (API), resolved');
  expect(new Set([open, taken, over].map((it) => it?.finding.uid)).size).toBe(1);
  expect([open, taken, over].map((it) => it?.finding.status)).toEqual(['new', 'in_progress', 'resolved']);
  expect(open?.finding.vendorUid).toBe('PT4KHLK');
});

test('a note to an incident does not open it again', () => {
  const incident = { id: 'PT4KHLK', summary: 'The server is on fire.' };
  const note = alertOf(pagerduty, event('incident.annotated', { incident, content: 'Done.', type: 'incident_note' }));
  expect(note).toMatchObject({ severity: 'info', description: 'Done.' });
  const incidentAlert = alertOf(pagerduty, event('incident.triggered', {}));
  expect(note.fingerprint).not.toBe(incidentAlert.fingerprint);
  expect(note.finding.uid).not.toBe(incidentAlert.finding.uid);
});

test.each([
  ['pagey.ping', 'ping'],
  ['service.updated', 'inventory'],
])('%s is no alert: %s', (type, reason) => {
  expect(readingOf(pagerduty, event(type, {}))).toEqual({ kind: 'ignored', reason });
});

test.each([
  ['by its key', event('incident.triggered', { incident_key: `tocsin-${'0f'.repeat(16)}` })],
  ['by the client of its events', { event: { ...event('incident.resolved', {}).event, client: { name: 'Tocsin' } } }],
])('an incident that Tocsin opened, known %s, is no new alert', (_, payload) => {
  expect(readingOf(pagerduty, payload)).toEqual({ kind: 'ignored', reason: 'own_incident' });
});

test('an incident whose key only looks like one of Tocsin is an alert', () => {
  const payload = event('incident.triggered', { incident_key: 'tocsin-0f' });
  expect(readingOf(pagerduty, payload).kind).toBe('alerts');
});

test.each([
  ['The server is on fire.', 'operational'],
  ['Ransomware on nas-3', 'threat'],
  ['Leaked secret in org/app', 'exposure'],
])('an incident called "%s" is of class %s', (title, is) => {
  expect(alertOf(pagerduty, event('incident.triggered', { title })).class).toBe(is);
});
