/** Who gets in at the console's door: sessions, other sites, frames, read-only tokens. No browser is needed. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { buildConsoleSync } from '../../infra/console/build.ts';
import { createApp } from '../../lambdas/engine/api/app.ts';
import type { Ports } from '../../lambdas/engine/api/ports.ts';
import type { NamedToken } from '../../lambdas/engine/api/session/tokens.ts';
import { ADMIN_TOKEN, startWorld, type World } from './world.ts';

let world: World;
beforeAll(async () => {
  world = await startWorld();
});
afterAll(() => world.close());

const own = { 'sec-fetch-site': 'same-origin', 'x-tocsin-console': '1' };
const at = (path: string, headers: Record<string, string> = {}, init: RequestInit = {}): Promise<Response> =>
  fetch(`${world.url}${path}`, { ...init, headers });

async function signIn(headers: Record<string, string> = own, token = ADMIN_TOKEN): Promise<Response> {
  return at('/v1/session', headers, { method: 'POST', body: JSON.stringify({ token }) });
}

const cookieOf = (answer: Response): string => (answer.headers.getSetCookie()[0] ?? '').split(';')[0] ?? '';

describe('a session', () => {
  it('is a cookie that no script reads and no other site sends', async () => {
    const answer = await signIn();
    expect(answer.status).toBe(200);
    expect(answer.headers.getSetCookie()).toEqual([
      expect.stringMatching(/^tocsin_session=v1\.[\w.-]+; Path=\/; Max-Age=28800; HttpOnly; SameSite=Strict$/),
    ]);
    expect(await answer.json()).toMatchObject({ name: 'admin', access: 'operate' });
    expect(cookieOf(answer)).not.toContain(ADMIN_TOKEN);
  });

  it('is Secure wherever it is not plain http on this machine', async () => {
    const answer = await signIn({ ...own, 'x-forwarded-proto': 'https' });
    expect(answer.headers.getSetCookie()[0]).toMatch(/; Secure$/);
  });

  it('lets the console in, and ends when it is signed out', async () => {
    const cookie = cookieOf(await signIn());
    expect((await at('/v1/alerts', { ...own, cookie })).status).toBe(200);
    const out = await at('/v1/session', { ...own, cookie }, { method: 'DELETE' });
    expect(out.headers.getSetCookie()[0]).toMatch(/^tocsin_session=; .*Max-Age=0/);
  });

  it.each([
    ['no cookie', '', own, 401],
    ['a changed cookie', 'changed', own, 401],
    ['no header of the console', 'right', { 'sec-fetch-site': 'same-origin' }, 403],
    ['a page of another site', 'right', { ...own, 'sec-fetch-site': 'cross-site' }, 403],
    ['a page of a neighbouring host', 'right', { ...own, 'sec-fetch-site': 'same-site' }, 403],
    ['another origin', 'right', { 'x-tocsin-console': '1', origin: 'https://evil.example' }, 403],
    ['an origin of null', 'right', { 'x-tocsin-console': '1', origin: 'null' }, 403],
  ])('with %s is refused', async (_, kind, headers, status) => {
    const right = cookieOf(await signIn());
    const cookie = kind === 'changed' ? `${right.slice(0, -2)}xx` : right;
    const sent = kind === '' ? headers : { ...headers, cookie };
    expect((await at('/v1/alerts', sent)).status).toBe(status);
    expect((await at('/v1/destinations/soc-slack/pause', sent, { method: 'POST' })).status).toBe(status);
  });

  it('changes nothing when no browser says where the request came from', async () => {
    const cookie = cookieOf(await signIn());
    const bare = { cookie, 'x-tocsin-console': '1' };
    expect((await at('/v1/destinations/soc-slack/pause', bare, { method: 'POST' })).status).toBe(403);
    const { destinations } = (await (await world.ask('/v1/destinations')).json()) as {
      destinations: { state: string }[];
    };
    expect(destinations.every(({ state }) => state === 'ok')).toBe(true);
  });

  it.each([
    ['cross-site', { 'sec-fetch-site': 'cross-site' }],
    ['of another origin', { origin: 'https://evil.example' }],
  ])('is not opened by a request %s', async (_, headers) => {
    const answer = await signIn(headers);
    expect([answer.status, answer.headers.getSetCookie()]).toEqual([403, []]);
  });
});

/** The API over ports that are not asked, with an admin token and named ones that a test changes. */
function door(named: readonly NamedToken[] = []) {
  const state = { admin: 'a-token', named, now: Date.UTC(2026, 10, 21, 20), logged: [] as string[] };
  const ports: Partial<Ports> = {
    adminToken: async () => state.admin,
    namedTokens: async () => state.named,
    now: () => state.now,
    log: (event) => state.logged.push(event),
    installed: { sources: {}, destinations: {}, routes: [] },
    destinationIds: ['soc'],
  };
  const app = createApp(ports as Ports);
  const ask = async (path: string, headers: Record<string, string> = {}, init: RequestInit = {}) =>
    app.request(path, { ...init, headers: { ...own, ...headers } }, { address: '192.0.2.1' });
  const open = (token: string) => ask('/v1/session', {}, { method: 'POST', body: JSON.stringify({ token }) });
  return { state, ask, open };
}

