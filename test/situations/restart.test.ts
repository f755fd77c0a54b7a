/** What waits for a destination over a restart: it was renamed, or its certificate is accepted only then. */
import { rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:https';
import os from 'node:os';
import path from 'node:path';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Alert } from '../../lambdas/domain/alert.ts';
import { aktoWebhook } from '../pipeline/pipeline.ts';
import { authorityOf, type Pair, serverOf, withChain } from '../transport/certificates.ts';
import { listening, portOf } from '../transport/listening.ts';
import {
  aktoRepeat,
  type Receiver,
  type Situation,
  shortly,
  startReceiver,
  startSituation,
  until,
  yamlOf,
} from './situation.ts';

let receiver: Receiver;
let situation: Situation;
/** What came over TLS: path and body. */
const secure: { readonly path: string; readonly body: string }[] = [];
const closing: (() => unknown)[] = [];

const seenAt = (at: string): string[] => secure.filter((each) => each.path === at).map(({ body }) => body);
const notified = (at: string): Alert[] => receiver.at(at).map(({ body }) => JSON.parse(body));

/** What each vendor answers to what it accepts. */
const accepted: Readonly<Record<string, readonly [number, string]>> = {
  '/slack': [200, 'ok'],
  '/teams': [202, ''],
  '/rest/api/3/issue': [201, '{"id":"1","key":"SEC-1"}'],
};

/** An HTTPS server with this certificate; it asks for one of the client when `authority` is given. */
async function secureServer(pair: Pair, authority?: string): Promise<number> {
  const asks = authority === undefined ? {} : { requestCert: true, rejectUnauthorized: true, ca: authority };
  const server = createServer({ ...pair, ...asks }, async (request, response) => {
    secure.push({ path: request.url ?? '', body: await text(request) });
    const [status, body] = accepted[request.url ?? ''] ?? [404, ''];
    response.writeHead(status, { 'content-type': body.startsWith('{') ? 'application/json' : 'text/plain' }).end(body);
  }).listen(0, '127.0.0.1');
  closing.push(() => {
    server.close();
    server.closeAllConnections();
  });
  return portOf(server);
}

const tls = ['slack', 'teams', 'tickets', 'mutual', 'closed'];
const sources = Object.fromEntries(['secure', 'renamed', 'renamed-chat'].map((name) => [name, 'akto']));
const route = (to: readonly string[]): string[] => [
  `{ match: { source: secure }, to: [${tls.join()}] }`,
  `{ match: { source: renamed }, to: [${to.join()}], fallback: [backup], after: 2h }`,
  `{ match: { source: renamed-chat }, to: [${to.join('-chat,')}-chat], fallback: [backup-chat], after: 2h }`,
  '{ match: { source: tocsin }, to: [ops] }',
];
let destinations: Readonly<Record<string, string>>;
let companyRoot: Pair;

beforeAll(async () => {
  receiver = await startReceiver((at) => (at === '/old' ? { status: 503 } : undefined));
  companyRoot = await authorityOf('company root');
  const intermediate = await authorityOf('company intermediate', companyRoot);
  const pair = withChain(await serverOf('localhost', intermediate), intermediate);
  const port = await secureServer(pair);
  const mutual = await secureServer(pair, companyRoot.cert);
  const closed = await listening((socket) => socket.once('data', () => socket.resetAndDestroy()));
  closing.push(closed.close);
  const webhook = (name: string) => `{ type: webhook, url: "${receiver.url}/${name}" }`;
  destinations = {
    slack: `{ type: slack, webhookUrl: "https://localhost:${port}/slack" }`,
    teams: `{ type: teams, webhookUrl: "https://localhost:${port}/teams" }`,
    tickets: `{ type: jira, baseUrl: "https://localhost:${port}", email: a@example.com, apiToken: "\${KEY}", project: SEC, issueType: Bug }`,
    mutual: `{ type: slack, webhookUrl: "https://localhost:${mutual}/mutual" }`,
    closed: `{ type: slack, webhookUrl: "https://localhost:${closed.port}/closed" }`,
    old: webhook('old'),
    new: webhook('new'),
    'old-chat': `{ type: slack, webhookUrl: "${receiver.url}/old" }`,
    'new-chat': `{ type: slack, webhookUrl: "${receiver.url}/new" }`,
    backup: webhook('backup'),
    'backup-chat': webhook('backup-chat'),
    ops: webhook('ops'),
  };
  situation = await startSituation(yamlOf(sources, destinations, route(['old'])));
  await situation.hook('secure', aktoWebhook(1));
  for (const n of [1, 2, 3]) await situation.hook('renamed', aktoWebhook(n, 'HIGH'));
  for (const n of [1, 2]) await situation.hook('renamed-chat', aktoWebhook(n, 'HIGH'));
  for (const seconds of [1, 2, 3]) await situation.hook('renamed-chat', aktoRepeat(1, 'HIGH', seconds));
  const tried = async (source: string, destination: string, alerts: number) => {
    const states = await situation.states(source, destination);
    return states.length === alerts && states.every(({ attempts }) => attempts.length > 0) ? states : undefined;
  };
  for (const name of tls) await until(`${name} was tried`, () => tried('secure', name, 1), shortly(300));
  await until('old was tried', () => tried('renamed', 'old', 3), shortly(300));
  const grouped = async () => {
    const states = await situation.states('renamed-chat', 'old-chat');
    return states.filter(({ reason }) => reason === 'repeat').length === 3 ? true : undefined;
  };
  await until('the repeats are in a group', grouped, shortly(300));
});
afterAll(async () => {
  await situation.close();
  await receiver.close();
  for (const close of closing) await close();
});

