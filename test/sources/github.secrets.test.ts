import { expect, test } from 'vitest';
import { github } from '../../lambdas/sources/github/index.ts';
import { alertOf } from './read.ts';

const repository = { id: 512875663, full_name: 'example/app' };
const dependabot = (action: string, alert: object) => ({
  action,
  alert: {
    number: 20481,
    state: 'open',
    dependency: { package: { ecosystem: 'npm', name: 'semver' }, manifest_path: 'package-lock.json' },
    security_advisory: { ghsa_id: 'GHSA-c2qf-rxjj-qqgw', severity: 'medium', summary: 'semver ReDoS' },
    created_at: '2026-08-31T13:57:12Z',
    updated_at: '2026-08-31T13:57:12Z',
    ...alert,
  },
  repository,
});

const secret = (action: string, alert: object) =>
  alertOf(github, {
    action,
    alert: {
      number: 42,
      secret_type: 'aws_key',
      state: 'open',
      created_at: '2024-03-01T10:00:00Z',
      updated_at: `2024-03-01T11:00:0${action.length % 10}Z`,
      validity: 'unknown',
      publicly_leaked: false,
      ...alert,
    },
    repository,
  });

const leaked = 'Secret scanning: aws_key in example/app';

test.each([
  ['created', {}, 'high', leaked],
  ['created', { validity: 'inactive' }, 'high', leaked],
  ['created', { validity: 'active' }, 'critical', `${leaked}, still valid`],
  ['validated', { validity: 'active' }, 'critical', `${leaked}, still valid`],
  ['validated', { validity: 'inactive' }, 'high', `${leaked}, validated`],
  ['publicly_leaked', { publicly_leaked: true }, 'critical', `${leaked}, leaked publicly`],
  ['resolved', { state: 'resolved', validity: 'active' }, 'critical', `${leaked}, resolved`],
] as const)('a leaked secret, %s with %j, is %s', (action, alert, severity, title) => {
  expect(secret(action, alert)).toMatchObject({ severity, title });
});

test('a leaked secret that turns valid or public is the same problem, and ranks above what was reported before', () => {
  const [first, valid, open] = [
    secret('created', {}),
    secret('validated', { validity: 'active' }),
    secret('publicly_leaked', { publicly_leaked: true }),
  ];
  expect(new Set([first, valid, open].map(({ fingerprint }) => fingerprint)).size).toBe(1);
  expect([first.severity, valid.severity, open.severity]).toEqual(['high', 'critical', 'critical']);
});

test.each([
  ['assigned', (action: string) => secret(action, action === 'created' ? {} : { assigned_to: { login: 'mona' } })],
  ['unassigned', (action: string) => secret(action, {})],
  [
    'assignees_changed',
    (action: string) => alertOf(github, dependabot(action, { updated_at: '2026-09-01T00:00:00Z' })),
  ],
])('%s is the report that the alert was created with, not a repeat', (action, report) => {
  expect(report(action).id).toBe(report('created').id);
  expect(report('reopened').id).not.toBe(report('created').id);
});

test('two places of one secret in texts of issues are two reports', () => {
  const found = (url: string) =>
    alertOf(github, {
      action: 'created',
      alert: { number: 42, secret_type: 'aws_key', created_at: '2024-03-01T10:00:00Z' },
      location: { type: 'issue_title', details: { issue_title_url: url } },
      repository,
    });
  expect(found('https://api.github.com/1').id).not.toBe(found('https://api.github.com/2').id);
});
