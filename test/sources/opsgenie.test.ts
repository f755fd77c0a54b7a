import { expect, test } from 'vitest';
import { opsgenie } from '../../lambdas/sources/opsgenie/index.ts';
import { alertOf, readingOf } from './read.ts';
import { sampleAlerts } from './sample.ts';

const action = (name: string, alert: object = {}) => ({
  action: name,
  alert: {
    alertId: '052652ac-5d1c-464a-812a-7dd18bbfba8c',
    alias: 'odd-things',
    message: 'Something is odd',
    updatedAt: `178819001082900200${name.length % 10}`,
    createdAt: 1788190010829,
    ...alert,
  },
  integrationName: 'tocsin',
});

test.each([
  ['P1', 'critical'],
  ['P2', 'high'],
  ['P3', 'medium'],
  ['P4', 'low'],
  ['P5', 'info'],
] as const)('the priority %s is %s', (priority, severity) => {
  expect(alertOf(opsgenie, action('Create', { priority }))).toMatchObject({ severity, vendorSeverity: priority });
});

test.each([undefined, 'P9', 'urgent'])('the priority %s is medium', (priority) => {
  const alert = alertOf(opsgenie, action('Create', { priority }));
  expect([alert.severity, alert.vendorSeverity]).toEqual(['medium', undefined]);
});

test.each([
  ['Create', 'open', 'new'],
  ['Acknowledge', 'open', 'in_progress'],
  ['UnAcknowledge', 'open', 'new'],
  ['Snooze', 'open', 'suppressed'],
  ['SnoozeEnded', 'open', 'new'],
  ['TakeOwnership', 'open', 'in_progress'],
  ['Close', 'resolved', 'resolved'],
  ['Delete', 'resolved', 'resolved'],
  ['Teleport', 'open', 'new'],
] as const)('%s is %s, %s, and of the alert', (name, state, status) => {
  const [open, alert] = [alertOf(opsgenie, action('Create')), alertOf(opsgenie, action(name))];
  expect([alert.state, alert.finding.status]).toEqual([state, status]);
  expect([alert.fingerprint, alert.finding.uid]).toEqual([open.fingerprint, open.finding.uid]);
});

test.each(['AddNote', 'AddTags', 'RemoveTags', 'AddTeam'])('%s does not open an alert again', (name) => {
  const [open, remark] = [alertOf(opsgenie, action('Create')), alertOf(opsgenie, action(name, { priority: 'P1' }))];
  expect(remark).toMatchObject({ severity: 'info', state: 'open', type: 'alert remark' });
  expect(remark.fingerprint).not.toBe(open.fingerprint);
});

test('create, acknowledge, priority, snooze and close are reports of one alert', () => {
  const names = ['create', 'acknowledge', 'priority', 'snooze', 'close'];
  const alerts = names.map((name) => sampleAlerts('opsgenie', opsgenie, name)[0]);
  expect(new Set(alerts.map((it) => it?.id)).size).toBe(names.length);
  expect(new Set(alerts.map((it) => it?.finding.uid)).size).toBe(1);
  expect(new Set(alerts.map((it) => it?.fingerprint)).size).toBe(1);
  expect(alerts.at(-1)?.title).toBe('Failed logins above 20 per minute, closed by ada@example.com');
});

test('an alias again is the same problem, another alert under it another finding', () => {
  const [one, again] = ['a', 'b'].map((alertId) => alertOf(opsgenie, action('Create', { alertId })));
  expect(again?.fingerprint).toBe(one?.fingerprint);
  expect(again?.finding.uid).not.toBe(one?.finding.uid);
  expect(alertOf(opsgenie, action('Create', { alias: 'other' })).fingerprint).not.toBe(one?.fingerprint);
});

test('two notes at one time are two', () => {
  const [one, other] = ['one', 'other'].map((note) => alertOf(opsgenie, action('AddNote', { note })));
  expect(other?.id).not.toBe(one?.id);
});

test('what is no action is not read', () => {
  expect(readingOf(opsgenie, { text: 'a sentence about an attack that is no alert of Opsgenie' }).kind).toBe(
    'unreadable',
  );
});

test.each([
  [
    'create',
    {
      title: 'Failed logins above 20 per minute',
      description: '34 failed logins in the last minute on web-1.',
      class: 'threat',
      severity: 'high',
      occurredAt: '2026-08-31T15:26:50.829Z',
      finding: { vendorUid: '052652ac-5d1c-464a-812a-7dd18bbfba8c', firstSeenAt: '2026-08-31T15:26:50.829Z' },
      target: { host: 'web-1' },
      cloud: { resource: { name: 'shop' } },
      labels: { team: 'web', tags: 'security', action: 'Create', entity: 'shop', source: 'prometheus' },
    },
  ],
  [
    'note',
    {
      actor: { user: 'ada@example.com', email: 'ada@example.com' },
      description: 'Looking at it.',
      title: 'Failed logins above 20 per minute, note added by ada@example.com',
    },
  ],
  ['another', { severity: 'medium', class: 'operational' }],
])('sample %s has its values in their places', (name, places) => {
  expect(sampleAlerts('opsgenie', opsgenie, name)[0]).toMatchObject(places);
});
