import { describe, expect, it, test } from 'vitest';
import { placeFacts } from '../../../lambdas/sources/_kit/place-facts.ts';

const sha256 = 'a'.repeat(64);

/** A name in the spelling of some sender, its value, and where it belongs. */
test.each([
  ['src_ip', '203.0.113.9', { actor: { ip: '203.0.113.9' } }],
  ['srcPort', '4321', { actor: { port: 4321 } }],
  ['source.ip', '203.0.113.9', { actor: { ip: '203.0.113.9' } }],
  ['alert.details.Source IP', '203.0.113.9', { actor: { ip: '203.0.113.9' } }],
  ['id.orig_h', '2001:db8::1', { actor: { ip: '2001:db8::1' } }],
  ['dst_port', '443', { target: { port: 443 } }],
  ['destination.ip', '10.0.0.5', { target: { ip: '10.0.0.5' } }],
  ['process.command_line', 'nc -e /bin/sh', { actor: { process: { commandLine: 'nc -e /bin/sh' } } }],
  ['pid', '77', { actor: { process: { pid: 77 } } }],
  ['process.parent.pid', '1', { actor: { process: { parent: { pid: 1 } } } }],
  ['ParentProcessId', '1', { actor: { process: { parent: { pid: 1 } } } }],
  ['process.executable', '/bin/sh', { actor: { process: { path: '/bin/sh', name: 'sh' } } }],
  ['sha256', sha256, { file: { hashes: { sha256 } } }],
  ['file.hash.md5', 'b'.repeat(32), { file: { hashes: { md5: 'b'.repeat(32) } } }],
  ['attachment.sha512', 'b'.repeat(128), { file: { hashes: { sha512: 'b'.repeat(128) } } }],
  ['process.hash.sha512', 'b'.repeat(128), { actor: { process: { hashes: { sha512: 'b'.repeat(128) } } } }],
  ['file_path', '/etc/passwd', { file: { path: '/etc/passwd', name: 'passwd' } }],
  ['awsAccountId', '111122223333', { cloud: { account: '111122223333' } }],
  ['resource_arn', 'arn:aws:s3:::b', { cloud: { provider: 'aws', resource: { uid: 'arn:aws:s3:::b' } } }],
  [
    'arn',
    'arn:aws:sqs:eu-west-1:111122223333:q',
    {
      cloud: {
        provider: 'aws',
        account: '111122223333',
        region: 'eu-west-1',
        resource: { uid: 'arn:aws:sqs:eu-west-1:111122223333:q' },
      },
    },
  ],
  ['createdAt', '2026-09-01T09:00:00.000Z', { finding: { firstSeenAt: '2026-09-01T09:00:00.000Z' } }],
  ['detail.createdAt', '2026-09-01T09:00:00.000Z', { finding: { firstSeenAt: '2026-09-01T09:00:00.000Z' } }],
  ['cve', 'CVE-2026-12345', { vulnerabilities: [{ cve: 'CVE-2026-12345' }] }],
  ['user.email', 'a@example.test', { actor: { email: 'a@example.test' } }],
  ['containerId', '1f4c', { container: { id: '1f4c' } }],
  ['k8s.ns.name', 'shop', { kubernetes: { namespace: 'shop' } }],
  ['firstSeen', '2026-09-01T09:00:00.000Z', { finding: { firstSeenAt: '2026-09-01T09:00:00.000Z' } }],
  ['event_count', '12', { finding: { count: 12 } }],
  ['riskScore', '47', { riskScore: 47 }],
  ['dns.question.name', 'c2.example.test', { connection: { remote: { domain: 'c2.example.test' } } }],
])('%s = %s', (path, text, places) => {
  expect(placeFacts({ [path]: text })).toEqual({ places, facts: {} });
});

test.each([
  ['src_ip', 'unknown'],
  ['dst_port', '70000'],
  ['pid', 'abc'],
  ['sha256', 'abc'],
  ['cve', 'none'],
  ['resource_id', '42'],
  ['user.email', 'nobody'],
  ['file_path', 'no path'],
  ['my_src_ip_note', '203.0.113.9'],
  ['repository.created_at', '2026-09-01T09:00:00.000Z'],
])('%s = %s is no value of a place, and stays a fact', (path, text) => {
  expect(placeFacts({ [path]: text })).toEqual({ places: {}, facts: { [path]: text } });
});