describe('the sessions of a token', () => {
  const reader: NamedToken = {
    name: 'oncall',
    token: 'read-token',
    access: 'read',
    endsMs: Date.UTC(2026, 10, 21, 22),
  };

  it.each<[string, (state: ReturnType<typeof door>['state']) => void]>([
    ['after eight hours', (state) => (state.now += 8 * 3_600_000)],
    ['when the admin token is changed', (state) => (state.admin = 'another')],
    ['when there is no admin token any more', (state) => (state.admin = '')],
  ])('of the admin end %s', async (_, change) => {
    const { state, ask, open } = door();
    const cookie = cookieOf(await open('a-token'));
    expect((await ask('/v1/routes', { cookie })).status).toBe(200);
    change(state);
    expect((await ask('/v1/routes', { cookie })).status).toBe(401);
  });

  it('with the access "read" reads and changes nothing, with its cookie and with the token itself', async () => {
    const { ask, open } = door([reader]);
    const cookie = cookieOf(await open('read-token'));
    const authorization = 'Bearer read-token';
    for (const credential of [{ cookie }, { authorization }]) {
      expect((await ask('/v1/routes', credential)).status).toBe(200);
      expect((await ask('/v1/destinations/soc/pause', credential, { method: 'POST' })).status).toBe(403);
      expect((await ask('/v1/silences/sil_1', credential, { method: 'DELETE' })).status).toBe(403);
    }
  });

  it('end with the token: when it is removed, replaced, or its time is over', async () => {
    for (const change of [
      (state: ReturnType<typeof door>['state']) => (state.named = []),
      (state: ReturnType<typeof door>['state']) => (state.named = [{ ...reader, token: 'other' }]),
      (state: ReturnType<typeof door>['state']) => (state.now = reader.endsMs ?? 0),
    ]) {
      const { state, ask, open } = door([reader]);
      const cookie = cookieOf(await open('read-token'));
      expect((await ask('/v1/routes', { cookie })).status).toBe(200);
      change(state);
      expect((await ask('/v1/routes', { cookie })).status).toBe(401);
    }
  });

  it('are counted with wrong tokens, slowed down and logged', async () => {
    const { state, open, ask } = door();
    const statuses: number[] = [];
    for (let n = 0; n < 6; n += 1) statuses.push((await open('wrong')).status);
    expect(statuses).toEqual([401, 401, 401, 401, 401, 429]);
    expect((await open('a-token')).status, 'the right one waits too').toBe(429);
    expect((await ask('/v1/routes', { authorization: 'Bearer a-token' })).status, 'and so does the API').toBe(429);
    expect(state.logged).toContain('admin.unauthorized');
  });
});

describe('the page', () => {
  it('is the same at every path, and allows nothing but its own files', async () => {
    for (const path of ['/console', '/console/alerts/any:1', '/console/no/such']) {
      const answer = await at(path);
      expect([answer.status, answer.headers.get('content-type')]).toEqual([200, 'text/html; charset=utf-8']);
      const policy = answer.headers.get('content-security-policy') ?? '';
      for (const part of [
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "frame-ancestors 'none'",
        "base-uri 'none'",
      ])
        expect(policy.split('; ')).toContain(part);
      expect(Object.fromEntries(answer.headers)).toMatchObject({
        'x-content-type-options': 'nosniff',
        'x-frame-options': 'DENY',
        'referrer-policy': 'no-referrer',
        'cross-origin-opener-policy': 'same-origin',
        'cross-origin-resource-policy': 'same-origin',
        'cache-control': 'no-store',
      });
      expect(await answer.text()).not.toMatch(/<script>|<style|style=|https?:\/\/(?!www\.w3\.org)/);
    }
  });

  it.each(['iframe', 'frame', 'embed', 'object'])('is not given to an %s', async (kind) => {
    const { status } = await at('/console', { 'sec-fetch-dest': kind });
    expect(status).toBe(403);
  });

  it('has files under 150 kB, kept for ever by their names', async () => {
    const page = await (await at('/console')).text();
    const names = [...page.matchAll(/(?:src|href)="(\/console\/assets\/[^"]+)"/g)].map(([, name = '']) => name);
    expect(names).toHaveLength(2);
    let bytes = 0;
    for (const name of names) {
      const answer = await at(name);
      expect(answer.headers.get('cache-control')).toMatch(/immutable/);
      expect(answer.headers.get('x-content-type-options')).toBe('nosniff');
      bytes += (await answer.arrayBuffer()).byteLength;
    }
    expect(bytes).toBeLessThan(150_000);
    expect((await at('/console/assets/absent.js')).status).toBe(404);
    expect((await at('/console/assets/constructor')).status).toBe(404);
  });

  it('finds its files behind the stage of a gateway', async () => {
    const app = createApp({ console: async () => buildConsoleSync() } as unknown as Ports);
    const env = { requestContext: { path: '/prod/console/alerts/x' } };
    const text = await (await app.request('/console/alerts/x', {}, env)).text();
    expect(text).toMatch(/src="\/prod\/console\/assets\/console-\w+\.js"/);
    expect(text).toContain('content="/prod/console"');
    const forged = { requestContext: { path: '/"><script>/console' } };
    expect(await (await app.request('/console', {}, forged)).text()).not.toContain('"><script>/');
  });

  it('is not served where there is none', async () => {
    const { ask } = door();
    expect((await ask('/console', { authorization: 'Bearer a-token' })).status).toBe(404);
  });
});
