/** Receivers that answer late, never, or in a coding nobody asked for: nothing is sent again and again. */
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Alert } from '../../lambdas/domain/alert.ts';
import { aktoWebhook } from '../pipeline/pipeline.ts';
import type { Reply, Script } from '../pipeline/receiver.ts';
import { type Receiver, type Situation, shortly, startReceiver, startSituation, until, yamlOf } from './situation.ts';

const gzipped = (status: number, body: unknown): Reply => ({
  status,
  headers: { 'content-type': 'application/json', 'content-encoding': 'gzip' },
  body: gzipSync(typeof body === 'string' ? body : JSON.stringify(body)),
});
const KEY = '0123456789abcdef0123456789abcdef';
const CARDS = 4;
const RUNS = 25;
const EVENTS = 50;

const gzip: Readonly<Record<string, Reply>> = {
  '/gzip/slack/chat.postMessage': gzipped(200, { ok: true, channel: 'C0123456789', ts: '1.2' }),
  [`/gzip/telegram/bot123:${KEY}/sendMessage`]: gzipped(200, { ok: true, result: { message_id: 7 } }),
  '/gzip/pager/v2/enqueue': gzipped(202, { status: 'success', message: 'Event processed', dedup_key: 'k' }),
  '/gzip/splunk/services/collector/event': gzipped(200, { text: 'Success', code: 0 }),
  '/gzip/jira/rest/api/3/issue': gzipped(201, { id: '1', key: 'SEC-7' }),
};

/** Seconds that a call of the slow tracker takes. */
const CALL_SECONDS = 14.2;
const slowly = (status: number, body: unknown = ''): Reply => ({
  status,
  delayMs: shortly(CALL_SECONDS),
  headers: { 'content-type': 'application/json' },
  body: body === '' ? '' : JSON.stringify(body),
});
const standing = {
  fields: { status: { statusCategory: { key: 'new' } } },
  transitions: [{ id: '31', to: { statusCategory: { key: 'done' } } }],
};
const ISSUE = '/tracker/rest/api/3/issue';
const tracker: Script = (path, _nth, { method }) => {
  if (path === ISSUE) return slowly(201, { id: '1', key: 'SEC-1' });
  if (path.endsWith('/comment')) return slowly(201, { id: '1' });
  if (path.endsWith('/transitions')) return slowly(204);
  return method === 'GET' ? slowly(200, standing) : slowly(404);
};

let receiver: Receiver;
let situation: Situation;

const late: Reply = { status: 202, delayMs: shortly(17) };
const script: Script = (path, nth, arrived) => {
  if (path === '/flow' || path === '/n8n') return late;
  if (path === '/bus/') return { status: 200, hangs: true };
  return path.startsWith('/tracker') ? tracker(path, nth, arrived) : gzip[path];
};

const jira = (path: string, more = ''): string =>
  `{ type: jira, baseUrl: "${receiver.url}/${path}", email: a@example.com, apiToken: "\${KEY}", project: SEC, issueType: Bug${more} }`;
const destinations = (): Readonly<Record<string, string>> => ({
  slack: `{ type: slack, token: xoxb-test, channel: C0123456789, apiUrl: "${receiver.url}/gzip/slack" }`,
  telegram: `{ type: telegram, token: "123:\${KEY}", chatId: "-1001234567890", apiUrl: "${receiver.url}/gzip/telegram" }`,
  pager: `{ type: pagerduty, apiUrl: "${receiver.url}/gzip/pager", routingKey: "\${KEY}" }`,
  splunk: `{ type: splunk, url: "${receiver.url}/gzip/splunk", token: "\${KEY}" }`,
  tickets: jira('gzip/jira'),
  flow: `{ type: teams, webhookUrl: "${receiver.url}/flow", timeout: 10s }`,
  n8n: `{ type: webhook, url: "${receiver.url}/n8n", timeout: 10s }`,
  tracker: jira('tracker', ', timeout: 60s'),
  bus: `{ type: eventbridge, region: eu-central-1, apiUrl: "${receiver.url}/bus", timeout: 6s, accessKeyId: AKIAIOSFODNN7EXAMPLE, secretAccessKey: "\${KEY}12345678" }`,
  ops: `{ type: webhook, url: "${receiver.url}/ops" }`,
});
const gzipping = ['slack', 'telegram', 'pager', 'splunk', 'tickets'];
const routes = [
  `{ match: { source: gzip }, to: [${gzipping.join()}] }`,
  '{ match: { source: cards }, to: [flow] }',
  '{ match: { source: runs }, to: [n8n] }',
  '{ match: { source: am }, to: [tracker] }',
  '{ match: { source: many }, to: [bus] }',
  '{ match: { source: tocsin }, to: [ops] }',
];
const sources = { gzip: 'akto', cards: 'akto', runs: 'akto', many: 'akto', am: 'alertmanager' };

const group = (status: 'firing' | 'resolved'): string =>
  JSON.stringify({
    version: '4',
    groupKey: 'g',
    status,
    receiver: 'tocsin',
    groupLabels: {},
    commonLabels: {},
    commonAnnotations: {},
    externalURL: '',
    alerts: [
      {
        status,
        labels: { alertname: 'HostDown', severity: 'critical', instance: 'a' },
        annotations: {},
        startsAt: '2026-11-21T00:00:00Z',
        endsAt: status === 'firing' ? '0001-01-01T00:00:00Z' : '2026-11-21T21:00:00Z',
        fingerprint: 'f1',
      },
    ],
  });
const manyEvents = (): string =>
  JSON.stringify({
    maliciousEvents: Array.from({ length: EVENTS }, (_, n) => JSON.parse(aktoWebhook(n)).maliciousEvents[0]),
  });

