import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { serverOf } from '../transport/certificates.ts';
import { tocsin } from './cli.ts';
import { fakeApi, TOKEN } from './fake-api.ts';

const oneLine = /^tocsin[\w ]*: [^\n]+\n$/;

describe('tocsin', () => {
  it.each([
    [[], 0],
    [['--version'], 0],
    [['help', 'alerts'], 0],
  ])('%j answers on standard output', async (words, code) => {
    expect(await tocsin(words)).toMatchObject({ code, err: '', out: expect.stringMatching(/\S/) });
  });

  it.each([
    [['alrts'], `tocsin: unknown command 'alrts' (Did you mean alerts?); see tocsin --help`],
    [['alert'], `tocsin alert: missing required argument 'id'; see tocsin alert --help`],
    [['alerts', 'more'], 'tocsin alerts: too many arguments'],
    [['alerts', '--source'], `tocsin alerts: option '--source <name>' argument missing`],
    [['alerts', '--since', 'soon'], 'found "soon"; allowed: a duration such as 30m, 1h or 7d, or an RFC 3339 time'],
    [['alerts', '--limit', '0'], 'found "0"; allowed: a whole number from 1 to 1000000'],
    [['alerts', '-o', 'xml'], 'Allowed choices are json, table, wide'],
    [['alerts', '--url', 'nowhere', '--token', 't'], '--url is no address: give one such as http://127.0.0.1:8787'],
    [['silence'], 'tocsin silence: name one of list, add, end; see tocsin silence --help'],
    [['silence', 'add', '--match', '{', '--reason', 'x'], 'it is no JSON'],
    [['silence', 'add', '--reason', 'x', '--token', 't'], 'say which alerts'],
    [['silence', 'add', 'a="b"'], "required option '--reason <text>' not specified"],
    [['replay', 'generic:1', '--since', '1h', '--token', 't'], '--since does not go with an id'],
    [['--url', 'http://127.0.0.1:1', 'alerts'], 'options stand after the command'],
    [['destinations', '--url', 'http://127.0.0.1:1', 'pause', 'soc'], '--url stands too early'],
    [['completion', 'tcsh'], 'Allowed choices are bash, zsh, fish'],
    [['alerts', '\u001b[2J\u202e'], 'too many arguments'],
    [['\u001b[2J\u202e'], 'unknown command'],
  ])('%j is wrong use: one line on standard error, code 2', async (words, line) => {
    const { code, out, err } = await tocsin(words);
    expect([code, out]).toEqual([2, '']);
    expect(err).toMatch(oneLine);
    expect(err).toContain(line);
    expect(err).toMatch(/^[ -~\n]*$/);
  });

  it.each([
    [404, { detail: 'no alert of this id is known' }, 1, 'tocsin: no alert of this id is known\n'],
    [429, { detail: 'wait 60 seconds' }, 3, 'tocsin: wait 60 seconds\n'],
    [500, {}, 1, 'tocsin: the answer was 500\n'],
    [400, { detail: '\u001b]0;x\u0007 bad' }, 1, 'tocsin: \\u{1b}]0;x\\u{7} bad\n'],
    [200, '<html>', 3, /is not Tocsin: give its address with --url\n$/],
    [502, '<html>', 3, /is not Tocsin: give its address with --url\n$/],
    [200, { other: 1 }, 1, /another form than this version of tocsin reads/],
  ])('an answer of %i %j ends with code %i', async (status, body, code, err) => {
    const { url } = await fakeApi(() => ({ status, body }));
    const called = await tocsin(['alert', 'x', '--url', url, '--token', TOKEN, '-o', 'table']);
    expect(called).toMatchObject({ code, out: '', err: typeof err === 'string' ? err : expect.stringMatching(err) });
  });

  it('a ledger that does not add up and a test that was not delivered end with 1', async () => {
    const unbalanced = { webhooks: {}, alerts: 1, deliveries: {}, balanced: false };
    const failed = {
      deliveryId: 'd',
      status: 'dead',
      reason: 'revoked',
      attempts: [{ outcome: 'rejected', response: 'invalid_token' }],
    };
    const { url } = await fakeApi(({ method }) => ({ body: method === 'GET' ? unbalanced : failed }));
    const options = ['--url', url, '--token', TOKEN, '-o', 'table'];
    expect(await tocsin(['ledger', ...options])).toMatchObject({ code: 1, out: expect.stringMatching(/balanced +NO/) });
    expect(await tocsin(['test', 'soc', ...options])).toMatchObject({
      code: 1,
      out: 'soc: dead; revoked; invalid_token (d)\n',
    });
  });

  it('reads the address and the token from the environment, and the token that npm start keeps', async () => {
    const { url, asked } = await fakeApi(() => ({ body: { alerts: [] } }));
    const data = mkdtempSync(path.join(os.tmpdir(), 'tocsin-data-'));
    writeFileSync(path.join(data, 'admin-token'), `${TOKEN}\n`);
    expect((await tocsin(['alerts', '--url', url, '--data', data])).code).toBe(0);
    expect((await tocsin(['alerts'], { environment: { TOCSIN_URL: `${url}/`, TOCSIN_ADMIN_TOKEN: TOKEN } })).code).toBe(
      0,
    );
    expect(asked.map((each) => each.url.pathname)).toEqual(['/v1/alerts', '/v1/alerts']);
    rmSync(data, { recursive: true });
  });

  it('says that a certificate is not trusted, and what to name', async () => {
    const server = createServer(await serverOf('localhost'), (_, response) => response.end('{}'));
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    onTestFinished(() => void server.close());
    const url = `https://localhost:${(server.address() as AddressInfo).port}`;
    expect(await tocsin(['alerts', '--url', url, '--token', TOKEN])).toEqual({
      code: 3,
      out: '',
      err: `tocsin: the certificate of ${url} is not trusted (DEPTH_ZERO_SELF_SIGNED_CERT): name the file of its authority in NODE_EXTRA_CA_CERTS, or correct --url\n`,
    });
  });

  it('takes the older names of options', async () => {
    const { url, asked } = await fakeApi(() => ({ body: {} }));
    const options = ['--url', url, '--token', TOKEN];
    await tocsin(['confirm', 'a:1:soc', '--author', 'Anna', '--reason', 'seen', ...options]);
    await tocsin(['ack', 'a:1', '--author', 'Anna', '--reason', 'mine', ...options]);
    expect(asked.map(({ body }) => JSON.parse(body))).toEqual([
      { by: 'Anna', note: 'seen' },
      { author: 'Anna', note: 'mine' },
    ]);
  });
});
