/** Requests to callbacks and signed links that are forged, repeated, too old or not understood. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { answersKey } from '../../lambdas/engine/signed-links/key.ts';
import { signToken } from '../../lambdas/engine/signed-links/token.ts';
import {
  jiraMove,
  pagerDutyEvent,
  person,
  type Signed,
  serviceNowState,
  signedByJira,
  signedByPagerDuty,
  signedBySlack,
  slackPress,
  startVendors,
  type Vendors,
  withServiceNowToken,
} from './answering-vendors.ts';
import { requestFrom } from './from-address.ts';
import { ADMIN_TOKEN, aktoWebhook, type Pipeline, startPipeline, yamlOf } from './pipeline.ts';

let vendors: Vendors;
let pipeline: Pipeline;
let alertId: string;

beforeAll(async () => {
  vendors = await startVendors();
  const other = `{ type: slack, webhookUrl: "${vendors.receiver.url}/slack/hook", signingSecret: "another-slack-app-0001" }`;
  const plain = `{ type: webhook, url: "${vendors.receiver.url}/plain" }`;
  pipeline = await startPipeline(yamlOf({ ...vendors.destinations, other, plain }));
  await pipeline.hook('akto', aktoWebhook(1));
  await pipeline.settled(1);
  alertId = (await pipeline.alerts()).alerts[0]?.id ?? '';
});
afterAll(async () => {
  await pipeline.close();
  await vendors.close();
});

const key = answersKey({ TOCSIN_ADMIN_TOKEN: ADMIN_TOKEN }) ?? new Uint8Array();
const tokenFor = (destination: string, endsAt = Date.now() / 1000 + 600): string =>
  signToken(key, { deliveryId: `${alertId}:${destination}`, endsAt: Math.floor(endsAt) });

const pressed = (token: string): Record<string, string> =>
  slackPress('acknowledge', token, 'anna', vendors.receiver.url, { text: 'x', blocks: [] });

let senders = 1;
/** Each from an address of its own, so that none is slowed down for another one. */
function send({ path, init }: Signed, address?: string) {
  senders += 1;
  return requestFrom(address ?? `127.0.1.${senders}`, pipeline.url + path, { ...init, method: 'POST' });
}
const problem = async () => (await pipeline.admin(`/v1/alerts/${encodeURIComponent(alertId)}`)).body['problem'];

const changed = ({ path, init }: Signed): Signed => ({ path, init: { ...init, body: `${init.body} ` } });
const DAY_MS = 86_400_000;

const rows: readonly [string, () => Signed, number, string][] = [
  [
    'Slack: another secret',
    () => signedBySlack(pressed(tokenFor('chat')), Date.now(), 'wrong-secret'),
    401,
    'Wrong or missing credential',
  ],
  ['Slack: another body', () => changed(signedBySlack(pressed(tokenFor('chat')))), 401, 'Wrong or missing credential'],
  [
    'Slack: six minutes old',
    () => signedBySlack(pressed(tokenFor('chat')), Date.now() - 360_000),
    401,
    'Request too old',
  ],
  [
    'Slack: six minutes ahead',
    () => signedBySlack(pressed(tokenFor('chat')), Date.now() + 360_000),
    401,
    'Request too old',
  ],
  [
    'Slack: a button of another destination',
    () => signedBySlack(pressed(tokenFor('other'))),
    403,
    'Not a button of this destination',
  ],
  [
    'Slack: a button of nobody',
    () => signedBySlack(pressed('0.AAAA.aaaaaaaaaaaaaaaaaaaaaa')),
    403,
    'Not a button of this destination',
  ],
  [
    'Slack: a button that ended',
    () => signedBySlack(pressed(tokenFor('chat', Date.now() / 1000 - 1))),
    410,
    'Button too old',
  ],
  ['Slack: no payload', () => signedBySlack({ hello: 'x' }), 400, 'Not understood'],
  [
    'Jira: another secret',
    () => signedByJira(jiraMove('done'), 'wrong-secret-of-jira'),
    401,
    'Wrong or missing credential',
  ],
  ['Jira: another body', () => changed(signedByJira(jiraMove('done'))), 401, 'Wrong or missing credential'],
  [
    'Jira: no signature',
    () => ({ path: '/v1/callbacks/jira', init: { ...signedByJira(jiraMove('done')).init, headers: {} } }),
    401,
    'Wrong or missing credential',
  ],
  [
    'Jira: the signature in the path',
    () => ({
      path: '/v1/callbacks/jira/jira-webhook-secret-0001',
      init: { ...signedByJira(jiraMove('done')).init, headers: {} },
    }),
    401,
    'Wrong or missing credential',
  ],
  [
    'Jira: two days old',
    () => signedByJira(jiraMove('done', 'anna-1', Date.now() - 2 * DAY_MS)),
    401,
    'Request too old',
  ],
  ['Jira: no JSON', () => signedByJira([]), 400, 'Not understood'],
  [
    'ServiceNow: another token',
    () => withServiceNowToken(serviceNowState('6'), 'wrong-token-of-servicenow'),
    401,
    'Wrong or missing credential',
  ],
  [
    'ServiceNow: no token',
    () => ({ ...withServiceNowToken(serviceNowState('6')), path: '/v1/callbacks/servicenow' }),
    401,
    'Wrong or missing credential',
  ],
  [
    'ServiceNow: two days old',
    () => withServiceNowToken(serviceNowState('6', 'anna', Date.now() - 2 * DAY_MS)),
    401,
    'Request too old',
  ],
  [
    'PagerDuty: another secret',
    () =>
      signedByPagerDuty(
        pagerDutyEvent('incident.resolved', vendors.incidentKey(), person),
        'wrong-secret-of-pagerduty',
      ),
    401,
    'Wrong or missing credential',
  ],
  [
    'PagerDuty: another body',
    () => changed(signedByPagerDuty(pagerDutyEvent('incident.resolved', vendors.incidentKey(), person))),
    401,
    'Wrong or missing credential',
  ],
  [
    'PagerDuty: two days old',
    () =>
      signedByPagerDuty(pagerDutyEvent('incident.resolved', vendors.incidentKey(), person, Date.now() - 2 * DAY_MS)),
    401,
    'Request too old',
  ],
  [
    'a type without callbacks',
    () => ({ ...signedByJira(jiraMove('done')), path: '/v1/callbacks/webhook' }),
    404,
    'No such callback',
  ],
  [
    'a type that is none',
    () => ({ ...signedByJira(jiraMove('done')), path: '/v1/callbacks/constructor' }),
    404,
    'No such callback',
  ],
];

