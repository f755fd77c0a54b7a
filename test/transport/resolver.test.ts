import type { LookupAddress } from 'node:dns';
import { createServer } from 'node:http';
import { describe, expect, it } from 'vitest';
import { createHttp } from '../../lambdas/transport/http/http.ts';
import { createQuery, type Query } from '../../lambdas/transport/names/dns.ts';
import { createResolver, type ResolverOptions } from '../../lambdas/transport/names/resolver.ts';
import { startDnsServer } from './dns-server.ts';

const ipv4 = (address: string): LookupAddress => ({ address, family: 4 });
const failing = (code: string): Promise<never> => Promise.reject(Object.assign(new Error(code), { code }));
const hanging = (): Promise<never> => new Promise(() => undefined);
const sleep = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds));

/** Name servers that know these names, with these lifetimes. */
const zone =
  (ttlSeconds: Readonly<Record<string, number>>): Query =>
  (name, family) => {
    const ttl = ttlSeconds[name];
    return ttl === undefined || family === 6
      ? failing('ENOTFOUND')
      : Promise.resolve([{ address: '192.0.2.1', family, ttlSeconds: ttl }]);
  };

/** A resolver on a clock of its own, with nothing of this machine; `asked` and `looked` count what it did. */
function lab(options: ResolverOptions & { readonly hosts?: string; readonly resolvConf?: string } = {}) {
  const clock = { nowMs: 0 };
  const asked: string[] = [];
  const looked: string[] = [];
  const {
    query = () => failing('ENOTFOUND'),
    lookup = () => failing('ENOTFOUND'),
    hosts = '',
    resolvConf = '',
  } = options;
  const resolver = createResolver({
    readText: (path) => (path.endsWith('hosts') ? hosts : resolvConf || 'search .'),
    now: () => clock.nowMs,
    ...options,
    query: (name, family) => {
      if (family === 4) asked.push(name);
      return query(name, family);
    },
    lookup: (name) => {
      looked.push(name);
      return lookup(name);
    },
  });
  const outcome = (name: string): Promise<unknown> =>
    resolver.resolve(name).then(
      (addresses) => addresses.map(({ address }) => address),
      (error: { code: string }) => error.code,
    );
  return { resolver, clock, asked, looked, outcome };
}

describe('without asking anybody', () => {
  it.each([
    ['192.0.2.7', ['192.0.2.7']],
    ['[2001:db8::7]', ['2001:db8::7']],
    ['receiver.corp', ['192.0.2.1', '2001:db8::1']],
    ['RECEIVER.corp.', ['192.0.2.1', '2001:db8::1']],
    ['localhost', ['127.0.0.1', '::1']],
    ['mock.localhost', ['127.0.0.1', '::1']],
  ])('%s', async (host, addresses) => {
    const { outcome, asked, looked } = lab({ hosts: '2001:db8::1 receiver.corp\n192.0.2.1 receiver.corp' });
    expect(await outcome(host)).toEqual(addresses);
    expect([asked, looked]).toEqual([[], []]);
  });
});

describe('the sources of names', () => {
  it('name servers before the system', async () => {
    const { outcome, looked } = lab({ query: zone({ 'jira.test': 60 }) });
    expect(await outcome('jira.test')).toEqual(['192.0.2.1']);
    expect(looked).toEqual([]);
  });

  it('the search list completes a name', async () => {
    const resolvConf = 'search corp.test eu.test';
    const { outcome, asked, looked } = lab({ resolvConf, query: zone({ 'jira.eu.test': 60 }) });
    expect(await outcome('jira')).toEqual(['192.0.2.1']);
    expect(asked).toEqual(['jira.corp.test', 'jira.eu.test']);
    expect(looked).toEqual([]);
  });

  it.each(['ENOTFOUND', 'ECONNREFUSED', 'ESERVFAIL', 'ETIMEOUT'])('the system where they say %s', async (code) => {
    const query = () => failing(code);
    const { outcome, looked } = lab({ query, lookup: async () => [ipv4('192.0.2.3'), ipv4('192.0.2.2')] });
    expect(await outcome('printer.local')).toEqual(['192.0.2.3', '192.0.2.2']);
    expect(looked).toEqual(['printer.local']);
  });

  it.each(['127.1', '0x7f000001', '2130706433'])('the system alone for the number %s', async (number) => {
    const { outcome, asked } = lab({ lookup: async () => [ipv4('127.0.0.1')] });
    expect(await outcome(number)).toEqual(['127.0.0.1']);
    expect(asked).toEqual([]);
  });

  it.each([
    ['ENOTFOUND', 'ENOTFOUND'],
    ['EAI_AGAIN', 'EAI_AGAIN'],
    ['EAI_MEMORY', 'EAI_AGAIN'],
  ])('a system that says %s rejects with %s', async (code, reason) => {
    expect(await lab({ lookup: () => failing(code) }).outcome('nowhere.test')).toBe(reason);
  });
});

