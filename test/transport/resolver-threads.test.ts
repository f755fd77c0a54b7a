import type { LookupAddress } from 'node:dns';
import { createServer } from 'node:http';
import { describe, expect, it } from 'vitest';
import { createHttp } from '../../lambdas/transport/http/http.ts';
import { createQuery } from '../../lambdas/transport/names/dns.ts';
import { createResolver } from '../../lambdas/transport/names/resolver.ts';
import { startDnsServer } from './dns-server.ts';
import { failing, hanging, ipv4, lab, sleep } from './resolver-lab.ts';

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
    // Those that hang end after 3.5 s each.
    expect(performance.now() - begin).toBeLessThan(3_000);
    expect(await Promise.all(failures)).toEqual(silent.map(() => 'NAME_TIMEOUT'));
    // One after the other they would take three minutes.
    expect(performance.now() - begin).toBeLessThan(20_000);
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
