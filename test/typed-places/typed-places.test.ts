import { beforeAll, describe, expect, it, test } from 'vitest';
import type { Alert } from '../../lambdas/domain/alert.ts';
import { alertNamed } from '../conformance/alerts.ts';
import { exclusions } from './exclusions.ts';
import { excludedIn, findsOf, type Measured, measure } from './measure.ts';
import { kinds } from './patterns.ts';
import { missesOf, sharesOf, tableOf } from './report.ts';
import { samples } from './samples.ts';
import { standards } from './standards.ts';

/** Of each kind of what patterns find in the payloads of all samples and cases, in typed fields and in each standard. */
const DEMANDED = 0.98;

const found = (payload: unknown): string[] =>
  findsOf({ payload, alerts: [alertNamed('full')] }).map(({ kind, value }) => `${kind} ${value}`);

describe('all samples and cases', () => {
  const all = samples();
  let measured: Measured[] = [];
  beforeAll(() => {
    measured = measure(all);
  });

  it('hold values of every kind, by the hundreds', () => {
    expect(measured.length).toBeGreaterThan(1000);
    for (const kind of kinds)
      expect(measured.filter(({ find }) => find.kind === kind).length, kind).toBeGreaterThan(15);
  });

  it('are excluded by rules of which each is needed, and for less than a third of what is found', () => {
    const excluded = excludedIn(all);
    const counted = excluded.get('') ?? 0;
    const total = [...excluded.values()].reduce((sum, each) => sum + each, 0);
    expect(exclusions.filter(({ reason }) => !excluded.has(reason)).map(({ reason }) => reason)).toEqual([]);
    expect((total - counted) / total).toBeLessThan(1 / 3);
  });

  it('stand, of each kind, in their typed fields and in the fields that the standards have for them', () => {
    const shares = sharesOf(measured);
    const low = [...shares].filter(([, share]) => share < DEMANDED);
    expect(low, `${tableOf(measured)}\n${missesOf(measured).join('\n')}`).toEqual([]);
    expect([...shares.keys()]).toEqual(expect.arrayContaining(kinds.map((kind) => `${kind} in typed field`)));
    expect([...shares.keys()].filter((name) => name.startsWith('all '))).toEqual(
      ['typed field', ...standards].map((where) => `all in ${where}`),
    );
  });
});

describe('the measure', () => {
  const sample = (payload: unknown, change: Partial<Alert>) =>
    measure([{ type: 'generic', name: 'made', payload, alerts: [{ ...alertNamed('full'), ...change }] }]);

  it('misses a value that stands among facts, labels, evidence or in the title alone', () => {
    const at = '198.51.100.77';
    const evidence = [{ kind: 'log', content: at }];
    const told = { title: at, description: at, facts: { ip: at }, labels: { ip: at }, evidence };
    expect(missesOf(sample({ ip: at }, told))).toEqual([`typed field | generic | made | address | ${at} | .ip`]);
  });

  it('finds a value that stands in its typed field and in every standard', () => {
    const [one] = sample({ ip: '198.51.100.77' }, { actor: { ip: '198.51.100.77' } });
    expect(one?.isTyped).toBe(true);
    expect(one?.inStandard.size).toBeGreaterThan(4);
    expect([...(one?.inStandard.values() ?? [])]).not.toContain(false);
  });
});

test.each([
  [
    { ext_ip: '198.51.100.77' },
    { target: { kind: 'host', host: 'web-1', ip: '10.0.0.7', publicIp: '198.51.100.77' } },
    ['ocsf', 'ecs', 'udm', 'cef', 'leef', 'cim'],
  ],
  [{ deviceAddress: '198.51.100.77' }, { sensor: { host: '198.51.100.77' } }, ['ocsf', 'ecs', 'udm', 'cef', 'cim']],
  [
    { method: 'GET', path: '/v1/login' },
    { target: { kind: 'api', method: 'GET', url: 'https://shop.example.test/v1/login?next=%2F' } },
    ['ocsf', 'ecs', 'asim', 'udm', 'cef', 'leef', 'cim'],
  ],
  [
    { method: 'GET', path: '/v1/login' },
    { class: 'exposure' as const, target: { kind: 'api', url: '/v1/login', domain: 'shop.example.test' } },
    ['ocsf', 'ecs', 'asim', 'udm', 'cef', 'leef', 'cim'],
  ],
])('%j at %j is in its field in each of %j', (payload, change, all) => {
  const { file: _, connection: __, ...rest } = alertNamed('full');
  const alerts = [{ ...rest, ...change }];
  const [one] = measure([{ type: 'generic', name: 'made', payload, alerts }]);
  expect(one?.isTyped).toBe(true);
  expect([...(one?.inStandard ?? [])]).toEqual(all.map((standard) => [standard, true]));
});

