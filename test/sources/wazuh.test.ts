import { expect, test } from 'vitest';
import type { Alert } from '../../lambdas/domain/alert.ts';
import { finish } from '../../lambdas/sources/_kit/normalize.ts';
import { wazuh } from '../../lambdas/sources/wazuh/index.ts';
import { readingOf } from './read.ts';
import { sampleAlerts } from './sample.ts';

const receivedAt = '2026-09-01T10:00:00.000Z';

function one(payload: unknown): Alert | undefined {
  const reading = readingOf(wazuh, payload, { receivedAt });
  if (reading.kind !== 'alerts') return undefined;
  return reading.detections.map((it) => finish(it, { source: 'w', vendor: 'V', product: 'P', receivedAt }))[0];
}

const alert = {
  timestamp: '2026-08-31T15:26:50.829+0000',
  rule: { level: 10, id: '5712', description: 'sshd: brute force.', groups: ['sshd'] },
  agent: { id: '003', name: 'web-01' },
  manager: { name: 'mgr' },
  id: '1788190010.123456',
  data: { srcip: '198.51.100.7' },
};
const withRule = (rule: object, more: object = {}) => one({ ...alert, ...more, rule: { ...alert.rule, ...rule } });

test.each([
  [0, 'info'],
  [3, 'info'],
  [4, 'low'],
  ['6', 'low'],
  [7, 'medium'],
  [11, 'medium'],
  ['12', 'high'],
  [14, 'high'],
  [15, 'critical'],
  [16, 'critical'],
] as const)('level %s is %s', (level, severity) => {
  expect(withRule({ level })).toMatchObject({ severity, vendorSeverity: String(level) });
});

test.each([null, 'high-ish', '', undefined])('level %s is derived', (level) => {
  expect(withRule({ level })).toMatchObject({ severity: 'medium' });
});

test('the title says what, where and from whom', () => {
  expect(one(alert)?.title).toBe('sshd: brute force on web-01 from 198.51.100.7');
  expect(one(alert)?.occurredAt).toBe('2026-08-31T15:26:50.829Z');
});

test('the id tells occurrences apart, and what a script puts around an alert does not', () => {
  expect(one({ severity: 3, title: 'x', all_fields: alert })?.id).toBe(one(alert)?.id);
  const again = { ...alert, id: '1788190999.1', timestamp: '2026-08-31T16:00:00.000+0000' };
  expect(one(again)?.id).not.toBe(one(alert)?.id);
  expect(one(again)?.fingerprint).toBe(one(alert)?.fingerprint);
});

test.each([
  [{ action: 'drop' }, ['firewall'], 'blocked'],
  [{ action: 'ALLOW' }, ['firewall'], 'allowed'],
  [{ command: 'add' }, ['ossec', 'active_response'], 'blocked'],
  [{ command: 'delete' }, ['ossec', 'active_response'], 'observed'],
  [{}, ['sshd'], 'observed'],
] as const)('%j of groups %j is %s', (data, groups, action) => {
  expect(withRule({ groups }, { data })?.action).toBe(action);
});

test('a vulnerability that is solved resolves its own, though another rule says so', () => {
  const vulnerability = { cve: 'CVE-2026-1', package: { name: 'libssl3' }, severity: 'High' };
  const open = withRule({ id: '23505' }, { data: { vulnerability: { ...vulnerability, status: 'Active' } } });
  const over = withRule({ id: '23502' }, { data: { vulnerability: { ...vulnerability, status: 'Solved' } } });
  expect([open?.state, over?.state]).toEqual(['open', 'resolved']);
  expect(over?.fingerprint).toBe(open?.fingerprint);
  expect(over?.finding).toEqual({ uid: open?.finding.uid, status: 'resolved' });
});

test.each([
  ['203', '205'],
  ['504', '503'],
  ['506', '503'],
])('rule %s is a gap, and rule %s is its end', (lost, back) => {
  const [open, over] = [withRule({ id: lost, level: 3 }), withRule({ id: back, level: 3 })];
  expect(open).toMatchObject({ kind: 'gap', state: 'open', severity: 'medium' });
  expect(over).toMatchObject({ kind: 'gap', state: 'resolved', fingerprint: open?.fingerprint });
});

