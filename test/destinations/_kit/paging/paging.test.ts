import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { pageAgain, pageOf, pagerLine, problemKey } from '../../../../lambdas/destinations/_kit/paging/paging.ts';
import type { Alert } from '../../../../lambdas/domain/alert.ts';
import { alertNamed, arbitraryAlert, attemptFor } from '../../../conformance/alerts.ts';

const { file: _file, cloud: _cloud, code: _code, container: _container, ...rest } = alertNamed('full');
const full: Alert = { ...rest, target: { kind: 'pod' }, kubernetes: { cluster: 'prod-eu-1', namespace: 'payments' } };
const lineOf = (parts: object, max: number): string => pagerLine(pageOf({ ...full, ...parts }, attemptFor(full)), max);
const repeats = {
  title: 'Again',
  severity: 'low',
  count: 7,
  total: 9,
  since: '2026-11-21T03:00:00.000Z',
  until: '2026-11-21T03:07:00.000Z',
  isResolved: false,
} as const;

describe('what a lock screen shows', () => {
  it('says how bad it is, whether it was stopped, what happened and where', () => {
    expect(lineOf({}, 130)).toBe('HIGH · Blocked · File integrity: /bin/touch on /etc/passwd · payments (prod-eu-1)');
  });

  it('leaves room for the place when the title is endless', () => {
    const line = lineOf({ title: 'a very long title '.repeat(30), kubernetes: { cluster: 'prod-eu-1' } }, 130);
    expect(line).toHaveLength(130);
    expect(line).toMatch(/^HIGH · Blocked · a very long title .*… · prod-eu-1$/);
  });

  it('keeps to its length, on one line and without tags, whatever the alert', () => {
    fc.assert(
      fc.property(arbitraryAlert, fc.integer({ min: 100, max: 400 }), (alert, max) => {
        const line = pagerLine(pageOf(alert, attemptFor(full)), max);
        expect(line.length).toBeLessThanOrEqual(max);
        expect(line).not.toMatch(/[<>\n]/);
        expect(line.isWellFormed()).toBe(true);
      }),
    );
  });

  it('never sounds less urgent for a repeat, and claims of the first only what was done about it', () => {
    const page = pageAgain(full, repeats, attemptFor(full));
    expect(pagerLine(page, 130)).toMatch(/^HIGH · Blocked the first time · again 7 times, 9 in all: Again · /);
    expect(page.alert.severity).toBe('high');
  });
});

it('the key of a problem is the same for all that share its fingerprint, and for those alone', () => {
  const key = problemKey(full);
  expect(key).toMatch(/^tocsin-[0-9a-f]{32}$/);
  expect(problemKey({ fingerprint: full.fingerprint })).toBe(key);
  expect(problemKey(alertNamed('minimal'))).not.toBe(key);
});
