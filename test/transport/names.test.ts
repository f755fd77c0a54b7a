import { describe, expect, it } from 'vitest';
import { askDns, type Query } from '../../lambdas/transport/names/dns.ts';
import { parseHosts } from '../../lambdas/transport/names/hosts-file.ts';
import { preferredFamily, preferredFirst } from '../../lambdas/transport/names/preference.ts';
import { candidatesOf, parseSearchList } from '../../lambdas/transport/names/search-list.ts';
import { createSystemFiles } from '../../lambdas/transport/names/system-files.ts';

const source = { variables: {}, hostname: 'machine' };

describe('a hosts file', () => {
  const hosts = parseHosts(
    [
      '# 192.0.2.9 commented',
      '192.0.2.1\tReceiver.example.test receiver # and a comment',
      '2001:db8::1 receiver',
      'no-address receiver',
      '',
      '  192.0.2.2   receiver',
    ].join('\r\n'),
  );

  it.each([
    ['receiver.example.test', ['192.0.2.1']],
    ['receiver', ['192.0.2.1', '2001:db8::1', '192.0.2.2']],
    ['commented', undefined],
    ['no-address', undefined],
    ['', undefined],
  ])('%j', (name, addresses) => {
    expect(hosts.get(name)?.map(({ address }) => address)).toEqual(addresses);
  });
});

describe('the search list', () => {
  it.each([
    ['of the last search line', 'search a.test\nsearch B.test c.test.\n', ['b.test', 'c.test'], 1],
    ['of a domain line after it', 'search a.test\ndomain d.test', ['d.test'], 1],
    ['with ndots', 'options ndots:2 timeout:1\nsearch a.test\noptions ndots:5', ['a.test'], 5],
    ['with more dots than glibc takes', 'options ndots:99', [], 15],
    ['of a comment', '# search a.test\n; search b.test', [], 1],
  ])('%s', (_, resolvConf, domains, ndots) => {
    expect(parseSearchList({ ...source, resolvConf })).toEqual({ domains, ndots });
  });

  it('comes from the variables of glibc before the file', () => {
    const variables = { LOCALDOMAIN: 'x.test y.test', RES_OPTIONS: 'rotate ndots:3' };
    const resolvConf = 'search a.test\noptions ndots:2';
    expect(parseSearchList({ ...source, resolvConf, variables })).toEqual({ domains: ['x.test', 'y.test'], ndots: 3 });
  });

  it('is the domain of this machine where nothing is said', () => {
    expect(parseSearchList({ ...source, resolvConf: '', hostname: 'host.corp.test' }).domains).toEqual(['corp.test']);
  });

  it.each([
    ['jira', 1, ['jira.a.test', 'jira.b.test', 'jira']],
    ['jira.eu', 1, ['jira.eu', 'jira.eu.a.test', 'jira.eu.b.test']],
    ['jira.eu', 5, ['jira.eu.a.test', 'jira.eu.b.test', 'jira.eu']],
    ['jira.eu.', 5, ['jira.eu']],
  ])('completes %s with ndots:%i', (name, ndots, candidates) => {
    expect(candidatesOf(name, { domains: ['a.test', 'b.test'], ndots })).toEqual(candidates);
  });
});

it('the files are read again when five seconds have passed', () => {
  let nowMs = 0;
  let hostsText = '192.0.2.1 receiver';
  let reads = 0;
  const files = createSystemFiles(
    () => nowMs,
    (path) => {
      reads += 1;
      return path.endsWith('hosts') ? hostsText : 'search a.test';
    },
  );
  const address = () => files.hosts().get('receiver')?.[0]?.address;
  expect(address()).toBe('192.0.2.1');
  hostsText = '192.0.2.2 receiver';
  nowMs = 4_999;
  expect([address(), reads]).toEqual(['192.0.2.1', 1]);
  nowMs = 5_000;
  expect([address(), reads]).toEqual(['192.0.2.2', 2]);
  expect(files.searchList()).toEqual({ domains: ['a.test'], ndots: 1 });
});

