import { expect, test } from 'vitest';
import { carbonBlack } from '../../lambdas/sources/carbon-black/index.ts';
import { alertOf, readingOf } from './read.ts';
import { sampleAlerts } from './sample.ts';

const alert = (more: object = {}) => ({
  id: 'a-1',
  type: 'CB_ANALYTICS',
  detection_timestamp: '2026-09-01T08:00:00Z',
  severity: 5,
  reason: 'The application x.exe was detected running.',
  reason_code: 'R_X',
  threat_id: 't-1',
  device_id: 7,
  device_name: 'PC-7',
  ...more,
});

test.each([
  [10, 'critical'],
  [9, 'critical'],
  [8, 'high'],
  [7, 'high'],
  [6, 'medium'],
  [5, 'medium'],
  [4, 'medium'],
  [3, 'low'],
  [2, 'low'],
  [1, 'low'],
  ['8', 'high'],
])('severity %s of 10 is %s', (severity, expected) => {
  expect(alertOf(carbonBlack, alert({ severity }))).toMatchObject({
    severity: expected,
    vendorSeverity: String(severity),
  });
});

test.each([0, 11, '', null, 'unknown'])('severity %j is none of the vendor’s: medium', (severity) => {
  const found = alertOf(carbonBlack, alert({ severity }));
  expect(found.severity).toBe('medium');
  expect(found.vendorSeverity).toBeUndefined();
});

test.each([
  ['ALLOW', 'allowed'],
  ['ALLOW_AND_LOG', 'observed'],
  ['DENY', 'blocked'],
  ['TERMINATE', 'blocked'],
  [['ALLOW', 'TERMINATE'], 'blocked'],
  ['FROM_TOMORROW', 'unknown'],
  [undefined, 'unknown'],
])('sensor action %j is %s', (sensor_action, action) => {
  expect(alertOf(carbonBlack, alert({ sensor_action })).action).toBe(action);
});

test.each([
  [{ workflow: { status: 'OPEN' } }, 'new'],
  [{ workflow: { status: 'IN_PROGRESS' } }, 'in_progress'],
  [{ workflow: { status: 'CLOSED', closure_reason: 'RESOLVED' } }, 'resolved'],
  [{ workflow: { state: 'DISMISSED' } }, 'resolved'],
  [{ workflow_status: 'CLOSED' }, 'resolved'],
  [{ workflow: { status: 'OPEN' }, determination: { value: 'FALSE_POSITIVE' } }, 'suppressed'],
  [{ workflow: { status: 'CLOSED' }, determination: { value: 'FALSE_POSITIVE' } }, 'resolved'],
  [{}, 'new'],
])('%j is %s', (workflow, status) => {
  expect(alertOf(carbonBlack, alert(workflow)).finding.status).toBe(status);
});

test('raised, in progress and closed are three reports of one finding and one problem', () => {
  const names = ['watchlist', 'watchlist-in-progress', 'watchlist-closed'];
  const reports = names.flatMap((name) => sampleAlerts('carbon-black', carbonBlack, name));
  expect(new Set(reports.map(({ id }) => id)).size).toBe(3);
  expect(new Set(reports.map(({ finding }) => finding.uid)).size).toBe(1);
  expect(new Set(reports.map(({ fingerprint }) => fingerprint)).size).toBe(1);
  expect(reports.map(({ finding }) => finding.status)).toEqual(['new', 'in_progress', 'resolved']);
  expect(reports[2]).toMatchObject({ state: 'resolved', occurredAt: '2026-08-31T23:00:00.000Z' });
});

test('another device or another threat is another problem; again with another id it is the same', () => {
  const one = alertOf(carbonBlack, alert());
  const again = alertOf(carbonBlack, alert({ id: 'a-2', detection_timestamp: '2026-09-01T09:00:00Z' }));
  expect(again.fingerprint).toBe(one.fingerprint);
  expect(again.id).not.toBe(one.id);
  for (const other of [{ device_id: 8 }, { threat_id: 't-2' }])
    expect(alertOf(carbonBlack, alert({ ...other, id: 'a-3' })).fingerprint).not.toBe(one.fingerprint);
});

test('without ids the reason and the program tell problems apart', () => {
  const bare = (reason: string) => alert({ id: undefined, threat_id: undefined, reason_code: undefined, reason });
  const [one, two] = ['x.exe was run', 'y.exe was run'].map((reason) => alertOf(carbonBlack, bare(reason)));
  expect(two?.fingerprint).not.toBe(one?.fingerprint);
});

