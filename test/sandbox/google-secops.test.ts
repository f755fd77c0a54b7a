import { expect, it } from 'vitest';
import { at } from '../../infra/sandbox/_kit/json.ts';
import { googleSecops } from '../../lambdas/destinations/google-secops/index.ts';
import { createSend } from '../../lambdas/transport/send.ts';
import { alertNamed, alerts, attemptFor } from '../conformance/alerts.ts';
import { sandbox, send } from './sandbox.ts';

const running = sandbox();
const full = alertNamed('full');

const rendered = (change: object = {}) => {
  const { type: _, ...settings } = running().settings('google-secops');
  return googleSecops.connect({ ...settings, ...change });
};

it('gives out a token for the account’s own signature, and imports', async () => {
  const sent = await createSend(true)(rendered().render(full, attemptFor(full)));
  expect(sent).toMatchObject({ kind: 'answer', response: { status: 200, body: '{}' } });
  expect(running().counts()['google-secops'].get(full.id)).toBe(1);
});

it('takes all events or none', async () => {
  const items = [...alerts.values()].map((alert) => ({ alert, attempt: attemptFor(alert) }));
  const request = rendered().batch?.render(items);
  if (request === undefined) throw new Error('no batch');
  const spoilt = request.body?.replace('"eventType":"GENERIC_EVENT"', '"eventType":"NOT_A_TYPE"') ?? '';
  expect(await createSend(true)({ ...request, body: spoilt })).toMatchObject({ response: { status: 400 } });
  expect(running().counts()['google-secops'].size).toBe(0);
  expect(await createSend(true)(request)).toMatchObject({ response: { status: 200 } });
});

it('knows its instance', async () => {
  const request = rendered({ instance: '11111111-1111-4111-8111-111111111111' }).render(full, attemptFor(full));
  expect(await createSend(true)(request)).toMatchObject({ response: { status: 403 } });
});

it.each([
  ['a request without a token', {}, 401, 'UNAUTHENTICATED'],
  ['an unknown field', { authorization: 'Bearer sandbox-google-access-token' }, 400, 'INVALID_ARGUMENT'],
])('refuses %s', async (_, headers, status, code) => {
  const { url } = rendered().render(full, attemptFor(full));
  const events = [{ udm: { metadata: { eventType: 'GENERIC_EVENT', nonsense: 1 } } }];
  const answer = await send(url, { inlineSource: { events } }, headers);
  expect([answer.status, at(answer.json, 'error', 'status')]).toEqual([status, code]);
});

it('gives no token for what somebody else signed', async () => {
  const body = new URLSearchParams({ grant_type: 'urn:ietf:params:oauth:grant-type:jwt-bearer', assertion: 'a.b.c' });
  const base = String(running().settings('google-secops')['baseUrl']).replace('/v1beta', '');
  const answer = await send(`${base}/token`, body.toString(), { 'content-type': 'application/x-www-form-urlencoded' });
  expect([answer.status, at(answer.json, 'error')]).toEqual([400, 'invalid_grant']);
});
