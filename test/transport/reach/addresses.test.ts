import { createServer, type Server } from 'node:http';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { addressKind } from '../../../lambdas/domain/addresses.ts';
import { allowanceOf, allowedEntryMistake, mayReach } from '../../../lambdas/domain/allow-addresses.ts';
import { createHttp } from '../../../lambdas/transport/http/http.ts';
import { createResolver } from '../../../lambdas/transport/names/resolver.ts';
import { createSend } from '../../../lambdas/transport/send.ts';
import { portOf } from '../listening.ts';
import { request } from '../timed.ts';

/** What an operator can allow at most. */
const everything = [
  '10.0.0.0/8',
  '172.16.0.0/12',
  '192.168.0.0/16',
  '100.64.0.0/10',
  'fc00::/7',
  '127.0.0.0/8',
  '*.test',
  '*.internal',
];
const refused = { kind: 'not-sent', reason: 'address_not_allowed', refused: true };

/** Every form in which a metadata or link-local address has been seen in reports of such holes. */
const metadataForms = [
  '169.254.169.254',
  '169.254.170.2',
  '169.254.0.1',
  '2852039166',
  '0xa9fea9fe',
  '0xa9.0xfe.0xa9.0xfe',
  '0251.0376.0251.0376',
  '025177524776',
  '169.254.43518',
  '169.16689662',
  '169.254.169.254.',
  '[::ffff:169.254.169.254]',
  '[::ffff:a9fe:a9fe]',
  '[0:0:0:0:0:ffff:a9fe:a9fe]',
  '[::169.254.169.254]',
  '[64:ff9b::169.254.169.254]',
  '[64:ff9b::a9fe:a9fe]',
  '[64:ff9b:1::a9fe:a9fe]',
  '[2002:a9fe:a9fe::1]',
  '[2001:0:a9fe:a9fe::1]',
  '[fe80::1]',
  '[fe80::a9fe:a9fe]',
  '[febf::1]',
  '[fd00:ec2::254]',
  '[fd00:ec2::23]',
  '[::ffff:0:a9fe:a9fe]',
  '[fec0::1]',
  '[4000::1]',
  '[fd00:42::42]',
  '[fd20:ce::254]',
  '100.100.100.200',
  '168.63.129.16',
  '192.0.0.192',
  '0.0.0.0',
  '[::]',
  '255.255.255.255',
  '224.0.0.1',
  '[ff02::1]',
  '①⑥⑨.②⑤④.①⑥⑨.②⑤④',
  '169%2E254%2E169%2E254',
  'metadata.google.internal',
  'METADATA.google.internal.',
  'instance-data',
];

describe('a metadata, link-local or reserved address is never connected to', () => {
  it.each(metadataForms)('as %s, whatever is allowed', async (host) => {
    for (const reach of [{ allowAddresses: everything }, { allowAddresses: everything, proxy: 'http://127.0.0.1:9' }])
      for (const scheme of ['https', 'http', 'syslog+tls', 'smtp'])
        expect(
          await createSend(true)(request(`${scheme}://${host}/latest/meta-data`), { reach, timeoutMs: 1_000 }),
          scheme,
        ).toMatchObject({
          kind: 'not-sent',
          refused: true,
          reason: expect.stringMatching(/^(?:address_not_allowed|invalid_url|enotfound)$/),
        });
  });

  it.each([
    ['169.254.169.254', 4],
    ['100.100.100.200', 4],
    ['168.63.129.16', 4],
    ['fe80::1', 6],
    ['fd00:ec2::254', 6],
    ['::ffff:169.254.169.254', 6],
    ['64:ff9b::a9fe:a9fe', 6],
  ])(
    'when a name leads to %s, directly or where this machine can look up what a proxy would',
    async (address, family) => {
      const resolver = createResolver({
        query: async () => [],
        lookup: async () => [{ address, family }],
      });
      for (const reach of [{ allowAddresses: everything }, { allowAddresses: everything, proxy: 'http://127.0.0.1:9' }])
        expect(
          await createHttp(true, resolver)(request('https://receiver.test/'), { reach, timeoutMs: 5_000 }),
        ).toEqual(refused);
    },
  );

  it('when a name leads to a public address first and to metadata at the next look-up', async () => {
    const answers = ['192.168.1.1', '169.254.169.254'];
    let asked = 0;
    const resolver = createResolver({
      query: async () => [],
      lookup: async () => [{ address: answers[Math.min(asked++, 1)] ?? '', family: 4 }],
      cacheMs: 0,
      staleMs: 0,
    });
    const send = createHttp(true, resolver);
    const reach = { allowAddresses: ['10.0.0.0/8'] };
    expect(await send(request('https://receiver.test/'), { reach })).toEqual(refused);
    expect(await send(request('https://receiver.test/'), { reach })).toEqual(refused);
    expect(asked).toBeGreaterThan(1);
  });
});