const reports = (type: string, destination: string): Alert[] =>
  receiver
    .at('/ops')
    .map(({ body }): Alert => JSON.parse(body))
    .filter((alert) => alert.type === type && alert.labels['destination'] === destination);

/** Waits until every delivery of a source to a destination is in one of these states. */
const all = (source: string, destination: string, statuses: readonly string[], seconds = 600) =>
  until(
    `all of ${source} are ${statuses.join(' or ')} at ${destination}`,
    async () => {
      const states = await situation.states(source, destination);
      return states.length > 0 && states.every(({ status }) => statuses.includes(status)) ? states : undefined;
    },
    shortly(seconds),
  );

const waitsForPerson = (source: string, destination: string, alerts: number) =>
  until(
    `all of ${source} wait for a person`,
    async () => {
      const states = await situation.states(source, destination);
      const waiting = states.filter(({ reason }) => reason?.startsWith('unconfirmed: '));
      return waiting.length === alerts ? states : undefined;
    },
    shortly(1_600),
  );

beforeAll(async () => {
  receiver = await startReceiver(script);
  situation = await startSituation(yamlOf(sources, destinations(), routes));
  await situation.hook('many', manyEvents());
  await situation.hook('am', group('firing'));
  await situation.hook('gzip', aktoWebhook(1));
  for (let n = 0; n < CARDS; n += 1) await situation.hook('cards', aktoWebhook(n, 'HIGH'));
  for (let n = 0; n < RUNS; n += 1) await situation.hook('runs', aktoWebhook(n, 'HIGH'));
});
afterAll(async () => {
  await situation.close();
  await receiver.close();
});

describe('a receiver that answers in gzip, which nobody asked for', () => {
  // Row 6
  it.each(gzipping)('%s gets the alert once', async (destination) => {
    const [state] = await all('gzip', destination, ['delivered']);
    expect(state?.attempts).toHaveLength(1);
    if (destination === 'tickets') expect(state?.receipt).toMatchObject({ id: 'SEC-7' });
  });
});

describe('a tracker that takes 14 seconds a call', () => {
  // Row 8
  it('gets the end of a problem once: one comment, one transition', async () => {
    await all('am', 'tracker', ['delivered']);
    await situation.hook('am', group('resolved'));
    const closed = () => receiver.at(`${ISSUE}/SEC-1/transitions`)[0];
    await until('the issue is closed', closed, shortly(400));
    await all('am', 'tracker', ['delivered', 'merged']);
    const paths = [ISSUE, `${ISSUE}/SEC-1/comment`, `${ISSUE}/SEC-1`, `${ISSUE}/SEC-1/transitions`];
    expect(paths.map((path) => receiver.at(path).length)).toEqual([1, 1, 1, 1]);
  });
});

describe('a batch to a destination that hangs', () => {
  // B1
  it('is completed: each event was sent twice at most, and shows what became of it', async () => {
    const tried = async () => {
      const states = await situation.states('many', 'bus');
      // One that is repeated at this moment is seen again.
      const isTried = states.every(({ attempts, status }) => attempts.length > 0 && status !== 'sending');
      return isTried ? states : undefined;
    };
    const states = await until('each was tried', tried, shortly(400));
    expect(states).toHaveLength(EVENTS);
    expect(new Set(states.map(({ status }) => status))).toEqual(new Set(['unknown']));
    const sent = receiver.at('/bus/').flatMap(({ body }) => [...body.matchAll(/"delivery_id\\":\\"([^"\\]+)/g)]);
    const times = [...Map.groupBy(sent, ([, id]) => id).values()].map((each) => each.length);
    expect(times).toHaveLength(EVENTS);
    expect(Math.max(...times)).toBeLessThanOrEqual(2);
    await until('it is reported', () => reports('circuit_opened', 'bus')[0], shortly(100));
  });
});

describe('a receiver that does what it is asked and answers after the timeout', () => {
  // Row 7
  it.each([
    ['cards', 'flow', CARDS],
    ['runs', 'n8n', RUNS],
  ])('%s: acts twice at most for each alert, however long it is waited for', async (source, destination, alerts) => {
    await until('it acted', () => receiver.at(`/${destination}`)[alerts - 1], shortly(600));
    await until('it is reported', () => reports('uncertain_deliveries', destination)[0], shortly(600));
    expect(receiver.at(`/${destination}`).length).toBeLessThanOrEqual(2 * alerts);
    expect((await situation.states(source, destination)).map(({ status }) => status)).not.toContain('dead');
  });

  // Row 7: "replace the secret"
  it('is reported as one that is slow, with the settings that help', () => {
    for (const destination of ['flow', 'n8n']) {
      const texts = ['uncertain_deliveries', 'circuit_opened'].flatMap((type) => reports(type, destination));
      expect(texts.length).toBeGreaterThan(0);
      for (const { description = '' } of texts) {
        expect(description).not.toMatch(/secret/i);
        expect(description).toContain('timeout');
      }
    }
  });
});

describe('after an hour', () => {
  beforeAll(() => situation.skip(1));

  // Row 7, B1
  it('nothing was sent a third time', async () => {
    await waitsForPerson('cards', 'flow', CARDS);
    await new Promise((resolve) => setTimeout(resolve, shortly(30)));
    expect(receiver.at('/flow')).toHaveLength(2 * CARDS);
    expect(receiver.at('/n8n').length).toBeLessThanOrEqual(2 * RUNS);
    const events = receiver.at('/bus/').map(({ body }) => JSON.parse(body).Entries.length);
    expect(events.reduce((sum, each) => sum + each, 0)).toBeLessThanOrEqual(2 * EVENTS);
    expect(await situation.ledger()).toMatchObject({ balanced: true });
  });
});
