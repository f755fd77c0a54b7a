import { describe, expect, it } from 'vitest';
import { senderAddress } from '../../../infra/local/edge/sender-address.ts';
import { createRanges } from '../../../lambdas/domain/values/ranges.ts';
import { edge } from './world.ts';

const isTrusted = createRanges(['127.0.0.1', '10.0.0.0/8', '2001:db8:cafe::/48']);

describe('who sent a request', () => {
  it.each<[what: string, peer: string, forwardedFor: string | undefined, sender: string]>([
    ['the peer, when nobody forwards', '203.0.113.9', undefined, '203.0.113.9'],
    ['the peer, whatever it claims', '203.0.113.9', '192.0.2.1', '203.0.113.9'],
    ['the peer, in its plain form', '::ffff:203.0.113.9', '192.0.2.1', '203.0.113.9'],
    ['the proxy itself, without a list', '127.0.0.1', undefined, '127.0.0.1'],
    ['the proxy itself, with an empty list', '127.0.0.1', ' ', '127.0.0.1'],
    ['whom a trusted proxy names', '127.0.0.1', '192.0.2.1', '192.0.2.1'],
    ['whom a trusted proxy names, by its mapped address', '::ffff:127.0.0.1', '192.0.2.1', '192.0.2.1'],
    ['the right-most, whatever was sent before it', '127.0.0.1', '192.0.2.1, 203.0.113.9', '203.0.113.9'],
    ['the right-most behind several proxies', '127.0.0.1', '192.0.2.1, 203.0.113.9, 10.1.1.1, 10.2.2.2', '203.0.113.9'],
    ['nobody further left than the first stranger', '127.0.0.1', '10.9.9.9, 203.0.113.9', '203.0.113.9'],
    ['the left-most, when all are trusted', '127.0.0.1', '10.1.1.1, 10.2.2.2', '10.1.1.1'],
    ['an address with its port', '127.0.0.1', '192.0.2.1:4711', '192.0.2.1'],
    ['an address in brackets', '127.0.0.1', '[2001:db8::1]', '2001:db8::1'],
    ['an address in brackets with its port', '127.0.0.1', '[2001:db8::1]:443', '2001:db8::1'],
    ['an IPv6 address as it is', '127.0.0.1', '2001:db8::1', '2001:db8::1'],
    ['behind an IPv6 proxy', '2001:db8:cafe::2', '192.0.2.1', '192.0.2.1'],
    ['a mapped address in its plain form', '127.0.0.1', '::ffff:192.0.2.1', '192.0.2.1'],
    ['a mapped address of a proxy', '127.0.0.1', '192.0.2.1, ::ffff:10.1.1.1', '192.0.2.1'],
    ['nobody for a word', '127.0.0.1', 'unknown', 'unknown'],
    ['nobody for a hidden one', '127.0.0.1', '192.0.2.1, _hidden', 'unknown'],
    ['nobody for an empty entry', '127.0.0.1', '192.0.2.1,', 'unknown'],
    ['nobody for a number too large', '127.0.0.1', '192.0.2.256', 'unknown'],
    ['nobody for a port alone', '127.0.0.1', ':443', 'unknown'],
    ['nobody for an open bracket', '127.0.0.1', '[2001:db8::1', 'unknown'],
    ['nobody for a range', '127.0.0.1', '192.0.2.0/24', 'unknown'],
    ['nobody for no peer', '', '192.0.2.1', ''],
  ])('is %s: %s with "%s"', (_, peer, forwardedFor, sender) => {
    expect(senderAddress(peer, forwardedFor, isTrusted)).toBe(sender);
  });
});

const post = (url: string, source: string, headers: Record<string, string> = {}): Promise<Response> =>
  fetch(`${url}/v1/hooks/${source}`, { method: 'POST', body: '{}', headers });

describe('behind a proxy', () => {
  it('allowFrom holds for the sender when the proxy is trusted', async () => {
    const here = await edge({ trustProxy: ['127.0.0.1'] });
    expect((await post(here.url, 'far', { 'x-forwarded-for': '192.0.2.1' })).status).toBe(202);
    expect((await post(here.url, 'far', { 'x-forwarded-for': '192.0.2.1, 203.0.113.9' })).status).toBe(403);
    expect((await post(here.url, 'near', { 'x-forwarded-for': '203.0.113.9' })).status).toBe(403);
    expect(here.events()).toEqual([]);
  });

  it('the header is not believed without --trust-proxy, and the operator is told so once a source', async () => {
    const here = await edge();
    const claim = { 'x-forwarded-for': '192.0.2.1' };
    expect((await post(here.url, 'far', claim)).status).toBe(403);
    expect((await post(here.url, 'far', claim)).status).toBe(403);
    expect((await post(here.url, 'near', claim)).status).toBe(202);
    expect((await post(here.url, 'open')).status).toBe(202);
    const warnings = here.logged.filter(({ event }) => event === 'source.proxy_suspected');
    expect(warnings.map(({ fields }) => fields['source'])).toEqual(['far', 'near']);
    expect(warnings[0]?.fields['advice']).toContain('--trust-proxy 127.0.0.1');
  });

  it('the API is told who asks', async () => {
    const { url } = await edge({ trustProxy: ['127.0.0.0/8'] });
    const asked = await fetch(`${url}/v1/alerts`, { headers: { 'x-forwarded-for': '203.0.113.9' } });
    expect(await asked.json()).toMatchObject({ address: '203.0.113.9' });
  });

  it('what is no range is refused at the start', async () => {
    await expect(edge({ trustProxy: ['10.0.0.0/8', 'proxy.test'] })).rejects.toThrow(/--trust-proxy.*"proxy\.test"/);
  });
});
