/** A route that says where in a destination its alerts go, of a destination whose own setting is a plain one. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Pipeline, startPipeline, yamlOf } from './pipeline.ts';
import { type Receiver, startReceiver } from './receiver.ts';

let receiver: Receiver;
let pipeline: Pipeline;

beforeAll(async () => {
  receiver = await startReceiver((_, nth, { body }) => ({
    status: 200,
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ ok: true, ts: `1.${nth}`, channel: JSON.parse(body).channel }),
  }));
  pipeline = await startPipeline(
    yamlOf(
      { ops: `{ type: slack, token: xoxb-test, channel: C0OPS00000, apiUrl: "${receiver.url}/api" }` },
      { any: '{ type: generic, auth: none }' },
      `  - name: all
    to: [ops]
    routes:
      - { name: test, matchers: ['title=~"disk.*"'], to: [{ destination: ops, channel: C0TEST0000 }] }`,
    ),
  );
});
afterAll(async () => {
  await pipeline.close();
  await receiver.close();
});

const send = (title: string, host: string, status = 'open') =>
  pipeline.hook('any', JSON.stringify({ title, host, status, severity: 'high' }));

const channelsAt = (method: string): string[] =>
  receiver.at(`/api/${method}`).map(({ body }) => JSON.parse(body).channel);

it('sends its alerts there, and the others where the destination says', async () => {
  await send('disk full', 'db-1');
  await send('cpu hot', 'db-2');
  expect((await pipeline.settled(2)).deliveries).toMatchObject({ delivered: 2 });
  expect(channelsAt('chat.postMessage').toSorted()).toEqual(['C0OPS00000', 'C0TEST0000']);
});

it('and shows their end where it sent them', async () => {
  await send('disk full', 'db-1', 'resolved');
  await pipeline.settled(3);
  expect(channelsAt('chat.update')).toEqual(['C0TEST0000']);
});
