/** A delivery that got no answer and that a person has seen arrive. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { aktoWebhook, type Pipeline, startPipeline, until, yamlOf } from './pipeline.ts';
import { type Receiver, startReceiver } from './receiver.ts';

let receiver: Receiver;
let pipeline: Pipeline;

beforeAll(async () => {
  receiver = await startReceiver(() => ({ status: 200, cut: true }));
  pipeline = await startPipeline(yamlOf({ soc: `{ type: webhook, url: "${receiver.url}/soc" }` }));
});
afterAll(async () => {
  await pipeline.close();
  await receiver.close();
});

it('is delivered once it is confirmed, and is not sent again', async () => {
  await pipeline.hook('akto', aktoWebhook(1));
  const id = await until('it is uncertain', async () => {
    const [alert] = (await pipeline.alerts('?status=unknown')).alerts;
    return alert === undefined ? undefined : `${alert.id}:soc`;
  });
  const confirm = () =>
    pipeline.admin(`/v1/deliveries/${encodeURIComponent(id)}/confirm`, {
      method: 'POST',
      body: JSON.stringify({ by: 'Anna', note: 'seen in the channel' }),
    });
  const done = await until('it is between two attempts', async () => {
    const answer = await confirm();
    expect([200, 409]).toContain(answer.status);
    return answer.status === 200 ? answer : undefined;
  });
  expect(done.body).toEqual({ deliveryId: id, status: 'delivered', reason: 'confirmed by Anna: seen in the channel' });
  expect((await confirm()).body).toEqual(done.body);
  const sent = receiver.at('/soc').length;
  expect((await pipeline.settled(1)).deliveries).toMatchObject({ delivered: 1, unknown: 0 });
  const { deliveries } = await pipeline.alert(id.slice(0, -':soc'.length));
  expect(deliveries).toMatchObject([
    { status: 'delivered', attempts: Array.from({ length: sent }, () => ({ outcome: 'unknown' })) },
  ]);
  await new Promise((resolve) => setTimeout(resolve, 6_000));
  expect(receiver.at('/soc')).toHaveLength(sent);
  expect(await pipeline.ledger()).toMatchObject({ balanced: true, deliveries: { delivered: 1 } });
});
