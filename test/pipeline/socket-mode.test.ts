/** Slack's buttons and commands on a machine without a public address. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Peer, startSocketServer } from '../local/socket-mode/socket-server.ts';
import { slackPress } from './answering-vendors.ts';
import { aktoWebhook, type Pipeline, startPipeline, until, yamlOf } from './pipeline.ts';
import { type Receiver, type Reply, startReceiver } from './receiver.ts';

let sockets: Awaited<ReturnType<typeof startSocketServer>>;
let receiver: Receiver;
let pipeline: Pipeline;
let refusesOpening = false;

const json = (value: unknown): Reply => ({
  status: 200,
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify(value),
});

beforeAll(async () => {
  sockets = await startSocketServer();
  receiver = await startReceiver((path, nth) => {
    if (path !== '/slack/apps.connections.open') return json({ ok: true, channel: 'C1', ts: `1796004847.00000${nth}` });
    return json(refusesOpening ? { ok: false, error: 'internal_error' } : { ok: true, url: sockets.url });
  });
  const app = `token: xoxb-test, appToken: "\${APP_TOKEN}", apiUrl: "${receiver.url}/slack"`;
  const chat = `{ type: slack, channel: C0123456789, ${app} }`;
  const second = `{ type: slack, channel: C9876543210, ${app} }`;
  pipeline = await startPipeline(yamlOf({ chat, second }), { APP_TOKEN: 'xapp-1-test-token' });
  await pipeline.hook('akto', aktoWebhook(1));
  await pipeline.settled(1);
});
afterAll(async () => {
  await pipeline.close();
  await sockets.close();
  await receiver.close();
});

const latest = (): Promise<Peer> => until('there is a connection', () => sockets.peers.at(-1));
const confirmed = (peer: Peer, id: string) =>
  until(`${id} is confirmed`, () =>
    peer.texts.map((text): Record<string, unknown> => JSON.parse(text)).find((each) => each['envelope_id'] === id),
  );

function pressIn(message: unknown, choice: string): unknown {
  const { blocks } = message as { blocks: { block_id?: string; elements?: { value?: string }[] }[] };
  const value = blocks.find(({ block_id: id }) => id === 'tocsin_answers')?.elements?.[0]?.value ?? '';
  return JSON.parse(slackPress(choice, value, '1', receiver.url, message)['payload'] ?? '');
}
const posted = (): unknown => JSON.parse(receiver.at('/slack/chat.postMessage')[0]?.body ?? '{}');
const interactive = (id: string, choice: string) => ({
  type: 'interactive',
  envelope_id: id,
  accepts_response_payload: false,
  payload: pressIn(posted(), choice),
});
const command = (id: string, text: string) => ({
  type: 'slash_commands',
  envelope_id: id,
  accepts_response_payload: true,
  payload: { command: '/tocsin', text, user_id: 'U1', user_name: 'anna', trigger_id: id },
});

describe('a connection to Slack', () => {
  it('is opened once for an app, with its own token', async () => {
    await latest();
    const opened = receiver.at('/slack/apps.connections.open');
    expect(opened).toHaveLength(1);
    expect(opened[0]?.headers.authorization).toBe('Bearer xapp-1-test-token');
  });

  it('brings buttons, which are answered, confirmed and shown', async () => {
    const peer = await latest();
    peer.send(interactive('e1', 'acknowledge'));
    expect(await confirmed(peer, 'e1')).toEqual({ envelope_id: 'e1' });
    const { alerts } = await pipeline.alerts();
    const { body } = await pipeline.admin(`/v1/alerts/${encodeURIComponent(alerts[0]?.id ?? '')}`);
    expect(body['problem']).toMatchObject({
      state: 'acknowledged',
      answers: [{ via: 'slack', author: '1 (Slack U1)' }],
    });
    expect(receiver.at('/slack/response')[0]?.body).toContain('Acknowledged by 1 (Slack U1) at ');
  });

  it('brings commands, whose reply goes back over it', async () => {
    const peer = await latest();
    peer.send(command('e2', 'status'));
    const { payload } = await confirmed(peer, 'e2');
    expect(payload).toEqual({
      response_type: 'ephemeral',
      text: expect.stringMatching(/^Deliveries in flight: queued \d+, sending 0, .* Silences that go on: 0\.$/),
    });
  });

  it('confirms what it does not know, and survives what it cannot read', async () => {
    const peer = await latest();
    peer.send('no envelope');
    peer.send({ type: 'interactive', envelope_id: 'e3', payload: { type: 'block_actions', actions: 'none' } });
    peer.send({ type: 'events_api', envelope_id: 'e4', payload: { event: {} } });
    await confirmed(peer, 'e3');
    expect(await confirmed(peer, 'e4')).toEqual({ envelope_id: 'e4' });
  });

  it.each<[string, (peer: Peer) => void]>([
    ['Slack wants a new one', (peer) => peer.send({ type: 'disconnect', reason: 'refresh_requested' })],
    ['it is cut', (peer) => peer.cut()],
  ])('is opened again when %s', async (_, end) => {
    const before = sockets.peers.length;
    end(await latest());
    await until('there is another connection', () => (sockets.peers.length > before ? true : undefined));
    const peer = await latest();
    peer.send(command(`again ${before}`, 'silences'));
    expect(await confirmed(peer, `again ${before}`)).toMatchObject({ payload: { text: 'No silence goes on.' } });
  });

  it('is tried again more and more seldom while Slack opens none, and logs no token', async () => {
    refusesOpening = true;
    const before = receiver.at('/slack/apps.connections.open').length;
    (await latest()).cut();
    await new Promise((resolve) => setTimeout(resolve, 8_000));
    const tries = receiver.at('/slack/apps.connections.open').length - before;
    expect(tries).toBeGreaterThan(0);
    expect(tries).toBeLessThanOrEqual(4);
    refusesOpening = false;
    expect(pipeline.logged.some(({ event }) => event === 'socket_mode.refused')).toBe(true);
    expect(JSON.stringify(pipeline.logged)).not.toContain('xapp-1-test-token');
  });
});