describe('one look-up in flight a name', () => {
  it('shared by all who ask', async () => {
    const { outcome, asked, looked } = lab({ lookup: async () => [ipv4('192.0.2.1')] });
    const all = await Promise.all(Array.from({ length: 50 }, () => outcome('jira.test')));
    expect(new Set(all.map(String))).toEqual(new Set(['192.0.2.1']));
    expect([asked, looked]).toEqual([['jira.test'], ['jira.test']]);
  });

  it('also after its deadline, while its thread is still at it', async () => {
    const released = Promise.withResolvers<LookupAddress[]>();
    const { outcome, looked, clock } = lab({ deadlineMs: 20, lookup: () => released.promise });
    expect(await outcome('slow.test')).toBe('NAME_TIMEOUT');
    clock.nowMs = 60_000;
    expect(await outcome('slow.test')).toBe('NAME_TIMEOUT');
    expect(looked).toEqual(['slow.test']);
    released.resolve([ipv4('192.0.2.1')]);
    await sleep(1);
    expect(await outcome('slow.test')).toEqual(['192.0.2.1']);
    expect(looked).toEqual(['slow.test']);
  });
});

describe('the cache', () => {
  it.each([
    [0, 5],
    [60, 60],
    [86_400, 300],
  ])('a lifetime of %i s counts as %i s', async (ttl, seconds) => {
    const { outcome, asked, clock } = lab({ query: zone({ 'jira.test': ttl }) });
    await outcome('jira.test');
    clock.nowMs = seconds * 1000 - 1;
    await outcome('jira.test');
    expect(asked).toHaveLength(1);
    clock.nowMs = seconds * 1000;
    await outcome('jira.test');
    expect(asked).toHaveLength(2);
  });

  it('keeps what the system found for `cacheMs`', async () => {
    const { outcome, looked, clock } = lab({ cacheMs: 30_000, lookup: async () => [ipv4('192.0.2.1')] });
    await outcome('printer.local');
    clock.nowMs = 29_999;
    await outcome('printer.local');
    expect(looked).toHaveLength(1);
    clock.nowMs = 30_000;
    await outcome('printer.local');
    expect(looked).toHaveLength(2);
  });

  it('is bounded: the name that was written longest ago goes', async () => {
    const { outcome, looked } = lab({ maxNames: 3, lookup: async () => [ipv4('192.0.2.1')] });
    for (const name of ['a.test', 'b.test', 'c.test', 'd.test', 'b.test', 'a.test']) await outcome(name);
    expect(looked).toEqual(['a.test', 'b.test', 'c.test', 'd.test', 'a.test']);
  });

  it('refuses more names at once than it can keep', async () => {
    const { outcome } = lab({ maxNames: 2, deadlineMs: 20, query: hanging });
    const all = ['a.test', 'b.test', 'c.test'].map(outcome);
    expect(await Promise.all(all)).toEqual(['NAME_TIMEOUT', 'NAME_TIMEOUT', 'EAI_AGAIN']);
  });

  it('leaves a name alone after a failure, twice as long each time up to half a minute', async () => {
    const { outcome, looked, clock } = lab();
    const quiet: number[] = [];
    for (let failures = 1; failures <= 7; failures += 1) {
      await outcome('nowhere.test');
      const begin = clock.nowMs;
      while (looked.length === failures) {
        clock.nowMs += 500;
        await outcome('nowhere.test');
      }
      quiet.push((clock.nowMs - begin) / 1000);
      await sleep(0);
    }
    expect(quiet).toEqual([1, 2, 4, 8, 16, 30, 30]);
  });
});