/** A name that stands in no list, by its words. */
test.each([
  ['action_remote_ip', '203.0.113.9', { connection: { remote: { ip: '203.0.113.9' } } }],
  ['action_remote_port', '443', { connection: { remote: { port: 443 } } }],
  ['computer_ip', '10.0.0.5', { target: { ip: '10.0.0.5' } }],
  ['InitiatorIP', '203.0.113.9', { actor: { ip: '203.0.113.9' } }],
  ['ResponderPort', '443', { target: { port: 443 } }],
  ['destinations.0.ip', '203.0.113.9', { target: { ip: '203.0.113.9' } }],
  ['net.dest', '203.0.113.9', { target: { ip: '203.0.113.9' } }],
  ['s_ip', '203.0.113.9', { actor: { ip: '203.0.113.9' } }],
  ['client', '203.0.113.9', { actor: { ip: '203.0.113.9' } }],
  ['device_mgmt_ip', '10.0.0.5', { sensor: { host: '10.0.0.5' } }],
  ['file.sha2', 'c'.repeat(64), { file: { hashes: { sha256: 'c'.repeat(64) } } }],
  ['process.file.sha256', 'c'.repeat(64), { actor: { process: { hashes: { sha256: 'c'.repeat(64) } } } }],
  ['vulnerabilities.0.id', 'CVE-2026-31001', { vulnerabilities: [{ cve: 'CVE-2026-31001' }] }],
  ['resource', 'arn:aws:s3:::b', { cloud: { provider: 'aws', resource: { uid: 'arn:aws:s3:::b' } } }],
  ['device_external_ip', '203.0.113.9', { target: { publicIp: '203.0.113.9' } }],
  ['routing.ext_ip', '203.0.113.9', { target: { publicIp: '203.0.113.9' } }],
  ['CanaryIP', '10.0.0.5', { target: { ip: '10.0.0.5' } }],
  ['ip_client', '203.0.113.9', { actor: { ip: '203.0.113.9' } }],
  ['port_dst', '443', { target: { port: 443 } }],
  ['principal.ip.0', '10.0.0.5', { actor: { ip: '10.0.0.5' } }],
  ['triggeredComponents.0.ip', '203.0.113.9', { connection: { remote: { ip: '203.0.113.9' } } }],
  ['triggeredComponents.0.port', '443', { connection: { remote: { port: 443 } } }],
  ['net.raddr', '203.0.113.9', { connection: { remote: { ip: '203.0.113.9' } } }],
  ['net.lport', '51820', { target: { port: 51820 } }],
  ['indicators.0.path', '/tmp/x', { file: { path: '/tmp/x', name: 'x' } }],
  ['ProcessName', 'C:\\a\\b.exe', { actor: { process: { path: 'C:\\a\\b.exe', name: 'b.exe' } } }],
  [
    'Process Path',
    '\\Device\\HarddiskVolume3\\b.exe',
    { actor: { process: { path: '\\Device\\HarddiskVolume3\\b.exe', name: 'b.exe' } } },
  ],
  [
    'resourceId',
    '/SUBSCRIPTIONS/0AAABBBB/RESOURCEGROUPS/RG',
    {
      cloud: {
        provider: 'azure',
        account: '0AAABBBB',
        resource: { uid: '/SUBSCRIPTIONS/0AAABBBB/RESOURCEGROUPS/RG' },
      },
    },
  ],
  ['computerip', '10.0.0.5', { target: { ip: '10.0.0.5' } }],
  ['asset.ipv4', '10.0.0.5', { target: { ip: '10.0.0.5' } }],
  ['device.ips.0', '10.0.0.5', { target: { ip: '10.0.0.5' } }],
  ['sourceIPs.0', '203.0.113.9', { actor: { ip: '203.0.113.9' } }],
  ['summary.dst_ips.0', '203.0.113.9', { target: { ip: '203.0.113.9' } }],
  ['actor_process_os_pid', '7', { actor: { process: { pid: 7 } } }],
  ['process.id', '0x1b2c', { actor: { process: { pid: 6956 } } }],
  ['causality_actor_process_os_pid', '7', { actor: { process: { parent: { pid: 7 } } } }],
  ['actor_process_image_path', '/bin/sh', { actor: { process: { path: '/bin/sh', name: 'sh' } } }],
  ['action_file_path', 'C:\\a\\b.js', { file: { path: 'C:\\a\\b.js', name: 'b.js' } }],
  ['causality_process_image_sha256', sha256, { actor: { process: { parent: { hashes: { sha256 } } } } }],
  ['appSha256', sha256, { file: { hashes: { sha256 } } }],
  ['TIMES_FOUND', '12', { finding: { count: 12 } }],
  ['nb_occurences', '12', { finding: { count: 12 } }],
  ['event.count', '12', { finding: { count: 12 } }],
  ['first_found', '2026-09-01T09:00:00.000Z', { finding: { firstSeenAt: '2026-09-01T09:00:00.000Z' } }],
  ['last_timestamp', '2026-09-01T09:00:00.000Z', { finding: { lastSeenAt: '2026-09-01T09:00:00.000Z' } }],
  ['sourceHost.ipAddress', '203.0.113.9', { actor: { ip: '203.0.113.9' } }],
  ['targetHost.ipAddress', '10.0.0.5', { target: { ip: '10.0.0.5' } }],
  ['routing.int_ip', '10.0.0.5', { target: { ip: '10.0.0.5' } }],
  ['event.PARENT.FILE_PATH', '/bin/sh', { actor: { process: { parent: { path: '/bin/sh', name: 'sh' } } } }],
  ['file.parent.identity.sha256', sha256, { actor: { process: { parent: { hashes: { sha256 } } } } }],
  ['first_ts', '2026-09-01T09:00:00.000Z', { finding: { firstSeenAt: '2026-09-01T09:00:00.000Z' } }],
  ['target_process_user', 'eve', { target: { user: 'eve' } }],
  ['who.arn', 'arn:aws:iam::111122223333:user/eve', { actor: { user: 'arn:aws:iam::111122223333:user/eve' } }],
])('%s = %s by its words', (path, text, places) => {
  expect(placeFacts({ [path]: text }).places).toEqual(places);
});

