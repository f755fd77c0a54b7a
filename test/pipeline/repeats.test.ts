import { afterAll, beforeAll, expect, it } from 'vitest';
import { aktoWebhook, type Pipeline, startPipeline, until, yamlOf } from './pipeline.ts';
import { type Receiver, startReceiver } from './receiver.ts';

const TIMES = 50;

let receiver: Receiver;
let pipeline: Pipeline;

beforeAll(async () => {
  receiver = await startReceiver();
  pipeline = await startPipeline(yamlOf({ archive: `{ type: webhook, url: "${receiver.url}/in" }` }));
});
afterAll(async () => {
  await pipeline.close();
  await receiver.close();
});

it('the same body fifty times at once is one alert, told once, and the ledger counts the repeats', async () => {
  const answers = await Promise.all(Array.from({ length: TIMES }, () => pipeline.hook('akto', aktoWebhook(1))));
  expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([202]));
  expect(new Set(answers.map(({ body }) => body['webhookId'])).size, 'each has its own receipt').toBe(TIMES);
  const ledger = await pipeline.settled(TIMES);
  expect(ledger).toMatchObject({
    webhooks: { accepted: TIMES, duplicate: TIMES - 1, empty: 0, ignored: 0 },
    alerts: 1,
    deliveries: { delivered: 1 },
    balanced: true,
  });
  expect(receiver.at('/in')).toHaveLength(1);
});

it('a later repeat beside something new brings only what is new', async () => {
  const events = [1, 2].flatMap((n) => JSON.parse(aktoWebhook(n)).maliciousEvents);
  await pipeline.hook('akto', JSON.stringify({ maliciousEvents: events }));
  expect(await pipeline.settled(TIMES + 1)).toMatchObject({
    webhooks: { accepted: TIMES + 1, duplicate: TIMES - 1 },
    alerts: 2,
    deliveries: { delivered: 2 },
    balanced: true,
  });
  await until('the new one came', () => (receiver.at('/in').length === 2 ? true : undefined));
  expect(receiver.at('/in').map(({ body }) => JSON.parse(body).type)).toEqual(['FILTER_1', 'FILTER_2']);
});
