/** Destinations that refuse every alert, for a reason that is theirs: nothing is lost, and somebody is notified. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Alert } from '../../lambdas/domain/alert.ts';
import { aktoWebhook } from '../pipeline/pipeline.ts';
import type { Reply } from '../pipeline/receiver.ts';
import { type Receiver, type Situation, shortly, startReceiver, startSituation, until, yamlOf } from './situation.ts';

const ALERTS = 25;
const NO_PERMISSION = 'You do not have permission to create issues in this project.';
const VALIDATOR = 'Please fill in the asset owner before creating this.';

const json = (status: number, body: unknown): Reply => ({
  status,
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify(body),
});
const jira = (text: string): Reply => json(400, { errorMessages: [text], errors: {} });
const created = json(201, { id: '1', key: 'SEC-1' });

/** What each path answers until it is mended, and then. */
const answers: Readonly<Record<string, readonly [Reply, Reply]>> = {
  '/forbidden/rest/api/3/issue': [jira(NO_PERMISSION), created],
  '/validator/rest/api/3/issue': [jira(VALIDATOR), created],
  '/moved': [
    { status: 302, headers: { location: '/login' } },
    { status: 200, body: 'ok' },
  ],
  '/method': [{ status: 405, body: 'Method Not Allowed' }, { status: 200 }],
  '/login': [
    { status: 200, headers: { 'content-type': 'text/html' }, body: '<title>Sign in</title>' },
    { status: 200 },
  ],
  '/page': [
    { status: 200, headers: { 'content-type': 'text/html' }, body: '<!doctype html><title>Blocked by policy</title>' },
    { status: 202 },
  ],
  '/blocks': [
    { status: 400, body: 'invalid_blocks' },
    { status: 200, body: 'ok' },
  ],
};

let isMended = false;
let receiver: Receiver;
let situation: Situation;

const tickets = (path: string): string =>
  `{ type: jira, baseUrl: "${receiver.url}/${path}", email: a@example.com, apiToken: "\${KEY}", project: SEC, issueType: Bug }`;
const destinations = (): Readonly<Record<string, string>> => ({
  forbidden: tickets('forbidden'),
  validator: tickets('validator'),
  moved: `{ type: slack, webhookUrl: "${receiver.url}/moved" }`,
  method: `{ type: webhook, url: "${receiver.url}/method" }`,
  page: `{ type: teams, webhookUrl: "${receiver.url}/page" }`,
  blocks: `{ type: slack, webhookUrl: "${receiver.url}/blocks" }`,
  ops: `{ type: webhook, url: "${receiver.url}/ops" }`,
});
const refusing = ['forbidden', 'validator', 'moved', 'method', 'page', 'blocks'];
const routes = [
  `{ match: { source: akto }, to: [${refusing.join()}], dedupWindow: "off" }`,
  '{ match: { source: tocsin }, to: [ops] }',
].map((route) => route.replace('dedupWindow', 'repeat'));

const opened = (destination: string): Alert | undefined =>
  receiver
    .at('/ops')
    .map(({ body }): Alert => JSON.parse(body))
    .find(({ type, labels }) => type === 'circuit_opened' && labels['destination'] === destination);

beforeAll(async () => {
  receiver = await startReceiver((path) => answers[path]?.[isMended ? 1 : 0]);
  situation = await startSituation(yamlOf({ akto: 'akto' }, destinations(), routes));
  for (let n = 0; n < ALERTS; n += 1) await situation.hook('akto', aktoWebhook(n, 'HIGH'));
});
afterAll(async () => {
  await situation.close();
  await receiver.close();
});

describe('an operator is notified, in the words of the vendor, that alerts do not reach', () => {
  // Rows 2, 4, 5, 14
  it.each([
    ['forbidden', NO_PERMISSION],
    ['validator', VALIDATOR],
    ['moved', 'http_302'],
    ['method', 'Method Not Allowed'],
    ['page', 'Blocked by policy'],
    ['blocks', 'invalid_blocks'],
  ])('%s', async (destination, words) => {
    const alert = await until('it is reported', () => opened(destination), shortly(300));
    expect(`${alert.title} ${alert.description}`).toContain(words);
  });
});

// Row 18
it.each([
  ['forbidden', NO_PERMISSION],
  ['validator', VALIDATOR],
  ['method', 'Method Not Allowed'],
])('an alert shows what %s said to it, at GET /v1/alerts/{id}', async (destination, words) => {
  const states = await situation.states('akto', destination);
  const said = states.flatMap(({ attempts }) => attempts.flatMap(({ response }) => response ?? []));
  expect(said[0]).toContain(words);
});

describe('when the receivers are mended', () => {
  beforeAll(() => {
    isMended = true;
  });

  // Rows 2, 4, 5
  it.each(['forbidden', 'validator', 'moved', 'method'])('every alert reaches %s', async (destination) => {
    const all = async () => {
      const states = await situation.states('akto', destination);
      return states.every(({ status }) => status === 'delivered') ? states : undefined;
    };
    expect(await until('all are delivered', all, shortly(300))).toHaveLength(ALERTS);
  });

  // Row 14
  it('no alert that got a web page instead of an answer is lost: each is sent again', async () => {
    const all = async () => {
      const states = await situation.states('akto', 'page');
      return states.every(({ status }) => status === 'delivered') ? states : undefined;
    };
    expect(await until('all are delivered', all, shortly(400))).toHaveLength(ALERTS);
  });

  // Row 2
  it('of alerts that are refused alike, the first two at most are dead', async () => {
    const settled = async () => {
      const states = await situation.states('akto', 'blocks');
      return states.every(({ status }) => status === 'delivered' || status === 'dead') ? states : undefined;
    };
    const states = await until('all have ended', settled, shortly(300));
    expect(states).toHaveLength(ALERTS);
    expect(states.filter(({ status }) => status === 'dead').length).toBeLessThanOrEqual(2);
  });
});
