import { createHash } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { aktoWebhook, type Pipeline, startPipeline, yamlOf } from './pipeline.ts';
import { type Receiver, startReceiver } from './receiver.ts';

const RECORDS = 800;
/** What still travels in a queue message; beyond it a body goes through the bucket. */
const MAX_IN_MESSAGE = 740_000;

/** Text that does not compress, the same at every run. */
const noise = (seed: number): string =>
  Array.from({ length: 32 }, (_, i) => createHash('sha256').update(`${seed}.${i}`).digest('base64')).join('');

let receiver: Receiver;
let pipeline: Pipeline;

beforeAll(async () => {
  receiver = await startReceiver(() => ({ status: 200, body: '{"text":"Success","code":0}' }));
  pipeline = await startPipeline(
    yamlOf({ splunk: `{ type: splunk, url: "${receiver.url}", token: 00000000-0000-0000-0000-000000000000 }` }),
  );
});
afterAll(async () => {
  await pipeline.close();
  await receiver.close();
});

it('an export that is too large for a queue message is delivered to its last record', async () => {
  const events = Array.from({ length: RECORDS }, (_, n) => {
    const [event] = JSON.parse(aktoWebhook(n)).maliciousEvents;
    return { ...event, maliciousPayloadsResponses: [{ orig: noise(n), ts: event.timestamp }] };
  });
  const body = gzipSync(JSON.stringify({ maliciousEvents: events }));
  expect(body.length).toBeGreaterThan(MAX_IN_MESSAGE);
  expect((await pipeline.hook('akto', body, { 'content-encoding': 'gzip' })).status).toBe(202);
  expect(await pipeline.settled(1, 28_000)).toMatchObject({
    webhooks: { accepted: 1 },
    alerts: RECORDS,
    deliveries: { delivered: RECORDS },
    balanced: true,
  });
  const arrived = receiver
    .at('/services/collector/event')
    .map(({ body: text }) => text)
    .join('\n');
  const filters = new Set([...arrived.matchAll(/FILTER_\d+/g)].map(([filter]) => filter));
  expect(filters.size).toBe(RECORDS);
});