describe('a receiver whose certificate nobody here knows', () => {
  // Row 9, B12
  it.each(['slack', 'teams', 'tickets'])('%s was not sent anything, and its alerts wait', async (name) => {
    const [state] = await situation.states('secure', name);
    // On a busy machine a connection may not be there in time.
    const shaken = state?.attempts.filter(({ reason }) => reason !== 'connect_timeout') ?? [];
    const outcomes = shaken.map(({ outcome, reason }) => [outcome, reason]);
    expect(new Set(outcomes.map(String))).toEqual(new Set(['retry,unable_to_get_issuer_cert_locally: set authority']));
    expect(secure).toEqual([]);
    const reported = () => notified('/ops').find(({ title }) => title.includes(`do not reach ${name}:`));
    const alert = await until('it is reported', reported, shortly(100));
    expect(alert.title).toContain('its certificate is not accepted');
  });

  // Row 10
  it('and one that wants a certificate of the client, or closes the handshake, was not sent anything either', async () => {
    const states = [...(await situation.states('secure', 'mutual')), ...(await situation.states('secure', 'closed'))];
    const outcomes = states.map(({ attempts }) => [...new Set(attempts.map(({ outcome }) => outcome))]);
    expect(outcomes).toEqual([['retry'], ['retry']]);
  });
});

describe('after a restart', () => {
  beforeAll(async () => {
    const { old: _, 'old-chat': __, ...others } = destinations;
    const bundle = path.join(os.tmpdir(), `tocsin-authority-${process.pid}.pem`);
    writeFileSync(bundle, companyRoot.cert);
    await situation.restart(yamlOf(sources, others, route(['new'])), { NODE_EXTRA_CA_CERTS: bundle });
    rmSync(bundle);
  });

  // Row 9
  it.each([
    ['slack', '/slack'],
    ['teams', '/teams'],
    ['tickets', '/rest/api/3/issue'],
  ])('with that certificate known, %s gets its alert once and without doubt', async (name, at) => {
    await until('it arrives', () => seenAt(at)[0], shortly(400));
    expect(seenAt(at)).toHaveLength(1);
    expect(seenAt(at)[0]).not.toMatch(/repeat|duplicate/i);
    const arrived = async () => (await situation.states('secure', name)).find(({ status }) => status === 'delivered');
    await until('it is delivered', arrived, shortly(100));
  });

  // Row 13
  it('what waits for a destination that was renamed goes to the fallback, and is not given up', async () => {
    const all = () => (notified('/backup').length >= 3 ? notified('/backup') : undefined);
    const found = await until('the fallback has all', all, shortly(400));
    expect(found.map(({ source }) => source)).toEqual(['renamed', 'renamed', 'renamed']);
    expect(await situation.states('renamed', 'old')).toMatchObject(
      Array.from({ length: 3 }, () => ({ status: 'retrying', reason: 'destination_not_configured' })),
    );
  });

  // Row 13: "3 repeats stay merged into a dead one and their count is never told"
  it('so does each repeat of it that waits in a group', async () => {
    const all = () => (notified('/backup-chat').length >= 5 ? notified('/backup-chat') : undefined);
    const found = await until('the fallback has all', all, shortly(400));
    expect(new Set(found.map(({ id }) => id)).size).toBe(5);
    const states = await situation.states('renamed-chat', 'old-chat');
    expect(states.map(({ status }) => status)).not.toContain('dead');
  });
});
