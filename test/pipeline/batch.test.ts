import { afterAll, beforeAll, expect, it } from 'vitest';
import { isFields } from '../../lambdas/domain/values/json-fields.ts';
import { aktoWebhook, type Pipeline, startPipeline, yamlOf } from './pipeline.ts';
import { type Receiver, startReceiver } from './receiver.ts';

const ALERTS = 40;
const COLLECTOR = '/services/collector/event';

/** The alert ids of a HEC request, in order. */
const idsIn = (body: string): string[] => [...body.matchAll(/"alert_id":"([^"]+)"/g)].map(([, id = '']) => id);

let receiver: Receiver;
let pipeline: Pipeline;
/** The first request with room for a good event, a bad one and one after it. */
let cut: readonly string[] = [];

beforeAll(async () => {
  receiver = await startReceiver((_path, _nth, { body }) => {
    const ids = [...new Set(idsIn(body))];
    if (cut.length > 0 || ids.length < 3) return { status: 200, body: '{"text":"Success","code":0}' };
    cut = ids;
    return { status: 400, body: '{"text":"Invalid data format","code":6,"invalid-event-number":1}' };
  });
  pipeline = await startPipeline(
    yamlOf({ splunk: `{ type: splunk, url: "${receiver.url}", token: 00000000-0000-0000-0000-000000000000 }` }),
  );
  const events = Array.from({ length: ALERTS }, (_, n) => JSON.parse(aktoWebhook(n)).maliciousEvents[0]);
  await pipeline.hook('akto', JSON.stringify({ maliciousEvents: events }));
});
afterAll(async () => {
  await pipeline.close();
  await receiver.close();
});

it('a batch that fails at one event costs that event alone', async () => {
  const { deliveries, balanced } = await pipeline.settled(1);
  expect({ delivered: deliveries.delivered, dead: deliveries.dead, balanced }).toEqual({
    delivered: ALERTS - 1,
    dead: 1,
    balanced: true,
  });
  const [before = '', bad = '', after = ''] = cut;
  const stateOf = async (id: string) => (await pipeline.alert(id)).deliveries[0];
  expect(await stateOf(bad)).toMatchObject({
    status: 'dead',
    reason: 'invalid_data_format',
    attempts: [{ outcome: 'rejected', httpStatus: 400 }],
  });
  expect(await stateOf(before)).toMatchObject({
    status: 'delivered',
    attempts: [{ outcome: 'unknown', reason: 'batch_cut_short' }, { outcome: 'delivered' }],
  });
  expect(await stateOf(after)).toMatchObject({
    status: 'delivered',
    attempts: [{ outcome: 'retry', reason: 'batch_cut_short' }, { outcome: 'delivered' }],
  });
});

it('sends many alerts in few requests', () => {
  expect(receiver.at(COLLECTOR).length).toBeLessThan(ALERTS / 2);
});

it('marks only what may have arrived as a possible repeat', () => {
  const events = receiver
    .at(COLLECTOR)
    .flatMap(({ body }) => body.split('\n').map((line): unknown => JSON.parse(line)));
  const marked = events.filter(
    (event) => isFields(event) && isFields(event['fields']) && 'possible_duplicate' in event['fields'],
  );
  expect(marked.flatMap((event) => [...new Set(idsIn(JSON.stringify(event)))])).toEqual([cut[0]]);
});
