/** The vendors' own libraries, over HTTP: each request is verified or parsed as it arrived. */
import { once } from 'node:events';
import { createServer } from 'node:http';
import { CloudEvent, HTTP } from 'cloudevents';
import { Webhook } from 'standardwebhooks';
import { expect, it } from 'vitest';
import { webhook } from '../../lambdas/destinations/webhook/index.ts';
import { createSend } from '../../lambdas/transport/send.ts';
import { attemptFor } from '../conformance/alerts.ts';
import { hostileAlerts } from './hostile.ts';

interface Arrived {
  readonly headers: Record<string, string>;
  readonly body: string;
}

/** Sends every hostile alert to a receiver on loopback; what arrived, in order. */
async function arrivals(settings: object): Promise<Arrived[]> {
  const arrived: Arrived[] = [];
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(Buffer.from(chunk));
    const headers = Object.entries(request.headers).map(([name, value]) => [name, String(value)]);
    arrived.push({ headers: Object.fromEntries(headers), body: Buffer.concat(chunks).toString('utf8') });
    response.end();
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  const { render } = webhook.connect({ url: `http://127.0.0.1:${port}/in`, ...settings });
  const send = createSend(true);
  try {
    for (const alert of hostileAlerts) {
      const attempt = { ...attemptFor(alert), at: new Date().toISOString() };
      expect(await send(render(alert, attempt))).toMatchObject({ kind: 'answer', response: { status: 200 } });
    }
  } finally {
    server.closeAllConnections();
    server.close();
  }
  return arrived;
}

it('Standard Webhooks verifies every signature, and none of another body', async () => {
  const signingSecret = `whsec_${Buffer.from('interop secret of 24 byt').toString('base64')}`;
  const verifier = new Webhook(signingSecret);
  const arrived = await arrivals({ signingSecret });
  expect(arrived).toHaveLength(hostileAlerts.length);
  for (const { headers, body } of arrived) {
    expect(verifier.verify(body, headers)).toEqual(JSON.parse(body));
    expect(() => verifier.verify(`${body} `, headers)).toThrow();
  }
});

it('CloudEvents parses every event, with the alert as its data', async () => {
  const arrived = await arrivals({ format: 'cloudevents' });
  const events = arrived.map((message) => {
    const event = HTTP.toEvent<{ id: string }>(message);
    if (!(event instanceof CloudEvent)) throw new Error('not one event');
    expect(event.validate()).toBe(true);
    return event;
  });
  expect(events.map(({ id, data }) => [id, data?.id])).toEqual(hostileAlerts.map(({ id }) => [id, id]));
});