test('the sample of the forwarder has its values in their places', () => {
  expect(sampleAlerts('carbon-black', carbonBlack, 'watchlist')[0]).toMatchObject({
    class: 'threat',
    title: 'Defense Evasion - Signed Binary Proxy Execution: infdefaultinstall.exe on demo-machine',
    severity: 'high',
    occurredAt: '2026-08-31T21:27:14.719Z',
    rule: {
      uid: 'oJFtoawGS92fVMXlELC1Ow-b4ee93fc-ec58-436a-a940-b4d33a613513',
      name: 'Defense Evasion - Signed Binary Proxy Execution',
      category: 'WATCHLIST',
    },
    finding: {
      vendorUid: '52fa009d-e2d1-4118-8a8d-04f521ae66aa',
      firstSeenAt: '2026-08-31T21:21:42.193Z',
      lastSeenAt: '2026-08-31T21:22:42.193Z',
    },
    actor: {
      user: 'EXAMPLE\\ann',
      process: {
        name: 'infdefaultinstall.exe',
        path: 'c:\\windows\\system32\\infdefaultinstall.exe',
        pid: 10980,
        commandLine: 'InfDefaultInstall.exe C:\\Users\\ann\\x.inf',
        hashes: {
          sha256: '1a2345cd88666a458f804e5d0fe925a9f55cf016733458c58c1980addc44cd77',
          md5: '12c34567894a49f13193513b0138f72a',
        },
        parent: { name: 'explorer.exe', pid: 4711 },
      },
    },
    target: { host: 'demo-machine', ip: '10.0.14.120', user: 'ann@example.com' },
    attack: [{ technique: 'T1218' }],
    labels: { organization: 'ABCD1234', policy: 'standard', os: 'WINDOWS', watchlist: 'Advanced Threats' },
    url: expect.stringMatching(
      /^https:\/\/defense\.conferdeploy\.net\/alerts\?.*id:52fa009d-e2d1-4118-8a8d-04f521ae66aa/,
    ),
  });
});

test('a signature names its weakness, its technique and the other end', () => {
  expect(sampleAlerts('carbon-black', carbonBlack, 'intrusion-detection')[0]).toMatchObject({
    severity: 'low',
    rule: { uid: '4b98443a-ba0d-4ff5-b99e-de9e4f2c5f71', name: 'CVE-2021-44228 Exploit' },
    connection: {
      direction: 'inbound',
      protocol: 'TCP',
      remote: { ip: '203.0.113.9', port: 1389, domain: 'callback.evil.test' },
    },
    target: { host: 'DEV01-39X-1', port: 8080 },
    vulnerabilities: [{ cve: 'CVE-2021-44228' }],
    attack: [{ technique: 'T1190', tactics: [{ uid: 'TA0001' }] }],
  });
});

test('what was blocked is the file, a container has its workload, version 6 is read too', () => {
  const [blocked, container, legacy] = sampleAlerts('carbon-black', carbonBlack, 'blocked-and-legacy');
  expect(blocked).toMatchObject({
    title: 'The application powershell.exe was blocked on PC-7',
    action: 'blocked',
    severity: 'critical',
    occurredAt: '2026-09-01T08:46:44.508Z',
    file: { path: 'c:\\users\\ann\\drop.exe', name: 'drop.exe' },
    attack: [{ technique: 'T1059' }],
  });
  expect(container).toMatchObject({
    title: 'Allowed public destinations on web',
    action: 'observed',
    target: { kind: 'workload' },
    connection: { direction: 'outbound' },
    kubernetes: { cluster: 'demo:prod', namespace: 'shop', workload: 'web', pod: 'web-79c9b9c8f9-t8dxr' },
  });
  expect(legacy).toMatchObject({
    severity: 'medium',
    occurredAt: '2026-08-13T00:20:46.474Z',
    finding: { firstSeenAt: '2026-08-13T00:20:13.043Z' },
    attack: [{ technique: 'T1046' }],
  });
});

test.each([
  [
    { type: 'endpoint.event.netconn', device_name: 'PC-7' },
    { kind: 'ignored', reason: 'telemetry' },
  ],
  [
    { num_found: 0, results: [] },
    { kind: 'ignored', reason: 'no-alerts' },
  ],
  [{ title: 'The disk of db-1 was detected as full' }, { kind: 'unreadable', reason: 'no Carbon Black alert in it' }],
])('%j is %j', (payload, reading) => {
  expect(readingOf(carbonBlack, payload)).toEqual(reading);
});
