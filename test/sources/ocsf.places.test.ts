import { describe, expect, it } from 'vitest';
import { ocsf as format } from '../../lambdas/destinations/_kit/formats/ocsf/index.ts';
import { ocsf } from '../../lambdas/sources/ocsf/index.ts';
import { alertNamed, attemptFor } from '../conformance/alerts.ts';
import { alertOf, alertsOf } from './read.ts';

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

describe('typed places', () => {
  const scene = {
    evidences: [
      {
        actor: {
          user: { name: 'root', email_addr: 'root@example.test' },
          process: {
            name: 'sh',
            pid: 77,
            cmd_line: 'sh -i',
            file: { path: '/bin/sh', hashes: [{ algorithm_id: 3, value: 'A'.repeat(64) }] },
            parent_process: { name: 'node', pid: 1 },
          },
        },
        src_endpoint: { ip: '198.51.100.7', port: 40000, location: { country: 'NL' } },
        dst_endpoint: { ip: '10.0.0.5', port: 8443, hostname: 'api.example.test' },
        file: { path: '/etc/shadow', name: 'shadow' },
        http_request: { http_method: 'POST', user_agent: 'curl/8', url: { url_string: 'https://api.example.test/a' } },
        container: { uid: '1f4c', name: 'checkout', image: { name: 'registry.test/checkout', tag: '1.4' } },
      },
      {
        connection_info: { direction_id: 2, protocol_name: 'tcp' },
        dst_endpoint: { ip: '203.0.113.66', port: 4444, hostname: 'c2.example.test' },
      },
    ],
  };

  it('who did what to what, and where the connection went', () => {
    expect(alert(scene)).toMatchObject({
      actor: {
        ip: '198.51.100.7',
        port: 40000,
        country: 'NL',
        user: 'root',
        email: 'root@example.test',
        userAgent: 'curl/8',
        process: {
          name: 'sh',
          path: '/bin/sh',
          pid: 77,
          commandLine: 'sh -i',
          hashes: { sha256: 'a'.repeat(64) },
          parent: { name: 'node', pid: 1 },
        },
      },
      target: {
        ip: '10.0.0.5',
        port: 8443,
        host: 'api.example.test',
        method: 'POST',
        url: 'https://api.example.test/a',
      },
      connection: {
        direction: 'outbound',
        protocol: 'tcp',
        remote: { ip: '203.0.113.66', port: 4444, domain: 'c2.example.test' },
      },
      file: { path: '/etc/shadow', name: 'shadow' },
      container: { id: '1f4c', name: 'checkout', image: 'registry.test/checkout:1.4' },
    });
  });

  it('resources, each by its type', () => {
    const resources = [
      {
        type: 'AwsS3Bucket',
        uid: 'arn:aws:s3:::b',
        name: 'b',
        region: 'eu-west-1',
        owner: { account: { uid: '111122223333' } },
      },
      { type: 'Pod', name: 'web-0', namespace: 'shop' },
      { type: 'Kubernetes cluster', name: 'prod' },
      { type: 'Host', hostname: 'node-1', ip: '10.0.0.9' },
      { type: 'Repository', uid: 'org/app', version: 'main', data: { path: 'src/a.ts', line: 7 } },
    ];
    expect(alert({ resources, cloud: { provider: 'AWS' } })).toMatchObject({
      cloud: {
        provider: 'aws',
        account: '111122223333',
        region: 'eu-west-1',
        resource: { uid: 'arn:aws:s3:::b', type: 'AwsS3Bucket', name: 'b' },
      },
      kubernetes: { pod: 'web-0', namespace: 'shop', cluster: 'prod' },
      target: { host: 'node-1', ip: '10.0.0.9' },
      code: { repository: 'org/app', branch: 'main', path: 'src/a.ts', line: 7 },
    });
  });

  it('weaknesses, tactics, times, scores and the sensor', () => {
    const found = alert({
      class_uid: 2002,
      count: 3,
      risk_score: 80,
      confidence_score: 55,
      metadata: { product: { name: 'EDR', vendor_name: 'Example', version: '5.4.0' } },
      finding_info: {
        uid: 'f-1',
        title: 'openssl',
        first_seen_time: 1788190010829,
        last_seen_time: 1788190020829,
        analytic: { uid: 'r-1', name: 'Vulnerable package', version: '2' },
        attacks: [
          { technique: { uid: 'T1059', name: 'Scripting' }, tactic: { uid: 'TA0002', name: 'Execution' } },
          { tactic: { uid: 'TA0010', name: 'Exfiltration' } },
        ],
      },
      vulnerabilities: [
        {
          cve: { uid: 'CVE-2026-1', cvss: [{ base_score: 9.8 }] },
          affected_packages: [{ name: 'openssl', version: '3.0.7', fixed_in_version: '3.0.8' }],
        },
        { advisory: { uid: 'GHSA-1' } },
      ],
    });
    expect(found).toMatchObject({
      rule: { uid: 'r-1', name: 'Vulnerable package', version: '2' },
      finding: { firstSeenAt: '2026-08-31T15:26:50.829Z', lastSeenAt: '2026-08-31T15:27:00.829Z', count: 3 },
      riskScore: 80,
      confidence: 55,
      sensor: { version: '5.4.0' },
      attack: [
        { technique: 'T1059', name: 'Scripting', tactics: [{ uid: 'TA0002', name: 'Execution' }] },
        { tactics: [{ uid: 'TA0010', name: 'Exfiltration' }] },
      ],
      vulnerabilities: [
        { cve: 'CVE-2026-1', cvss: 9.8, package: 'openssl', version: '3.0.7', fixedIn: '3.0.8' },
        { cve: 'GHSA-1' },
      ],
    });
  });
});

describe('what is typed stays typed on the way through OCSF', () => {
  it.each(['full', 'resolved', 'gap'])('%s', (name) => {
    const before = alertNamed(name);
    const after = alertOf(ocsf, JSON.parse(format(before, attemptFor(before)).body));
    const { vendorUid: _, uid: __, ...finding } = before.finding;
    const { actor, target, connection, file, container, kubernetes, cloud, code, vulnerabilities, sensor } = before;
    const places = { actor, target, connection, file, container, kubernetes, cloud, code, vulnerabilities, sensor };
    const known = Object.fromEntries(Object.entries(places).filter(([, place]) => place !== undefined));
    const { attack, rule, riskScore, confidence, severity, state, action } = before;
    expect(after).toMatchObject({ ...known, finding, attack, rule, severity, state, action });
    expect([after.riskScore, after.confidence]).toEqual([riskScore, confidence]);
  });
});