describe('an address that is out of date', () => {
  const cases: [string, Partial<Record<'query' | 'lookup', () => Promise<never>>>][] = [
    ['when name servers fail', { query: () => failing('ESERVFAIL'), lookup: () => failing('EAI_AGAIN') }],
    ['when nobody answers', { query: hanging, lookup: hanging }],
    ['when name servers do not answer and the system knows nothing', { query: () => failing('ETIMEOUT') }],
  ];

  async function expired({
    query = () => failing('ENOTFOUND'),
    lookup = () => failing('ENOTFOUND'),
  }: (typeof cases)[0][1]) {
    let isHealthy = true;
    const known = zone({ 'jira.test': 60 });
    const tools = lab({
      deadlineMs: 60,
      refreshMs: 20,
      query: (name, family) => (isHealthy ? known(name, family) : query()),
      lookup,
    });
    await tools.outcome('jira.test');
    isHealthy = false;
    await sleep(1);
    return tools;
  }

  it.each(cases)('serves %s, for ten minutes', async (_, failure) => {
    const { outcome, clock } = await expired(failure);
    clock.nowMs = 60_000 + 599_999;
    expect(await outcome('jira.test')).toEqual(['192.0.2.1']);
    clock.nowMs += 1;
    expect(await outcome('jira.test')).toMatch(/^(EAI_AGAIN|NAME_TIMEOUT|ENOTFOUND)$/);
  });

  it('waits for a refresh that hangs once and shortly', async () => {
    const { outcome, clock, asked } = await expired({ query: hanging, lookup: hanging });
    clock.nowMs = 61_000;
    const begin = performance.now();
    expect(await outcome('jira.test')).toEqual(['192.0.2.1']);
    clock.nowMs += 20;
    const first = performance.now();
    for (let n = 0; n < 100; n += 1) expect(await outcome('jira.test')).toEqual(['192.0.2.1']);
    expect(first - begin).toBeGreaterThanOrEqual(15);
    expect(performance.now() - first).toBeLessThan(1000);
    expect(asked).toEqual(['jira.test', 'jira.test']);
  });

  it('does not serve a name that is gone', async () => {
    const { outcome, clock } = await expired({});
    clock.nowMs = 61_000;
    expect(await outcome('jira.test')).toBe('ENOTFOUND');
  });
});

describe('the line before the threads', () => {
  it('lets two in at once, first come first served', async () => {
    let running = 0;
    let most = 0;
    const { outcome, looked } = lab({
      async lookup() {
        running += 1;
        most = Math.max(most, running);
        await sleep(2);
        running -= 1;
        return [ipv4('192.0.2.1')];
      },
    });
    const names = Array.from({ length: 12 }, (_, n) => `host-${n}.local`);
    await Promise.all(names.map(outcome));
    expect([most, looked]).toEqual([2, names]);
  });

  it('starts nothing for a name whose deadline passed while it waited', async () => {
    const { outcome, looked } = lab({ deadlineMs: 20, lookup: hanging });
    const all = ['a.local', 'b.local', 'c.local'].map(outcome);
    expect(await Promise.all(all)).toEqual(['NAME_TIMEOUT', 'NAME_TIMEOUT', 'NAME_TIMEOUT']);
    expect(looked).toEqual(['a.local', 'b.local']);
  });

  it('gives names that timed out one thread of the two', async () => {
    let release: () => void = () => undefined;
    const held = (): Promise<never> =>
      new Promise((_, reject) => {
        const before = release;
        release = () => {
          before();
          reject(Object.assign(new Error('gave up'), { code: 'EAI_AGAIN' }));
        };
      });
    const { outcome, looked, clock } = lab({
      deadlineMs: 30,
      lookup: (name) => (name.startsWith('hang') ? held() : Promise.resolve([ipv4('192.0.2.1')])),
    });
    await Promise.all(['hang-a.local', 'hang-b.local'].map(outcome));
    release();
    await sleep(1);
    clock.nowMs = 60_000;
    const again = ['hang-a.local', 'hang-b.local'].map(outcome);
    expect(await outcome('healthy.local')).toEqual(['192.0.2.1']);
    expect(await Promise.all(again)).toEqual(['NAME_TIMEOUT', 'NAME_TIMEOUT']);
    expect(looked).toEqual(['hang-a.local', 'hang-b.local', 'hang-a.local', 'healthy.local']);
  });
});

