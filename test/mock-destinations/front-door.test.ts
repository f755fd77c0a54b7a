/** `npm start -- --sandbox`: one's own configuration, no secret set, and nothing reaches what it names. */
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { configOf } from '../../infra/load-config.ts';
import { createInventedSecrets } from '../../infra/local/invented-secrets.ts';
import { type System, startSystem } from '../../infra/local/system.ts';
import { createMockDestinations } from '../../infra/mock-destinations/mock-destinations.ts';
import { until } from '../until.ts';

const TOKEN = 'sandbox-admin-token';

let real: Server;
let calls = 0;
let system: System;
let key = '';
let folder: string;

/** Destinations with real addresses, credentials that are not set, and settings of their own. */
const yaml = (port: number): string => `version: 1
sources:
  any: { type: generic, auth: { bearer: "\${ANY_HOOK_TOKEN}" } }
destinations:
  soc: { type: slack, token: "\${SLACK_BOT_TOKEN}", channel: { from: "{{ labels.team }}", map: { web: C0WEB000000 }, default: C0ALL000000 }, apiUrl: "http://127.0.0.1:${port}/slack" }
  hook: { type: slack, webhookUrl: "\${SLACK_WEBHOOK_URL}" }
  tickets: { type: jira, baseUrl: "http://127.0.0.1:${port}/jira", email: me@corp.example, apiToken: "\${JIRA_API_TOKEN}", project: MINE, issueType: Incident, labels: [mine] }
  mails: { type: email, url: "smtps://127.0.0.1:${port}", user: "\${MAIL_USER}", password: "\${MAIL_PASSWORD}", from: tocsin@corp.example, to: [night@corp.example] }
  events: { type: webhook, url: "http://127.0.0.1:${port}/in", format: ocsf, headers: { authorization: "\${EVENTS_TOKEN}" } }
  lines: { type: syslog, url: "syslog+tls://127.0.0.1:${port}", format: leef }
routes:
  - to: [soc, hook, tickets, mails, events, lines]
`;

beforeAll(async () => {
  real = createServer((_, response) => {
    calls += 1;
    response.end('ok');
  });
  real.on('connection', () => {
    calls += 1;
  });
  await new Promise<void>((resolve) => real.listen(0, '127.0.0.1', resolve));
  const address = real.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  const config = configOf(yaml(port), 'own.yaml', true);
  const mocks = createMockDestinations();
  const secrets = createInventedSecrets()(config, {});
  key = secrets['ANY_HOOK_TOKEN'] ?? '';
  folder = mkdtempSync(path.join(os.tmpdir(), 'tocsin-mocks-'));
  system = await startSystem({
    config: await mocks.inPlaceOf(config),
    dataDir: folder,
    port: 0,
    host: '127.0.0.1',
    secrets: { ...secrets, TOCSIN_ADMIN_TOKEN: TOKEN },
    log: () => undefined,
    mocks,
  });
});
afterAll(async () => {
  await system.close();
  real.close();
  rmSync(folder, { recursive: true, force: true });
});

const ask = async <T>(where: string): Promise<T> => {
  const answer = await fetch(`${system.url}${where}`, { headers: { authorization: `Bearer ${TOKEN}` } });
  return (await answer.json()) as T;
};

interface Received {
  readonly destination: string;
  readonly ok: boolean;
  readonly summary: string;
  readonly alertIds: readonly string[];
  readonly drawing: string;
  readonly request: { readonly url: string; readonly body: string };
}

it('shows what each mock receiver got as its reader sees it, and calls nobody', async () => {
  const body = JSON.stringify({
    id: 'one',
    title: '<b>Shell</b> in a container',
    severity: 'high',
    labels: { team: 'web' },
  });
  const headers = { authorization: `Bearer ${key}`, 'content-type': 'application/json' };
  expect((await fetch(`${system.url}/v1/hooks/any`, { method: 'POST', headers, body })).status).toBe(202);
  const all = await until('all six got it', async () => {
    const { received } = await ask<{ received: Received[] }>('/v1/sandbox/received');
    return new Set(received.map(({ destination }) => destination)).size === 6 ? received : undefined;
  });
  expect(all.filter(({ ok }) => !ok)).toEqual([]);
  const of = (id: string) => all.find(({ destination }) => destination === id);
  const [id = ''] = of('events')?.alertIds ?? [];
  expect(id).toMatch(/^any:[0-9a-f]{32}$/);
  for (const each of ['soc', 'hook', 'tickets', 'mails']) {
    expect(of(each)?.drawing, each).toContain('&lt;b&gt;Shell');
    expect(of(each)?.drawing, each).not.toMatch(/<b>Shell|<a\b|<script/i);
  }
  expect(of('soc')?.request.body).toContain('C0WEB000000');
  expect(of('tickets')?.request.body).toMatch(/"key":"MINE".*"mine"/);
  expect(of('mails')?.request.body).toContain('night@corp.example');
  expect(of('lines')?.request.body).toContain('LEEF:');
  expect(new Set(all.map(({ request }) => new URL(request.url).hostname)).size).toBe(6);
  expect(calls).toBe(0);
});

it('makes the message of each delivery again as it was sent', async () => {
  const { received } = await ask<{ received: Received[] }>('/v1/sandbox/received');
  for (const { destination, alertIds, request, drawing } of received) {
    const id = encodeURIComponent(`${alertIds[0]}:${destination}`);
    const message = await ask<{ drawings: string[]; request: { body: string } }>(`/v1/deliveries/${id}/message`);
    expect(message, destination).toMatchObject({ destination, request: { body: request.body } });
    expect(message.drawings, destination).toEqual([drawing]);
  }
  expect(await ask('/v1/deliveries/any%3Anone%3Asoc/message')).toMatchObject({ status: 404 });
});

it('counts by destination, newest first, and refuses a name that there is not', async () => {
  const { isRunning, destinations } = await ask<{ isRunning: boolean; destinations: Record<string, unknown>[] }>(
    '/v1/sandbox',
  );
  expect(isRunning).toBe(true);
  expect(destinations.map(({ id, arrived, refused }) => [id, arrived, refused])).toEqual(
    ['soc', 'hook', 'tickets', 'mails', 'events', 'lines'].map((id) => [id, 1, 0]),
  );
  const one = await ask<{ received: Received[] }>('/v1/sandbox/received?destination=hook');
  expect(one.received.map(({ destination }) => destination)).toEqual(['hook']);
  expect(await ask('/v1/sandbox/received?destination=nobody')).toMatchObject({ status: 404, detail: /found "nobody"/ });
});

it('is for callers with a token alone', async () => {
  expect((await fetch(`${system.url}/v1/sandbox/received`)).status).toBe(401);
  expect((await fetch(`${system.url}/sandbox`)).status).toBe(401);
});