test('a SHA-512 stands in every standard but ASIM and UDM, which have no field for it', () => {
  const [hash, alert] = ['c0'.repeat(64), alertNamed('full')];
  const alerts = [{ ...alert, file: { hashes: { sha512: hash } } }];
  const [one] = measure([{ type: 'generic', name: 'made', payload: { file: { sha512: hash } }, alerts }]);
  expect(one?.isTyped).toBe(true);
  expect(Object.fromEntries(one?.inStandard ?? [])).toEqual({
    ocsf: true,
    ecs: true,
    asff: true,
    cef: true,
    cim: true,
    asim: false,
    udm: false,
  });
});

test.each([
  [{ srcIp: '198.51.100.7', src_port: 4444 }, ['address 198.51.100.7', 'port 4444']],
  [{ peer: '[2001:DB8:0:0:0:0:0:7]', ip: '2001:DB8:0::7' }, ['address 2001:db8::7']],
  [{ fd: '10.0.0.1:43->203.0.113.9:80' }, ['address 10.0.0.1', 'address 203.0.113.9', 'port 43', 'port 80']],
  [{ key: 'remotePort', value: '443' }, ['port 443']],
  [{ output: 'Shell (pid=17 exe=/bin/sh)' }, ['pid 17', 'path /bin/sh']],
  [{ Pid: 7, HostPID: 4007 }, ['pid 7']],
  [{ hashes: 'SHA1=AAF4C61DDCC5E8A2DABEDE0F3B482CD9AEA9434D' }, ['hash aaf4c61ddcc5e8a2dabede0f3b482cd9aea9434d']],
  [{ sha512: 'C0'.repeat(64) }, [`hash ${'c0'.repeat(64)}`]],
  [{ commit: 'aaf4c61ddcc5e8a2dabede0f3b482cd9aea9434d' }, []],
  [
    { resource: 'arn:aws:s3:::a', accountId: '111122223333', subscriptionId: '11111111-2222-4333-8444-555555555555' },
    ['arn arn:aws:s3:::a', 'account 111122223333', 'account 11111111-2222-4333-8444-555555555555'],
  ],
  [{ title: 'Log4Shell (cve-2021-44228)' }, ['cve CVE-2021-44228']],
  [
    { tags: ['mitre_execution', 'T1059.004', 'CSTA0001', 'TA0002'] },
    ['tactic execution', 'technique T1059.004', 'tactic TA0002'],
  ],
  [{ tactics: ['InitialAccess', 'Nonsense'] }, ['tactic initialaccess']],
  [{ eventFirstSeen: '2026-01-02T03:04:05Z', count: 3 }, ['time 1767323045000', 'count 3']],
  [{ data: '{"ts": 1, "src_port": 80}' }, ['port 80']],
  [
    { version: '1.2.3.4', range: '10.0.0.0/8', url: 'http://10.0.0.1:8080/x', text: 'scan from 10.0.0.2 port 22 seen' },
    [],
  ],
  [{ method: 'GET', path: '/v1/login', cwd: '/tmp', id: '/subscriptions/a/b' }, ['path /v1/login']],
  [{ time: '2026-01-02T03:04:05Z', detail: { createdAt: '2026-01-02T03:04:00Z' } }, ['time 1767323040000']],
])('in %j the patterns find %j', (payload, expected) => {
  expect(found(payload).sort()).toEqual([...expected].sort());
});