describe('is refused with a reason, and changes nothing', () => {
  it.each(rows)('%s', async (_, signed, status, title) => {
    const answer = await send(signed());
    expect(answer).toMatchObject({ status, body: { status, title } });
    expect(answer.headers.get('content-type')).toBe('application/problem+json');
    expect(await problem()).toBeUndefined();
  });

  it('and logged with the address, without a secret', () => {
    const refused = pipeline.logged.filter(({ event }) => event === 'callback.refused');
    expect(refused.length).toBeGreaterThan(15);
    for (const { fields } of refused) expect(Object.keys(fields).toSorted()).toEqual(['address', 'count']);
    expect(JSON.stringify(pipeline.logged)).not.toMatch(/secret-0001|token-0001/);
  });

  it('a whisper says why to the person who pressed', () => {
    const whispers = vendors.receiver.at('/slack/response').map(({ body }) => JSON.parse(body));
    expect(whispers.map(({ text }) => text.split(':')[0]).toSorted()).toEqual([
      'Button too old',
      'Not a button of this destination',
      'Not a button of this destination',
    ]);
  });
});

describe('an address that sends wrong requests', () => {
  it('is slowed down, and what is authentic is taken from it all the same', async () => {
    const wrong = () => send(signedByJira(jiraMove('done'), 'wrong-secret-of-jira'), '127.0.2.1');
    const answers = [];
    for (let i = 0; i < 7; i += 1) answers.push(await wrong());
    expect(answers.map(({ status }) => status)).toEqual([401, 401, 401, 401, 401, 429, 429]);
    expect(Number(answers.at(-1)?.headers.get('retry-after'))).toBeGreaterThan(0);
    const right = signedByJira({ webhookEvent: 'jira:issue_created' });
    expect(await send(right, '127.0.2.1')).toMatchObject({ status: 200, body: { status: 'ignored' } });
  });
});

describe('what is authentic and says nothing', () => {
  it('a ticket that Tocsin did not make is ignored', async () => {
    const foreign = {
      ...jiraMove('done'),
      issue: { key: 'OPS-9', fields: { status: { statusCategory: { key: 'done' } } } },
    };
    expect(await send(signedByJira(foreign))).toMatchObject({
      status: 200,
      body: { status: 'ignored', reason: 'unknown_ticket' },
    });
    expect(await problem()).toBeUndefined();
  });
});

describe('a request that comes again', () => {
  it.each([
    ['Slack', () => signedBySlack(pressed(tokenFor('chat')))],
    ['Jira', () => signedByJira(jiraMove('done'))],
    ['ServiceNow', () => withServiceNowToken(serviceNowState('6'))],
    ['PagerDuty', () => signedByPagerDuty(pagerDutyEvent('incident.resolved', vendors.incidentKey(), person))],
  ])('from %s is worked on once', async (_, signed) => {
    const request = signed();
    expect((await send(request)).body['status']).not.toBe('ignored');
    const before = await problem();
    expect(await send(request)).toMatchObject({ status: 200, body: { status: 'ignored', reason: 'repeated' } });
    expect(await problem()).toEqual(before);
  });
});
