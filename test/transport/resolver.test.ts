import type { LookupAddress } from 'node:dns';
import { describe, expect, it } from 'vitest';
import { failing, hanging, ipv4, lab, sleep, zone } from './resolver-lab.ts';

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
    expect(asked).toEqual(['jira.test', 'jira.test']);
  });

  it('does not serve a name that is gone', async () => {
    const { outcome, clock } = await expired({});
    clock.nowMs = 61_000;
    expect(await outcome('jira.test')).toBe('ENOTFOUND');
  });
});
