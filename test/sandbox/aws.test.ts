import { describe, expect, it } from 'vitest';
import { destinations } from '../../lambdas/destinations/index.ts';
import type { OutboundRequest } from '../../lambdas/domain/outbound.ts';
import { createSend } from '../../lambdas/transport/send.ts';
import { alertNamed, attemptFor } from '../conformance/alerts.ts';
import { sandbox } from './sandbox.ts';

const running = sandbox();
const send = createSend(true);
const names = ['ses', 'security-hub', 'sns', 'eventbridge', 's3'] as const;
const alert = alertNamed('full');

const connectedTo = (name: (typeof names)[number], change: object = {}) => {
  const { type: _, ...settings } = running().settings(name);
  return destinations[name].connect({ ...settings, ...change });
};
const requestTo = (name: (typeof names)[number], change: object = {}): OutboundRequest =>
  connectedTo(name, change).render(alert, attemptFor(alert));

async function verdict(name: (typeof names)[number], request: OutboundRequest) {
  const sent = await send(request);
  return sent.kind === 'answer' ? connectedTo(name).judge(sent.response) : sent;
}

describe.each(names)('%s', (name) => {
  it('takes what is signed, and notes the alert', async () => {
    expect(await verdict(name, requestTo(name))).toMatchObject({ kind: 'delivered' });
    expect([...running().counts()[name]]).toEqual([[alert.id, 1]]);
    expect(running().received()).toMatchObject([{ ok: true, summary: expect.stringContaining('File integrity') }]);
  });

  it.each([
    ['a wrong secret', { secretAccessKey: 'wrong' }],
    ['a wrong key', { accessKeyId: 'AKIAWRONG00000000000' }],
  ])('refuses %s for all alerts alike', async (_, change) => {
    expect(await verdict(name, requestTo(name, change))).toMatchObject({ kind: 'retry', refused: true });
    expect(running().counts()[name].size).toBe(0);
  });

  it('refuses what is not signed', async () => {
    const { auth: _, ...request } = requestTo(name);
    expect(await verdict(name, request)).toMatchObject({ kind: 'retry', refused: true });
  });

  it('refuses what was changed on the way', async () => {
    const request = requestTo(name);
    const { auth } = request;
    if (auth?.kind !== 'aws') throw new Error('not signed');
    expect(await verdict(name, { ...request, auth: { ...auth, service: 'sts' } })).toMatchObject({ refused: true });
  });
});

describe('what the services refuse', () => {
  it.each([
    ['ses', { from: 'ceo@example.com' }, { refused: true, reason: 'identity_not_verified' }],
    ['ses', { configurationSet: 'none' }, { refused: true, reason: 'not_found' }],
    ['sns', { topicArn: 'arn:aws:sns:eu-central-1:123456789012:none.fifo' }, { refused: true, reason: 'not_found' }],
    ['s3', { bucket: 'none' }, { refused: true, reason: 'no_such_bucket' }],
    ['eventbridge', { bus: 'none' }, { refused: true, reason: 'access_denied' }],
    ['security-hub', { accountId: '210987654321' }, { refused: true, reason: 'invalid_access' }],
  ] as const)('%s: %j', async (name, change, expected) => {
    expect(await verdict(name, requestTo(name, change))).toMatchObject({ kind: 'retry', ...expected });
  });

  it('findings and events that are not as they must be', async () => {
    const change = (request: OutboundRequest, from: RegExp, to: string): OutboundRequest => ({
      ...request,
      body: (request.body ?? '').replace(from, to),
    });
    const hub = requestTo('security-hub');
    for (const [from, to] of [
      [/"Title":"[^"]*"/, '"Title":""'],
      [/"HIGH"/, '"high"'],
      [/"TTPs\/[^"]*"/, '"Tactics"'],
    ] as const)
      expect(await verdict('security-hub', change(hub, from, to))).toMatchObject({ kind: 'rejected' });
    const events = requestTo('eventbridge');
    expect(await verdict('eventbridge', change(events, /"Detail":"\{/, '"Detail":"'))).toMatchObject({
      kind: 'rejected',
    });
  });
});

describe('what is sent again', () => {
  it.each(['sns', 's3', 'security-hub'] as const)('arrives once at %s', async (name) => {
    const finding = { ...alert.finding, uid: 'fresh' };
    const fresh = { ...alert, id: `edge:${'9'.repeat(32)}`, fingerprint: 'fresh', finding };
    const request = connectedTo(name).render(fresh, { ...attemptFor(fresh), deliveryId: 'fresh' });
    for (let i = 0; i < 2; i += 1) expect(await verdict(name, request)).toMatchObject({ kind: 'delivered' });
    expect([...running().counts()[name]]).toEqual([[fresh.id, 1]]);
  });

  it('an older alert of a problem changes nothing of its finding, a newer one does', async () => {
    const connected = connectedTo('security-hub');
    const at = (receivedAt: string, n: number) => {
      const each = { ...alert, id: `edge:${String(n).padStart(32, '0')}`, receivedAt };
      return connected.render(each, attemptFor(each));
    };
    for (const request of [
      at('2026-11-21T05:00:00.000Z', 1),
      at('2026-11-21T04:00:00.000Z', 2),
      at('2026-11-21T06:00:00.000Z', 3),
    ])
      await send(request);
    const counts = running().counts()['security-hub'];
    expect([1, 2, 3].map((n) => counts.get(`edge:${String(n).padStart(32, '0')}`) ?? 0)).toEqual([1, 0, 1]);
  });
});
