import { expect, test } from 'vitest';
import { stepsecurity } from '../../lambdas/sources/stepsecurity/index.ts';
import { alertOf, alertsOf, readingOf } from './read.ts';
import { sampleAlerts } from './sample.ts';

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

test('a detection, suppressed and resolved, are three reports of one finding', () => {
  const reports = [{}, { is_suppressed: true }, { is_resolved: true }].map((more) =>
    alertOf(stepsecurity, detection('Reverse-Shell', more)),
  );
  expect(new Set(reports.map(({ id }) => id)).size).toBe(3);
  expect(new Set(reports.map(({ finding }) => finding.uid)).size).toBe(1);
  expect(reports.map(({ finding }) => finding.status)).toEqual(['new', 'suppressed', 'resolved']);
});

const digest = (pair: string): string => pair.repeat(32);

test.each([
  [
    'imposter-commit',
    {
      rule: { uid: 'Action-Uses-Imposter-Commit', name: 'GitHub Action Uses Imposter Commit' },
      code: { repository: 'example/app', path: '.github/workflows/ci.yml' },
    },
  ],
  [
    'bundle',
    {
      actor: {
        process: {
          name: 'curl',
          hashes: { sha256: digest('ab') },
          parent: { name: 'bash', hashes: { sha256: digest('cd') } },
        },
      },
      connection: { direction: 'outbound', remote: { domain: 'evil.example', port: 443 } },
    },
  ],
  ['envelope', { class: 'exposure' }],
  [
    'envelope-text',
    {
      target: { method: 'POST', url: 'https://api.example/upload' },
      connection: { remote: { domain: 'api.example' } },
    },
  ],
  ['lockdown', { actor: { process: { name: 'bash', path: '/usr/bin/bash', commandLine: 'bash -i' } } }],
  ['source-overwritten', { file: { path: '/home/runner/work/app/Dockerfile', name: 'Dockerfile' } }],
  [
    'threat-intelligence',
    {
      finding: {
        vendorUid: '78540701-3106-4eaa-9408-8902e87bd27d',
        firstSeenAt: '2026-08-15T22:41:00.000Z',
        status: 'new',
      },
    },
  ],
])('sample %s has its values in their places', (name, places) => {
  expect(sampleAlerts('stepsecurity', stepsecurity, name)[0]).toMatchObject(places);
});

test('the end of an incident is of the same finding', () => {
  const [open, over] = ['threat-intelligence', 'threat-intelligence-over'].map(
    (name) => sampleAlerts('stepsecurity', stepsecurity, name)[0],
  );
  expect(over?.finding).toMatchObject({ uid: open?.finding.uid, status: 'resolved' });
  expect(over?.id).not.toBe(open?.id);
});
