import { expect, test } from 'vitest';
import { snyk } from '../../lambdas/sources/snyk/index.ts';
import { alertsOf, readingOf } from './read.ts';

const receivedAt = '2026-09-02T08:00:00.000Z';

const alerts = (payload: unknown, headers: Readonly<Record<string, string>> = {}) =>
  alertsOf(snyk, payload, { headers, receivedAt });

const project = { id: 'p1', name: 'example/app', lastTestedDate: '2026-08-31T15:26:50.829Z' };
const issue = {
  id: 'SNYK-1',
  pkgName: 'lodash',
  pkgVersions: ['4.0.0'],
  issueData: { title: 'XSS', severity: 'high' },
};

test('removed resolves what was new', () => {
  const [found] = alerts({ project, newIssues: [issue], removedIssues: [] });
  const later = { ...project, lastTestedDate: '2026-09-01T15:26:50.829Z' };
  const [gone] = alerts({ project: later, newIssues: [], removedIssues: [issue] });
  expect(found).toMatchObject({ title: 'XSS in lodash@4.0.0 of example/app', severity: 'high', state: 'open' });
  expect(gone).toMatchObject({ state: 'resolved', fingerprint: found?.fingerprint });
});

test('an issue that comes back is a new occurrence of the same problem', () => {
  const at = (timestamp: string) => alerts({ project, newIssues: [issue] }, { 'x-snyk-timestamp': timestamp })[0];
  const [one, two] = [at('2026-08-31T15:26:50Z'), at('2026-09-07T15:26:50Z')];
  expect(two?.fingerprint).toBe(one?.fingerprint);
  expect(two?.id).not.toBe(one?.id);
  expect(one?.occurredAt).toBe('2026-08-31T15:26:50.000Z');
});

test.each([
  [{ webhookId: 'w' }, {}, 'ping'],
  [{}, { 'x-snyk-event': 'ping/v0' }, 'ping'],
  [{ project, newIssues: [], removedIssues: [] }, {}, 'snapshot'],
])('%o with %o is ignored: %s', (payload, headers, reason) => {
  const received = { headers: { ...headers }, receivedAt, repaired: false };
  expect(readingOf(snyk, payload, received)).toEqual({ kind: 'ignored', reason });
});
