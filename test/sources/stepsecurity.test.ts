import { expect, test } from 'vitest';
import { stepsecurity } from '../../lambdas/sources/stepsecurity/index.ts';
import { alertOf, alertsOf, readingOf } from './read.ts';

const detection = (id: string, more: object = {}) => ({
  id,
  name: id,
  owner: 'example',
  repo: 'app',
  workflow_path: '.github/workflows/ci.yml',
  run_id: '1',
  job: 'build',
  timestamp: '1788190010',
  detection: `${id}-1-2`,
  ...more,
});

test.each([
  ['Reverse-Shell', 'high', 'observed'],
  ['Action-Uses-Imposter-Commit', 'high', 'observed'],
  ['Secret-In-Build-Log', 'high', 'observed'],
  ['New-Outbound-Network-Call', 'medium', 'observed'],
  ['Domain-Blocked', 'medium', 'blocked'],
  ['Secrets-Policy-Blocked', 'medium', 'blocked'],
  ['Action-Uses-Commit-From-Non-Default-Branch', 'low', 'observed'],
  ['Something-New', 'medium', 'observed'],
] as const)('%s is %s and %s', (id, severity, action) => {
  expect(alertOf(stepsecurity, detection(id))).toMatchObject({ severity, action });
});

test('in lockdown mode the job was stopped', () => {
  expect(alertOf(stepsecurity, detection('Reverse-Shell', { is_lockdown: true })).action).toBe('blocked');
});

test('two calls of one run are two alerts, though their detection is the same', () => {
  const data = ['a.example', 'b.example'].map((endpoint) => detection('Domain-Blocked', { endpoint }));
  const alerts = alertsOf(stepsecurity, { data });
  expect(new Set(alerts.map(({ id }) => id)).size).toBe(2);
  expect(new Set(alerts.map(({ fingerprint }) => fingerprint)).size).toBe(2);
});

test('the same in the next run is the same problem', () => {
  const [one, two] = ['1', '2'].map((run_id) => alertOf(stepsecurity, detection('Reverse-Shell', { run_id })));
  expect(two?.fingerprint).toBe(one?.fingerprint);
  expect(two?.id).not.toBe(one?.id);
});

test.each([
  ['an object', (it: object) => ({ any: { thing: it } })],
  ['a list', (it: object) => ({ any: [it] })],
  ['a text', (it: object) => ({ any: JSON.stringify(it) })],
])('it is found in an envelope as %s, with the fields around it', (_, wrap) => {
  const alert = alertOf(stepsecurity, { tenant: 'example', ...wrap(detection('Reverse-Shell')) });
  expect(alert).toMatchObject({ type: 'Reverse-Shell', occurredAt: '2026-08-31T15:26:50.000Z' });
  expect(alert.facts['tenant']).toBe('example');
});

test('insights are no alerts', () => {
  expect(readingOf(stepsecurity, { data: [{ run_id: '1', insights: {} }] })).toEqual({
    kind: 'ignored',
    reason: 'telemetry',
  });
});
