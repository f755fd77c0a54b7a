/** An operator's pause: nothing is sent, nothing is lost, and what waits goes out when it ends. */
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { aktoWebhook, type Pipeline, startPipeline, until, yamlOf } from './pipeline.ts';
import { type Receiver, startReceiver } from './receiver.ts';

let receiver: Receiver;
let pipeline: Pipeline;

beforeAll(async () => {
  receiver = await startReceiver();
  pipeline = await startPipeline(
    yamlOf({
      soc: `{ type: webhook, url: "${receiver.url}/soc" }`,
      archive: `{ type: webhook, url: "${receiver.url}/archive" }`,
    }),
  );
});
afterAll(async () => {
  await pipeline.close();
  await receiver.close();
});

const ask = (action: string) =>
  pipeline.admin(`/v1/destinations/soc/${action}`, { method: 'POST', body: JSON.stringify({ by: 'anna' }) });

it('holds one destination back, changes nothing for another, and ends when somebody resumes it', async () => {
  expect((await ask('pause')).status).toBe(200);
  await sleep(1_500);
  for (const n of [1, 2, 3]) await pipeline.hook('akto', aktoWebhook(n));
  await until('the other destination has them', () => (receiver.at('/archive').length === 3 ? true : undefined));
  await sleep(1_000);
  expect(receiver.at('/soc')).toEqual([]);
  expect(await pipeline.ledger()).toMatchObject({ balanced: true, deliveries: { delivered: 3, dead: 0 } });
  expect((await pipeline.admin('/v1/destinations')).body).toMatchObject({
    destinations: [
      { id: 'soc', state: 'paused', pausedBy: 'anna' },
      { id: 'archive', state: 'ok', recent: { deliveries: { delivered: 3 } } },
    ],
  });
  expect((await ask('resume')).status).toBe(200);
  expect((await pipeline.settled(3)).deliveries).toMatchObject({ delivered: 6, dead: 0 });
  expect(receiver.at('/soc')).toHaveLength(3);
  const { body } = await pipeline.admin('/v1/destinations');
  expect(body).toMatchObject({
    destinations: [{ id: 'soc', state: 'ok', recent: { lastDeliveredAt: expect.any(String) } }, {}],
  });
  expect((await pipeline.admin('/v1/sources')).body).toMatchObject({
    sources: [{ id: 'akto', type: 'akto', hookPath: '/v1/hooks/akto', recent: { alerts: 3 } }],
  });
});