test.each([
  [{ result: 'failed' }, 'open'],
  [{ result: 'passed', previous_result: 'failed' }, 'resolved'],
  [{ result: 'passed', previous_result: 'Not applicable' }, 'resolved'],
  [{ status: 'Not applicable', previous_result: 'failed' }, 'resolved'],
] as const)('a check with %o is %s', (check, state) => {
  expect(one({ ...alert, data: { sca: { policy_id: 'cis', check: { id: '1', ...check } } } })).toMatchObject({ state });
});

test.each([
  [
    'raw-alert',
    {
      class: 'threat',
      rule: { uid: '5712', name: 'sshd: brute force trying to get access to the system.' },
      actor: { ip: '198.51.100.7', port: 50412, user: 'admin' },
      target: { host: 'web-01', ip: '10.0.2.15' },
      sensor: { host: 'wazuh-mgr' },
    },
  ],
  [
    'syscheck',
    {
      actor: { user: 'root', process: { name: 'vim', path: '/usr/bin/vim', pid: 4321, parent: { pid: 4000 } } },
      file: { path: '/etc/sudoers', name: 'sudoers' },
    },
  ],
  [
    'vulnerability',
    {
      class: 'vulnerability',
      rule: { uid: '23505' },
      vulnerabilities: [
        { cve: 'CVE-2026-1234', cvss: 7.5, package: 'libssl3', version: '3.0.14-1', fixedIn: '3.0.15-1' },
      ],
    },
  ],
  ['sca', { class: 'compliance', finding: { status: 'resolved' } }],
  ['indexer', { actor: { country: 'Germany' } }],
])('sample %s has its values in their places', (name, places) => {
  expect(sampleAlerts('wazuh', wazuh, name)[0]).toMatchObject(places);
});

test('a rule whose description has values of the event in it has no name', () => {
  expect(sampleAlerts('wazuh', wazuh, 'vulnerability')[0]?.rule).toEqual({ uid: '23505' });
});

const sysmon = (eventdata: object) => withRule({ groups: ['sysmon'] }, { data: { win: { eventdata } } });

test('Sysmon gives the process tree with digests', () => {
  const found = sysmon({
    image: 'C:\\Temp\\a.exe',
    processId: '6699',
    commandLine: 'a.exe /q',
    parentImage: 'C:\\Windows\\explorer.exe',
    parentProcessId: '412',
    parentCommandLine: 'explorer.exe',
    hashes: `SHA1=${'A1'.repeat(20)},MD5=${'b2'.repeat(16)},SHA256=${'c3'.repeat(32)},IMPHASH=${'d4'.repeat(16)}`,
  });
  expect(found?.actor.process).toEqual({
    name: 'a.exe',
    path: 'C:\\Temp\\a.exe',
    pid: 6699,
    commandLine: 'a.exe /q',
    hashes: { sha1: 'a1'.repeat(20), md5: 'b2'.repeat(16), sha256: 'c3'.repeat(32) },
    parent: { name: 'explorer.exe', path: 'C:\\Windows\\explorer.exe', pid: 412, commandLine: 'explorer.exe' },
  });
});

test('of a connection that the agent opened the destination is the remote end', () => {
  const found = sysmon({
    initiated: 'true',
    protocol: 'tcp',
    sourceIp: '10.0.2.15',
    sourcePort: '51000',
    destinationIp: '203.0.113.9',
    destinationPort: '443',
    destinationHostname: 'c2.example.test',
  });
  expect(found).toMatchObject({
    target: { ip: '10.0.2.15', port: 51000 },
    connection: {
      direction: 'outbound',
      protocol: 'tcp',
      remote: { ip: '203.0.113.9', port: 443, domain: 'c2.example.test' },
    },
  });
  expect(found?.actor).not.toHaveProperty('ip');
});

test('a firewall names both ends with their ports', () => {
  const data = { srcip: '198.51.100.7', srcport: '4000', dstip: '10.0.2.20', dstport: '22', protocol: 'TCP' };
  expect(withRule({}, { data })).toMatchObject({
    actor: { ip: '198.51.100.7', port: 4000 },
    target: { ip: '10.0.2.20', port: 22 },
    connection: { protocol: 'TCP' },
  });
});
