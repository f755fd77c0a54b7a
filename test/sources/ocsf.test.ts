import { describe, expect, it, test } from 'vitest';
import { ocsf } from '../../lambdas/sources/ocsf/index.ts';
import { alertsOf } from './read.ts';

const finding = {
  class_uid: 2004,
  activity_id: 1,
  severity_id: 4,
  status_id: 1,
  time: 1788190010829,
  metadata: { product: { name: 'EDR', vendor_name: 'Example' } },
  finding_info: { uid: 'f-51b8c2', title: 'Reverse shell' },
};
const alert = (change: object = {}) => alertsOf(ocsf, { ...finding, ...change })[0];

test.each([
  [{ severity_id: 1 }, 'info', '1'],
  [{ severity_id: 2, severity: 'Low' }, 'low', 'Low'],
  [{ severity_id: '3' }, 'medium', '3'],
  [{ severity_id: 5 }, 'critical', '5'],
  [{ severity_id: 6, severity: 'Fatal' }, 'critical', 'Fatal'],
  [{ severity_id: 0, severity: 'High' }, 'high', 'High'],
  [{ severity_id: 99, severity: 'Elevated', vendor_attributes: { severity_id: 4 } }, 'high', '4'],
  [{ severity_id: 0 }, 'medium', undefined],
])('%j is %s', (change, severity, vendorSeverity) => {
  const found = alert(change);
  expect([found?.severity, found?.vendorSeverity]).toEqual([severity, vendorSeverity]);
});

describe('state', () => {
  it.each([
    [{ activity_id: 3 }],
    [{ activity_name: 'Close' }],
    [{ status_id: 4 }],
    [{ status: 'Resolved', status_id: 99 }],
    [{ class_uid: 2005, status_id: 5 }],
    [{ class_uid: 2003, compliance: { status_id: 1 } }],
    [{ status_code: 'PASS' }],
  ])('%j is over', (change) => {
    expect(alert({ ...change })).toMatchObject({ state: 'resolved' });
  });

  it.each([
    [{ activity_id: 2 }],
    [{ status_id: 2, status: 'In Progress' }],
    [{ status_id: 3, status: 'Suppressed' }],
    [{ class_uid: 2005, status_id: 3, status: 'On Hold' }],
    [{ class_uid: 3002, activity_id: 3 }],
    [{ class_uid: 2003, compliance: { status: 'Fail', status_id: 3 } }],
  ])('%j is open', (change) => {
    expect(alert(change)).toMatchObject({ state: 'open' });
  });
});

test('an update and the close are occurrences of the same problem, told apart by activity, status and time', () => {
  const all = [
    alert(),
    alert({ activity_id: 2 }),
    alert({ activity_id: 2, time: 1788190011829 }),
    alert({ activity_id: 3, status_id: 4 }),
  ];
  expect(new Set(all.map((each) => each?.id)).size).toBe(4);
  expect(new Set(all.map((each) => each?.fingerprint)).size).toBe(1);
  expect(alert({ finding_info: { uid: 'f-51b8c3' } })?.fingerprint).not.toBe(alert()?.fingerprint);
});

test.each([
  [{ disposition_id: 2 }, 'blocked'],
  [{ disposition_id: 15 }, 'observed'],
  [{ disposition_id: 1 }, 'allowed'],
  [{ disposition: 'Quarantined', disposition_id: 99 }, 'blocked'],
  [{ action_id: 3 }, 'observed'],
  [{ action: 'Denied' }, 'blocked'],
  [{ disposition_id: 0, message: 'blocked' }, 'unknown'],
])('%j: %s', (change, action) => {
  expect(alert(change)).toMatchObject({ action });
});

test.each([
  [1788190010829, '2026-08-31T15:26:50.829Z'],
  [1788190010, '2026-08-31T15:26:50.000Z'],
  ['1788190010829000', '2026-08-31T15:26:50.829Z'],
  ['2026-08-31T15:26:50.829165Z', '2026-08-31T15:26:50.829Z'],
])('time %s is %s', (time, occurredAt) => {
  expect(alert({ time })).toMatchObject({ occurredAt });
});

test('one finding through its life: one uid, an id for each report', () => {
  const reports = [
    alert(),
    alert({ activity_id: 2, status_id: 2, time: 1788190020829 }),
    alert({ activity_id: 2, status_id: 3, time: 1788190030829 }),
    alert({ activity_id: 3, status_id: 4, time: 1788190040829 }),
  ];
  expect(new Set(reports.map((each) => each?.finding.uid)).size).toBe(1);
  expect(new Set(reports.map((each) => each?.id)).size).toBe(4);
  expect(reports.map((each) => each?.finding)).toMatchObject([
    { vendorUid: 'f-51b8c2', status: 'new' },
    { status: 'in_progress' },
    { status: 'suppressed' },
    { status: 'resolved' },
  ]);
});

test.each([
  [{ class_uid: 2002 }, 'vulnerability'],
  [{ class_uid: 2003 }, 'compliance'],
  [{ class_uid: 2006 }, 'exposure'],
  [{ status_code: 'FAIL' }, 'compliance'],
  [{ is_alert: true }, 'threat'],
  [{ is_alert: false }, 'operational'],
  [{ is_alert: false, activity_id: 3 }, 'threat'],
])('%j is of class %s', (change, about) => {
  expect(alert(change)?.class).toBe(about);
});
