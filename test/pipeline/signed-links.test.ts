/** Links of messages where there are no buttons: followed by programs first, and by people then. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { answersKey } from '../../lambdas/engine/signed-links/key.ts';
import { signToken } from '../../lambdas/engine/signed-links/token.ts';
import { requestFrom, type TextAnswer } from './from-address.ts';
import { ADMIN_TOKEN, aktoWebhook, type Pipeline, startPipeline, until, yamlOf } from './pipeline.ts';
import { type Receiver, startReceiver } from './receiver.ts';

const PUBLIC_URL = 'https://tocsin.example.com/base/';

let receiver: Receiver;
let pipeline: Pipeline;
let alertId: string;
let link: string;

beforeAll(async () => {
  receiver = await startReceiver((path) => (path === '/slack' ? { status: 200, body: 'ok' } : { status: 202 }));
  const teams = `{ type: teams, webhookUrl: "${receiver.url}/teams" }`;
  const slack = `{ type: slack, webhookUrl: "${receiver.url}/slack" }`;
  const hook = `{ type: webhook, url: "${receiver.url}/hook" }`;
  pipeline = await startPipeline(`publicUrl: ${PUBLIC_URL}\n${yamlOf({ teams, slack, hook })}`);
  await pipeline.hook('akto', aktoWebhook(1).replace('FILTER_1', '<script>alert(1)</script>'));
  await pipeline.settled(1);
  alertId = (await pipeline.alerts()).alerts[0]?.id ?? '';
  link = linkIn(receiver.at('/teams')[0]?.body ?? '');
});
afterAll(async () => {
  await pipeline.close();
  await receiver.close();
});

/** The address that a message shows, as a path of the system. */
function linkIn(body: string): string {
  const [, path = ''] = /"https:\/\/tocsin\.example\.com\/base(\/v1\/actions\/[^"]+)"/.exec(body) ?? [];
  return path;
}

const html = { accept: 'text/html,application/xhtml+xml' };
const form = { ...html, 'content-type': 'application/x-www-form-urlencoded', origin: 'null' };
let senders = 0;
function ask(path: string, method = 'GET', body?: string, headers: Record<string, string> = html): Promise<TextAnswer> {
  senders += 1;
  const sending = body === undefined ? { method, headers } : { method, headers, body };
  return requestFrom(`127.0.3.${senders}`, pipeline.url + path, sending);
}
const post = (path: string, fields: Readonly<Record<string, string>>) =>
  ask(path, 'POST', new URLSearchParams(fields).toString(), form);
const problem = async () => (await pipeline.admin(`/v1/alerts/${encodeURIComponent(alertId)}`)).body['problem'];

describe('a link', () => {
  it('is in the messages of people, under the public address, each with a signature of its own', () => {
    expect(link).toMatch(/^\/v1\/actions\/[\w.-]+$/);
    const other = linkIn(receiver.at('/slack')[0]?.body ?? '');
    expect(other).toMatch(/^\/v1\/actions\/[\w.-]+$/);
    expect(other).not.toBe(link);
  });

  it('is not in what machines get', () => {
    expect(receiver.at('/hook')[0]?.body).not.toContain('/v1/actions/');
  });

  it('shows the form when it is followed, however often, and changes nothing', async () => {
    for (const method of ['GET', 'GET', 'HEAD']) {
      const answer = await ask(link, method);
      expect(answer.status).toBe(200);
      if (method === 'GET') expect(answer.text).toContain('<button name="choice" value="acknowledge">');
    }
    expect(await problem()).toBeUndefined();
  });

  it('shows text of an alert as text, and loads and runs nothing', async () => {
    const { text, headers } = await ask(link);
    expect(text).toContain('&lt;script&gt;alert(1)&lt;/script&gt;');
    expect(text).not.toMatch(/<script|<img|<iframe|javascript:| on\w+=/i);
    const policy = headers.get('content-security-policy') ?? '';
    expect(policy).toMatch(
      /^default-src 'none'; style-src 'sha256-[\w+/=]{44}'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'$/,
    );
    expect(headers.get('referrer-policy')).toBe('no-referrer');
    expect(headers.get('cache-control')).toBe('no-store');
    expect(headers.get('content-type')).toBe('text/html; charset=utf-8');
  });

  it('refuses a choice that there is not', async () => {
    expect(await post(link, { choice: 'delete' })).toMatchObject({ status: 400 });
    expect(await post(link, {})).toMatchObject({ status: 400 });
    expect(await problem()).toBeUndefined();
  });

  it('acts when the form is sent, as the holder of the link, and says later who was first', async () => {
    const first = await post(link, { choice: 'acknowledge', name: 'Anna <b>' });
    expect(first).toMatchObject({ status: 200 });
    expect(first.text).toContain('Acknowledged by Anna &lt;b&gt; (holder of the link) at ');
    expect(await problem()).toMatchObject({ state: 'acknowledged', answers: [{ via: 'link' }] });
    const second = await post(link, { choice: 'acknowledge' });
    expect(second.text).toContain('Already acknowledged by Anna &lt;b&gt; (holder of the link)');
    expect((await ask(link)).text).toContain('Acknowledged by Anna');
  });

  it('resolves, and the channel sees who did it', async () => {
    expect((await post(link, { choice: 'resolve' })).text).toContain('Resolved by the holder of the link');
    const shown = await until('the channel sees it', () => receiver.at('/teams')[1]?.body);
    expect(shown).toContain('Resolved');
    expect(shown).not.toContain('/v1/actions/');
  });
});

describe('a link that is', () => {
  const key = answersKey({ TOCSIN_ADMIN_TOKEN: ADMIN_TOKEN }) ?? new Uint8Array();
  const endingAt = (ms: number, id = `${alertId}:teams`) =>
    `/v1/actions/${signToken(key, { deliveryId: id, endsAt: Math.floor(ms / 1000) })}`;

  it.each([
    ['forged', () => '/v1/actions/0.AAAA.aaaaaaaaaaaaaaaaaaaaaa', 404, 'No such link'],
    ['no token', () => '/v1/actions/hello', 404, 'No such link'],
    ['cut off', () => link.slice(0, -1), 404, 'No such link'],
    ['too old', () => endingAt(Date.now() - 1000), 410, 'The link has ended'],
    [
      'of an alert that is not kept',
      () => endingAt(Date.now() + 60_000, `akto:${'0'.repeat(32)}:teams`),
      404,
      'Alert not kept',
    ],
  ])('%s is refused, for browsers and for programs', async (_, path, status, title) => {
    for (const method of ['GET', 'POST']) {
      const body = method === 'POST' ? 'choice=resolve' : undefined;
      const forBrowser = await ask(path(), method, body, form);
      expect(forBrowser).toMatchObject({ status });
      expect(forBrowser.text).toContain(`<h1>${title}</h1>`);
      const forProgram = await ask(path(), method, body, {});
      expect(forProgram).toMatchObject({ status, body: { status, title } });
    }
  });

  it('sent with a large body is refused', async () => {
    expect(await post(link, { choice: 'resolve', name: 'x'.repeat(20_000) })).toMatchObject({ status: 413 });
  });
});