describe('a redirect', () => {
  let server: Server;
  let port: number;
  const asked: string[] = [];
  beforeAll(async () => {
    server = createServer((incoming, response) => {
      asked.push(incoming.url ?? '');
      response.writeHead(307, { location: 'http://169.254.169.254/latest/meta-data' }).end();
    }).listen(0, '127.0.0.1');
    port = await portOf(server);
  });
  afterAll(() => server.close());

  it('to a metadata address is an answer, and nobody follows it', async () => {
    const sent = await createSend(true)(request(`http://127.0.0.1:${port}/in`), {
      reach: { allowAddresses: everything },
    });
    expect(sent).toMatchObject({ kind: 'answer', response: { status: 307 } });
    expect(asked).toEqual(['/in']);
  });

  it('comes from an address of this machine that is allowed by range, where loopback is not', async () => {
    const url = `http://127.0.0.1:${port}/in`;
    expect(await createSend(false)(request(url))).toEqual(refused);
    const named = { reach: { allowAddresses: ['127.0.0.1'] } };
    expect(await createSend(false)(request(url), named)).toMatchObject({ kind: 'answer', response: { status: 307 } });
    const other = { reach: { allowAddresses: ['127.0.0.2', 'localhost'] } };
    expect(await createSend(false)(request(url), other)).toEqual(refused);
    expect(await createSend(false)(request(`https://localhost:${port}/in`), other)).toEqual(refused);
  });
});

describe('allowAddresses', () => {
  it.each([
    ['10.1.2.3', undefined],
    ['10.0.0.0/8', undefined],
    ['fd12:3456::/32', undefined],
    ['jira.corp.example', undefined],
    ['*.corp.example', undefined],
    ['127.0.0.1', undefined],
    ['0.0.0.0/0', 'at the widest'],
    ['10.0.0.0/7', 'at the widest'],
    ['::/0', 'at the widest'],
    ['169.254.169.254', 'nothing may connect there'],
    ['169.254.0.0/16', 'nothing may connect there'],
    ['fe80::/10', 'nothing may connect there'],
    ['fd00:ec2::254', 'nothing may connect there'],
    ['::ffff:10.0.0.1', 'nothing may connect there'],
    ['metadata.google.internal', 'nothing may connect there'],
    ['https://jira.corp.example', 'allowed:'],
    ['10.0.0', 'allowed:'],
    ['0x0a000001', 'allowed:'],
    ['*', 'allowed:'],
    ['', 'allowed:'],
    [10, 'allowed:'],
  ])('%s', (entry, mistake) => {
    const found = allowedEntryMistake(entry);
    if (mistake === undefined) expect(found).toBeUndefined();
    else expect(found).toContain(mistake);
  });

  it('allows by range the address, and by name the host', () => {
    const byRange = allowanceOf(false, ['10.1.0.0/16']);
    const byName = allowanceOf(false, ['jira.corp.example', '*.intra.example']);
    expect(mayReach('any.example', '10.1.2.3', byRange)).toBe(true);
    expect(mayReach('any.example', '10.2.2.3', byRange)).toBe(false);
    expect(mayReach('JIRA.corp.example.', '10.9.9.9', byName)).toBe(true);
    expect(mayReach('a.b.intra.example', 'fd12::1', byName)).toBe(true);
    expect(mayReach('intra.example', '10.9.9.9', byName)).toBe(false);
    expect(mayReach('xjira.corp.example', '10.9.9.9', byName)).toBe(false);
    expect(mayReach('jira.corp.example', '127.0.0.1', byName), 'a name does not lead to this machine').toBe(false);
  });

  it('never allows an address that is never connected to, whatever its entries', () => {
    const entry = fc.oneof(
      fc.ipV4(),
      fc.ipV6(),
      fc.tuple(fc.ipV4(), fc.integer({ min: 0, max: 32 })).map(([address, prefix]) => `${address}/${prefix}`),
      fc.domain(),
    );
    const address = fc.oneof(
      fc.ipV4(),
      fc.ipV6(),
      fc.tuple(fc.nat(255), fc.nat(255)).map(([a, b]) => `169.254.${a}.${b}`),
      fc.nat(0xffff).map((part) => `fe80::${part.toString(16)}`),
      fc.ipV4().map((inner) => `::ffff:${inner}`),
      fc.ipV4().map((inner) => `64:ff9b::${inner}`),
    );
    fc.assert(
      fc.property(fc.array(entry), address, fc.domain(), fc.boolean(), (entries, target, host, allowLoopback) => {
        fc.pre(addressKind(target) === 'never');
        expect(mayReach(host, target, allowanceOf(allowLoopback, [...entries, host, target]))).toBe(false);
      }),
    );
  });
});