describe('the preferred family', () => {
  const network = (address: string, family: 'IPv4' | 'IPv6', internal = false) => {
    const common = { address, internal, netmask: '', mac: '', cidr: null };
    return family === 'IPv4' ? { ...common, family } : { ...common, family, scopeid: 0 };
  };

  it.each([
    ['both families', [network('192.0.2.1', 'IPv4'), network('2001:db8::1', 'IPv6')], 4],
    ['IPv6 alone', [network('127.0.0.1', 'IPv4', true), network('2001:db8::1', 'IPv6')], 6],
    ['no address but loopback', [network('127.0.0.1', 'IPv4', true), network('fe80::1', 'IPv6')], 4],
  ])('with %s', (_, networks, family) => {
    expect(preferredFamily({ eth0: networks })).toBe(family);
  });

  it('comes first, and each family keeps its order', () => {
    const addresses = ['2001:db8::1', '192.0.2.1', '2001:db8::2', '192.0.2.2'].map((address) => ({
      address,
      family: address.includes(':') ? 6 : 4,
    }));
    const order = ['192.0.2.1', '192.0.2.2', '2001:db8::1', '2001:db8::2'];
    expect(preferredFirst(addresses, 4).map(({ address }) => address)).toEqual(order);
  });
});

describe('name servers', () => {
  const failing = (code: string): Promise<never> => Promise.reject(Object.assign(new Error(code), { code }));
  const never = new Promise<never>(() => undefined);
  const ipv4 = [{ address: '192.0.2.1', family: 4, ttlSeconds: 60 }];
  const ipv6 = [{ address: '2001:db8::1', family: 6, ttlSeconds: 60 }];

  it.each<[string, Query, object]>([
    [
      'both families',
      async (_, family) => (family === 4 ? ipv4 : ipv6),
      { kind: 'found', addresses: [...ipv4, ...ipv6] },
    ],
    [
      'one family while the other hangs',
      (_, family) => (family === 4 ? Promise.resolve(ipv4) : never),
      { kind: 'found', addresses: ipv4 },
    ],
    [
      'the other family alone',
      (_, family) => (family === 6 ? Promise.resolve(ipv6) : failing('ENODATA')),
      { kind: 'found', addresses: ipv6 },
    ],
    ['no such name', () => failing('ENOTFOUND'), { kind: 'absent' }],
    ['an empty answer', async () => [], { kind: 'absent' }],
    ['no answer', () => failing('ETIMEOUT'), { kind: 'failed', timedOut: true }],
    ['a failure', () => failing('ESERVFAIL'), { kind: 'failed', timedOut: false }],
    [
      'no answer for one family and nothing of the other',
      (_, family) => failing(family === 4 ? 'ENODATA' : 'ETIMEOUT'),
      { kind: 'failed', timedOut: true },
    ],
  ])('answer with %s', async (_, query, answer) => {
    expect(await askDns(query, ['receiver.test'], 4)).toEqual(answer);
  });

  it('are asked for one name after the other until one has an address', async () => {
    const asked: string[] = [];
    const query: Query = async (name, family) => {
      if (family === 4) asked.push(name);
      return name === 'x.b.test' ? ipv4 : failing('ENOTFOUND');
    };
    expect(await askDns(query, ['x.a.test', 'x.b.test', 'x'], 4)).toMatchObject({ kind: 'found' });
    expect(asked).toEqual(['x.a.test', 'x.b.test']);
  });

  it('that do not answer are not asked for the next name', async () => {
    const asked: string[] = [];
    const query: Query = (name, family) => {
      if (family === 4) asked.push(name);
      return failing('ETIMEOUT');
    };
    expect(await askDns(query, ['x.a.test', 'x'], 4)).toEqual({ kind: 'failed', timedOut: true });
    expect(asked).toEqual(['x.a.test']);
  });
});
