import { expect, test } from 'vitest';
import { wiz } from '../../lambdas/sources/wiz/index.ts';
import { alertsOf } from './read.ts';

const receivedAt = '2026-09-02T08:00:00.000Z';

const alerts = (payload: unknown, headers: Readonly<Record<string, string>> = {}) =>
  alertsOf(wiz, payload, { headers, receivedAt });

const issue = (more: object = {}, control: object = {}) => ({
  trigger: { source: 'ISSUE', type: 'Created' },
  issue: { id: 'i1', status: 'OPEN', severity: 'CRITICAL', created: '2026-08-31T15:09:25.306109Z', ...more },
  resource: { id: 'arn:1', name: 'web', subscriptionId: '111122223333', cloudPlatform: 'AWS' },
  control: { id: 'wc-1', name: 'Exposed VM', ...control },
});

test.each([
  [{ severity: 'INFORMATIONAL' }, {}, 'info'],
  [{ severity: 'LOW' }, { severity: 'CRITICAL' }, 'low'],
  [{ severity: '' }, { severity: 'HIGH' }, 'high'],
  [{ severity: null }, {}, 'medium'],
])('the issue %o of the control %o is %s', (more, control, severity) => {
  expect(alerts(issue(more, control))).toMatchObject([{ severity }]);
});

test.each([
  ['OPEN', 'open'],
  ['IN_PROGRESS', 'open'],
  ['RESOLVED', 'resolved'],
  ['REJECTED', 'open'],
])('the status %s is %s, of the same problem', (status, state) => {
  const [alert] = alerts(issue({ status }));
  expect(alert).toMatchObject({ state, fingerprint: alerts(issue())[0]?.fingerprint });
});

test('a changed severity is a new occurrence, another rule of automation is not', () => {
  const [one] = alerts(issue());
  expect(alerts(issue({ severity: 'HIGH' }))[0]?.id).not.toBe(one?.id);
  const other = { ...issue(), trigger: { source: 'ISSUE', type: 'Created', ruleId: 'r2', ruleName: 'another' } };
  expect(alerts(other)[0]?.id).toBe(one?.id);
});

test('an issue that was reopened is a new occurrence of the same problem, also without a time of its own', () => {
  const [created] = alerts(issue());
  const [reopened] = alerts({ ...issue(), trigger: { source: 'ISSUE', type: 'Reopened' } });
  expect(reopened).toMatchObject({ state: 'open', fingerprint: created?.fingerprint });
  expect(reopened?.id).not.toBe(created?.id);
});

test('a detection of the API goes by its rule, and its event says who', () => {
  const detection = (id: string) => ({
    id: 'd1',
    severity: 'LOW',
    primaryResource: { id: 'i-1', name: 'web', type: 'VIRTUAL_MACHINE' },
    actors: [{ name: '192.0.2.10' }],
    triggeringEvents: { nodes: [{ actorIP: '192.0.2.10', commandLine: 'ssh root@web' }] },
    ruleMatch: { rule: { id, name: `Rule ${id}` } },
  });
  const [one, other] = [alerts(detection('f0'))[0], alerts(detection('f1'))[0]];
  expect(one).toMatchObject({ type: 'Rule f0', actor: { ip: '192.0.2.10' } });
  expect(one?.actor.user).toBeUndefined();
  expect(other?.fingerprint).not.toBe(one?.fingerprint);
});

test('a finding of a cloud configuration rule is read, and passed resolves it', () => {
  const finding = (result: string) => ({
    id: 'c1',
    rule: { id: 'r1', name: 'Bucket is public' },
    resource: { id: 'b1', name: 'logs', type: 'BUCKET' },
    result,
    severity: 'MEDIUM',
  });
  const [open, over] = [alerts(finding('FAIL'))[0], alerts(finding('PASS'))[0]];
  expect(open).toMatchObject({ type: 'Bucket is public', severity: 'medium', state: 'open' });
  expect(over).toMatchObject({ state: 'resolved', fingerprint: open?.fingerprint });
});

test('one issue through its life: one uid, an id for each report', () => {
  const at = (hour: string) => `2026-08-31T${hour}:00:00Z`;
  const reports = [
    issue(),
    issue({ status: 'IN_PROGRESS', updatedAt: at('16') }),
    issue({ status: 'REJECTED', updatedAt: at('17') }),
    issue({ status: 'RESOLVED', updatedAt: at('18') }),
  ].map((each) => alerts(each)[0]);
  expect(new Set(reports.map((each) => each?.finding.uid)).size).toBe(1);
  expect(new Set(reports.map((each) => each?.id)).size).toBe(4);
  expect(reports.map((each) => each?.finding.status)).toEqual(['new', 'in_progress', 'suppressed', 'resolved']);
  expect(reports[0]?.finding).toMatchObject({ vendorUid: 'i1', firstSeenAt: '2026-08-31T15:09:25.306Z' });
});

test('a false alarm is over', () => {
  expect(alerts(issue({ status: 'REJECTED', resolutionReason: 'FALSE_POSITIVE' }))).toMatchObject([
    { state: 'resolved' },
  ]);
});

test('typed places', () => {
  const resource = {
    providerId: 'arn:aws:ec2:eu-west-1:111122223333:instance/i-0abc',
    name: 'web-1',
    type: 'VIRTUAL_MACHINE',
    cloudPlatform: 'AWS',
    subscriptionExternalId: '111122223333',
    region: 'eu-west-1',
    tags: { team: 'shop' },
  };
  const runtimeDetails = {
    processTree: [
      { path: '/usr/bin/touch', command: 'touch /tmp/a', hash: 'a'.repeat(40), id: '77' },
      { path: '/bin/sh', command: 'sh' },
    ],
  };
  const [found] = alerts({
    id: 'd1',
    tdrId: 'r1',
    title: 'Timestomping',
    severity: 'LOW',
    primaryResource: resource,
    mitreTactics: ['TA0005'],
    triggeringEventsCount: 4,
    triggeringEvents: [{ actorIP: '198.51.100.7', runtimeDetails }],
  });
  expect(found).toMatchObject({
    class: 'threat',
    finding: { count: 4 },
    actor: {
      ip: '198.51.100.7',
      process: {
        name: 'touch',
        path: '/usr/bin/touch',
        pid: 77,
        commandLine: 'touch /tmp/a',
        hashes: { sha1: 'a'.repeat(40) },
        parent: { name: 'sh', path: '/bin/sh', commandLine: 'sh' },
      },
    },
    target: { host: 'web-1' },
    cloud: {
      provider: 'aws',
      account: '111122223333',
      region: 'eu-west-1',
      resource: { uid: resource.providerId, type: 'VIRTUAL_MACHINE', name: 'web-1' },
    },
    attack: [{ tactics: [{ uid: 'TA0005' }] }],
    labels: { 'tag.team': 'shop' },
  });
});

test.each([
  [issue(), 'compliance'],
  [issue({}, { name: 'VM with critical vulnerability' }), 'vulnerability'],
  [issue({}, { name: 'Bucket with leaked credentials' }), 'exposure'],
  [{ threat: { id: 't', title: 'T', status: 'OPEN' } }, 'threat'],
])('%j is of class %s', (payload, is) => {
  expect(alerts(payload)[0]?.class).toBe(is);
});