describe('over a name server', () => {
  it('a healthy name waits for none of fifty that hang, and at most one thread is at those', async () => {
    const silent = Array.from({ length: 50 }, (_, n) => `hang-${n}.test`);
    const dns = await startDnsServer({
      ...Object.fromEntries(silent.map((name) => [name, 'silent'])),
      'healthy.test': { a: '192.0.2.1', ttl: 5 },
    });
    let threads = 0;
    const resolver = createResolver({
      deadlineMs: 3_500,
      readText: () => '',
      query: createQuery(() => '', [dns.server]),
      lookup() {
        threads += 1;
        return hanging();
      },
    });
    const begin = performance.now();
    const failures = silent.map((name) => resolver.resolve(name).catch((error: { code: string }) => error.code));
    expect(await resolver.resolve('healthy.test')).toEqual([ipv4('192.0.2.1')]);
    expect(performance.now() - begin).toBeLessThan(500);
    expect(await Promise.all(failures)).toEqual(silent.map(() => 'NAME_TIMEOUT'));
    expect(performance.now() - begin).toBeLessThan(7_000);
    expect(threads).toBe(1);
    await dns.close();
  });

  it('reads its addresses and says when there is no such name', async () => {
    const dns = await startDnsServer({ 'jira.corp.test': { a: '192.0.2.8' } });
    const resolver = createResolver({
      readText: (path) => (path.endsWith('hosts') ? '' : 'search corp.test'),
      query: createQuery(() => '', [dns.server]),
      lookup: () => failing('ENOTFOUND'),
    });
    expect(await resolver.resolve('jira')).toEqual([ipv4('192.0.2.8')]);
    await expect(resolver.resolve('nowhere.test')).rejects.toMatchObject({ code: 'ENOTFOUND' });
    expect(new Set(dns.asked)).toEqual(new Set(['jira.corp.test', 'nowhere.test', 'nowhere.test.corp.test']));
    await dns.close();
  });
});

describe('a request', () => {
  async function answered(addresses: () => Promise<readonly LookupAddress[]>, allowLoopback = true) {
    let requests = 0;
    let resolved = 0;
    const server = createServer((_, response) => {
      requests += 1;
      response.end('fine');
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', () => resolve()));
    const address = server.address();
    const port = typeof address === 'object' && address !== null ? address.port : 0;
    const resolve = () => {
      resolved += 1;
      return addresses();
    };
    const url = `${allowLoopback ? 'http' : 'https'}://localhost:${port}/`;
    const sent = await createHttp(allowLoopback, { resolve })({ method: 'GET', url, headers: {} });
    server.closeAllConnections();
    await new Promise((closed) => server.close(closed));
    return { sent, requests, resolved };
  }

  it('connects to the address that was resolved and checked', async () => {
    const { sent, requests, resolved } = await answered(async () => [ipv4('10.0.0.1'), ipv4('127.0.0.1')]);
    expect(sent).toMatchObject({ kind: 'answer', response: { status: 200 } });
    expect([requests, resolved]).toEqual([1, 1]);
  });

  it.each([
    ['address_not_allowed', true, async () => [ipv4('10.0.0.1')]],
    ['address_not_allowed', false, async () => [ipv4('127.0.0.1')]],
    ['name_timeout', true, () => failing('NAME_TIMEOUT')],
    ['enotfound', true, () => failing('ENOTFOUND')],
    ['eai_again', true, () => failing('EAI_AGAIN')],
  ])('is not sent: %s', async (reason, allowLoopback, addresses) => {
    const { sent, requests } = await answered(addresses, allowLoopback);
    // A name that does not exist and an address that is not allowed are the destination's fault; the others can pass.
    const isRefused = reason === 'enotfound' || reason === 'address_not_allowed';
    expect(sent).toEqual({ kind: 'not-sent', reason, ...(isRefused ? { refused: true } : {}) });
    expect(requests).toBe(0);
  });
});
