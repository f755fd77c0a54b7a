import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { Send, Sent } from '../../lambdas/engine/ports/transport.ts';
import { startBudget } from '../../lambdas/transport/connect/budget.ts';
import { createSend } from '../../lambdas/transport/send.ts';
import { createTokens, type TokenAuth } from '../../lambdas/transport/tokens.ts';
import { withAuth } from '../../lambdas/transport/with-auth.ts';
import { portOf } from './listening.ts';
import { limits, request, SLACK_MS, TIMEOUT_MS, timed } from './timed.ts';

/** A token endpoint and a service, each with its delay; `tokens` counts requests for a token. */
async function service(delays: () => { readonly token: number; readonly answer: number }) {
  const counts = { tokens: 0, answers: 0 };
  const serve = (incoming: IncomingMessage, outgoing: ServerResponse) => {
    incoming.resume();
    const isToken = incoming.url === '/token';
    const { token, answer } = delays();
    if (isToken) counts.tokens += 1;
    else counts.answers += 1;
    const body = isToken ? JSON.stringify({ access_token: 't', expires_in: 3600 }) : 'ok';
    setTimeout(() => outgoing.end(body), isToken ? token : answer);
  };
  const instance = createServer(serve).listen(0, '127.0.0.1');
  const base = `http://127.0.0.1:${await portOf(instance)}`;
  onTestFinished(() => {
    instance.closeAllConnections();
    instance.close();
  });
  const auth: TokenAuth = { kind: 'client-credentials', tokenUrl: `${base}/token`, clientId: 'i', clientSecret: 's' };
  return { counts, auth, request: request(`${base}/in`, { auth }) };
}

describe('a token', () => {
  it('that does not come takes no more than the time of the request', async () => {
    const { request: wanting } = await service(() => ({ token: 60_000, answer: 0 }));
    const { sent, ms } = await timed(() => createSend(true)(wanting, limits));
    expect(sent).toEqual({ kind: 'not-sent', reason: 'token_timeout' });
    expect(ms).toBeLessThan(TIMEOUT_MS + SLACK_MS);
  });

  it('that comes late leaves the rest of the time to the request', async () => {
    const { request: wanting } = await service(() => ({ token: 800, answer: 60_000 }));
    const { sent, ms } = await timed(() => createSend(true)(wanting, { timeoutMs: 2_000 }));
    expect(sent).toEqual({ kind: 'no-answer', reason: 'timeout' });
    expect(ms).toBeLessThan(2_000 + SLACK_MS);
  });

  it('that is asked for with little time fails nobody who has more', async () => {
    const { counts, request: wanting } = await service(() => ({ token: 300, answer: 0 }));
    const send = createSend(true);
    const waits = [100, 2_000, 2_000, 2_000];
    const all = await Promise.all(waits.map((timeoutMs) => timed(() => send(wanting, { timeoutMs }))));
    expect(all.map(({ sent }) => sent.kind)).toEqual(['not-sent', 'answer', 'answer', 'answer']);
    expect(counts).toEqual({ tokens: 2, answers: 3 });
  });

  it('that is asked for with much time makes nobody wait who has less', async () => {
    const { counts, request: wanting } = await service(() => ({ token: 2_500, answer: 0 }));
    const send = createSend(true);
    const [long, short] = await Promise.all([
      timed(() => send(wanting, { timeoutMs: 10_000 })),
      timed(() => send(wanting, { timeoutMs: 150 })),
    ]);
    expect(long.sent).toMatchObject({ kind: 'answer' });
    expect(short.sent).toEqual({ kind: 'not-sent', reason: 'token_timeout' });
    expect(short.ms).toBeLessThan(150 + SLACK_MS);
    expect(counts.tokens).toBe(1);
  });

  it.each<[string, Sent, object]>([
    [
      'a certificate that is not accepted',
      { kind: 'not-sent', reason: 'cert_has_expired', refused: true },
      { refused: true },
    ],
    ['no answer', { kind: 'no-answer', reason: 'econnreset' }, { reason: 'token_econnreset' }],
    [
      'an answer that is cut',
      { kind: 'answer', response: { at: 0, status: 200, headers: {}, body: '{"acc', isCut: true } },
      { reason: 'token_answer_cut' },
    ],
  ])('that has %s at its endpoint: nothing was sent', async (_, sent, failed) => {
    const { auth } = await service(() => ({ token: 0, answer: 0 }));
    const tokens = createTokens(async () => sent);
    expect(await tokens.obtain(auth, startBudget(limits))).toMatchObject({ failed: { kind: 'not-sent', ...failed } });
  });
});

describe('a signature', () => {
  const aws = request('https://sns.eu-central-1.amazonaws.com/', {
    auth: { kind: 'aws', service: 'sns', region: 'eu-central-1' },
  });
  const answering: Send = async () => ({ kind: 'answer', response: { at: 0, status: 200, headers: {}, body: '' } });

  it('whose credentials do not come takes no more than the time of the request', async () => {
    const send = withAuth(answering, () => new Promise(() => undefined));
    const { sent, ms } = await timed(() => send(aws, limits));
    expect(sent).toEqual({ kind: 'not-sent', reason: 'aws_credentials_timeout' });
    expect(ms).toBeLessThan(TIMEOUT_MS + SLACK_MS);
  });

  it('that has no credentials is not sent', async () => {
    const send = withAuth(answering, () => Promise.reject(new Error('none')));
    expect(await send(aws, limits)).toEqual({ kind: 'not-sent', reason: 'aws_credentials_missing' });
  });
});
