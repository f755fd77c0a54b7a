/** Callbacks as the deployed API hands them over: bytes in base64, stores on DynamoDB's rules. */
import { createHmac } from 'node:crypto';
import type { APIGatewayProxyEvent, APIGatewayProxyResult } from 'aws-lambda';
import { handle } from 'hono/aws-lambda';
import { describe, expect, it } from 'vitest';
import { createApp } from '../../../lambdas/engine/api/app.ts';
import type { Ports } from '../../../lambdas/engine/api/ports.ts';
import { receiptKey } from '../../../lambdas/engine/receipt-key.ts';
import { answersKey } from '../../../lambdas/engine/signed-links/key.ts';
import { signToken } from '../../../lambdas/engine/signed-links/token.ts';
import { answeringOf } from '../../../lambdas/functions/answering.ts';
import { dynamodbStores } from '../../../lambdas/store/dynamodb/index.ts';
import { restEvent } from '../../bundles/rest-event.ts';
import { tableOf } from '../../faults/dynamodb-world.ts';
import { memoryTable } from '../../faults/memory-table.ts';
import { alertId, alertOf } from '../route/alerts.ts';

const NOW = Date.UTC(2026, 10, 30, 2, 14);
const SECRET = 'a-secret-of-the-webhook';
const secrets = { TOCSIN_ADMIN_TOKEN: 'admin', JIRA_SECRET: SECRET };
const known = alertId(1);

const issues = {
  type: 'jira',
  baseUrl: 'https://jira.example',
  email: 'a@b.example',
  apiToken: 't',
  project: 'SEC',
  callback: { secret: `\${JIRA_SECRET}` },
};
const config = { destinations: { issues, siem: { type: 'splunk' } } };

async function api() {
  const stores = dynamodbStores(tableOf(memoryTable(), 'table'));
  const queue = { send: async () => undefined, sendLater: async () => undefined };
  const alert = alertOf({ id: known });
  await stores.alerts.record({ alert, webhookId: 'wh_1', hour: '2026-11-30T02', planned: ['issues'], alone: true });
  await stores.notes.replace(receiptKey('issues', 'SEC-1'), `${known}:issues`, NOW + 1_000);
  const ports: Ports = {
    ...stores,
    deliveryQueue: queue,
    webhookQueue: queue,
    adminToken: async () => secrets.TOCSIN_ADMIN_TOKEN,
    destinationIds: Object.keys(config.destinations),
    installed: { sources: {}, destinations: config.destinations, routes: [] },
    answering: answeringOf(
      config,
      async () => secrets,
      async () => ({ kind: 'not-sent', reason: 'no_network' }),
    ),
    wait: async () => undefined,
    now: () => NOW,
    newId: () => 'id',
    log: () => undefined,
  };
  const answer = handle(createApp(ports));
  return {
    stores,
    send: async (event: APIGatewayProxyEvent) => (await answer(event as never)) as APIGatewayProxyResult,
  };
}

/** Bytes that are no text of one form: signatures are over bytes. */
const body = Buffer.from(
  JSON.stringify({
    webhookEvent: 'jira:issue_updated',
    timestamp: NOW,
    user: { accountId: 'anna-1', displayName: 'Änna \u{1f6a8}' },
    issue: { key: 'SEC-1', fields: { status: { statusCategory: { key: 'done' } }, creator: { accountId: 'bot' } } },
    changelog: { items: [{ field: 'status' }] },
  }),
);

function signed(bytes: Buffer, secret = SECRET): APIGatewayProxyEvent {
  const event = restEvent('POST', '/v1/callbacks/jira', '', bytes);
  const signature = `sha256=${createHmac('sha256', secret).update(bytes).digest('hex')}`;
  const headers = { 'content-type': 'application/json', 'x-hub-signature': signature };
  return {
    ...event,
    headers,
    multiValueHeaders: Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, [value]])),
  };
}

describe('a callback of a vendor', () => {
  it('is authenticated over its bytes, and answers the problem of the ticket once', async () => {
    const { send, stores } = await api();
    const first = await send(signed(body));
    expect([first.statusCode, JSON.parse(first.body)]).toEqual([
      200,
      { status: 'done', action: 'resolve', by: 'Änna \u{1f6a8}', at: '2026-11-30T02:14:00.000Z' },
    ]);
    expect(JSON.parse((await send(signed(body))).body)).toEqual({ status: 'ignored', reason: 'repeated' });
    expect(await stores.problems.load(alertOf().fingerprint)).toMatchObject({
      state: 'resolved',
      answers: [{ via: 'jira', origin: 'issues' }],
    });
  });

  it('is refused with another secret, or with another byte', async () => {
    const { send, stores } = await api();
    const changed = signed(body);
    const other = Buffer.concat([body, Buffer.from(' ')]).toString('base64');
    for (const event of [signed(body, 'another-secret'), { ...changed, body: other }])
      expect(await send(event)).toMatchObject({ statusCode: 401 });
    expect(await stores.problems.load(alertOf().fingerprint)).toBeUndefined();
  });
});

it('a signed link shows its form and acts, without the admin token', async () => {
  const { send, stores } = await api();
  const key = answersKey(secrets) ?? new Uint8Array();
  const token = signToken(key, { deliveryId: `${known}:issues`, endsAt: NOW / 1000 + 60 });
  const shown = await send(restEvent('GET', `/v1/actions/${token}`, ''));
  expect([shown.statusCode, shown.body.includes('<form method="post">')]).toEqual([200, true]);
  expect(await stores.problems.load(alertOf().fingerprint)).toBeUndefined();
  const done = await send(restEvent('POST', `/v1/actions/${token}`, '', Buffer.from('choice=acknowledge&name=Anna')));
  expect(done.body).toContain('Acknowledged by Anna (holder of the link)');
  expect(await stores.problems.load(alertOf().fingerprint)).toMatchObject({
    state: 'acknowledged',
    answers: [{ via: 'link' }],
  });
});