test.each([
  ['natted_src_translated_ip', '203.0.113.9'],
  ['scanner.ip', '203.0.113.9'],
  ['request_forwarded_for_ip', '203.0.113.9'],
  ['policy_sha256', sha256],
  ['commit_sha1', 'a'.repeat(40)],
  ['image_sha256', sha256],
  ['child_pid', '7'],
  ['request_path', 'C:\\x'],
  ['log_file_path_url', '/x'],
  ['last_login_at', '2026-09-01T09:00:00.000Z'],
  ['last_scan_detected_at', '2026-09-01T09:00:00.000Z'],
  ['support', '443'],
  ['assigned_user', 'eve'],
  ['commit_count', '3'],
])('the words of %s = %s speak of no place', (path, text) => {
  const { file, finding, connection, actor, target } = placeFacts({ [path]: text }).places;
  expect([file, finding, connection, actor, target?.ip]).toEqual([
    undefined,
    undefined,
    undefined,
    undefined,
    undefined,
  ]);
});

test.each([
  ['Hashes', `MD5=${'B'.repeat(32)},SHA256=${'A'.repeat(64)}`, { file: { hashes: { md5: 'b'.repeat(32), sha256 } } }],
  ['clientAddr', '[203.0.113.9]:2525', { actor: { ip: '203.0.113.9', port: 2525 } }],
  ['addr.remote', '203.0.113.9:55001', { connection: { remote: { ip: '203.0.113.9', port: 55001 } } }],
])('%s = %s holds several values, and stays a fact', (path, text, places) => {
  expect(placeFacts({ [path]: text })).toEqual({ places, facts: { [path]: text } });
});

describe('several facts', () => {
  it('for one place: the better name, one beside a list before one in it, and the others stay', () => {
    const facts = { 'events.0.src_ip': '203.0.113.1', client_ip: '203.0.113.2', src_ip: '203.0.113.3' };
    const { src_ip: _, ...left } = facts;
    expect(placeFacts(facts)).toEqual({ places: { actor: { ip: '203.0.113.3' } }, facts: left });
  });

  it('of a list of weaknesses belong together item by item', () => {
    const facts = {
      'findings.0.cve': 'CVE-2026-1001',
      'findings.0.cvss': '9.8',
      'findings.0.package.name': 'openssl',
      'findings.0.package.version': '3.0.7',
      'findings.0.fixed_version': '3.0.8',
      'findings.1.cve': 'CVE-2026-1002',
      'findings.2.package.name': 'curl',
    };
    expect(placeFacts(facts)).toEqual({
      places: {
        vulnerabilities: [
          { cve: 'CVE-2026-1001', cvss: 9.8, package: 'openssl', version: '3.0.7', fixedIn: '3.0.8' },
          { cve: 'CVE-2026-1002' },
        ],
      },
      facts: { 'findings.2.package.name': 'curl' },
    });
  });

  it('a public address that an own one reached is the other end of the connection', () => {
    const places = placeFacts({ src_ip: '10.0.0.5', dest_ip: '8.8.8.8', dest_port: '53', proto: 'UDP' }).places;
    expect(places).toEqual({
      actor: { ip: '10.0.0.5' },
      connection: { protocol: 'UDP', remote: { ip: '8.8.8.8', port: 53 } },
    });
  });
});

describe('what a source has placed before', () => {
  it('stays, and a fact with the same text leaves', () => {
    const before = { actor: { ip: '203.0.113.9' } };
    const facts = { src_ip: '203.0.113.9', client_port: '80' };
    expect(placeFacts(facts, before)).toEqual({ places: { actor: { ip: '203.0.113.9', port: 80 } }, facts: {} });
    expect(before).toEqual({ actor: { ip: '203.0.113.9' } });
  });

  it('stays, and a fact with another text stays too', () => {
    const placed = placeFacts({ src_ip: '203.0.113.1' }, { actor: { ip: '203.0.113.9' } });
    expect(placed).toEqual({ places: { actor: { ip: '203.0.113.9' } }, facts: { src_ip: '203.0.113.1' } });
  });
});

test.each([
  ['0.87', 87],
  ['7.5', 75],
  ['91.5', 91.5],
  ['7', undefined],
])('a risk score of %s is %s of 100', (text, riskScore) => {
  expect(placeFacts({ risk_score: text }).places.riskScore).toBe(riskScore);
});
