import { afterAll, beforeAll, expect, it } from 'vitest';
import { aktoWebhook, type Pipeline, startPipeline, until, yamlOf } from './pipeline.ts';
import { type Receiver, startReceiver } from './receiver.ts';

let receiver: Receiver;
let pipeline: Pipeline;
let alertId: string;

beforeAll(async () => {
  receiver = await startReceiver();
  const hook = (path: string) => `{ type: webhook, url: "${receiver.url}/${path}" }`;
  pipeline = await startPipeline(yamlOf({ first: hook('first'), spare: hook('spare') }, undefined, '  - to: [first]'));
  await pipeline.hook('akto', aktoWebhook(1));
  await pipeline.settled(1);
  alertId = await until('the alert is listed', async () => (await pipeline.alerts()).alerts[0]?.id);
});
afterAll(async () => {
  await pipeline.close();
  await receiver.close();
});

const replay = (body: object) => pipeline.admin('/v1/replay', { method: 'POST', body: JSON.stringify(body) });

it('shows first what it would send, and sends nothing', async () => {
  const { status, body } = await replay({ source: 'akto', status: 'delivered' });
  expect([status, body]).toMatchObject([200, { deliveries: [`${alertId}:first`], dryRun: true }]);
  expect(receiver.at('/first')).toHaveLength(1);
});

it('sends to another destination, which the ledger then accounts for', async () => {
  const { status } = await replay({ source: 'akto', status: 'delivered', to: 'spare', dryRun: false });
  expect(status).toBe(202);
  await until('the other destination has it', () => (receiver.at('/spare').length === 1 ? true : undefined));
  expect(await pipeline.settled(1)).toMatchObject({ alerts: 1, deliveries: { delivered: 2 }, balanced: true });
});

it('shows its job, which is done', async () => {
  const { body } = await replay({ source: 'akto', status: 'dead', dryRun: false });
  const job = await until('the job is done', async () => {
    const shown = await pipeline.admin(`/v1/replay/${body['job']}`);
    return shown.body['state'] === 'done' ? shown.body : undefined;
  });
  expect(job).toMatchObject({ job: body['job'], alertsRead: 0, deliveriesReplayed: 0 });
});

it('names the destinations there are when asked for another', async () => {
  const { status, body } = await replay({ status: 'delivered', to: 'spar', dryRun: false });
  expect([status, body['detail']]).toEqual([400, 'to: found "spar"; configured are: first, spare']);
});

it('reads the kept webhook again and tells what it says now', async () => {
  const { status, body } = await replay({ destination: 'first', status: 'delivered', reparse: true, dryRun: false });
  expect([status, body['notKept']]).toEqual([202, undefined]);
  await until('it came again', () => (receiver.at('/first').length === 2 ? true : undefined));
  const [before, after] = receiver.at('/first').map((arrived) => JSON.parse(arrived.body).id);
  expect(after).toBe(before);
  expect(await pipeline.settled(1)).toMatchObject({ alerts: 1, deliveries: { delivered: 2 }, balanced: true });
});

it('shows that a destination works, by a message that says that nothing happened', async () => {
  const { status, body } = await pipeline.admin('/v1/destinations/spare/test', { method: 'POST' });
  expect([status, body]).toMatchObject([200, { destination: 'spare', status: 'delivered' }]);
  expect(JSON.parse(receiver.at('/spare').at(-1)?.body ?? '').title).toBe(
    'Test message from Tocsin to spare: nothing happened',
  );
  expect(await pipeline.admin('/v1/destinations/nowhere/test', { method: 'POST' })).toMatchObject({ status: 404 });
});
