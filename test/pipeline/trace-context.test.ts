/** The trace context of a webhook, from its request to the requests that its alert causes. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { readTraceparent } from '../../lambdas/domain/trace-context.ts';
import { aktoWebhook, type Pipeline, startPipeline, until, yamlOf } from './pipeline.ts';
import { type Receiver, startReceiver } from './receiver.ts';

let receiver: Receiver;
let pipeline: Pipeline;

beforeAll(async () => {
  receiver = await startReceiver((path, nth) => (path === '/flaky' && nth === 1 ? { status: 503 } : undefined));
  pipeline = await startPipeline(
    yamlOf({
      one: `{ type: webhook, url: "${receiver.url}/one" }`,
      flaky: `{ type: webhook, url: "${receiver.url}/flaky" }`,
      own: `{ type: webhook, url: "${receiver.url}/own", headers: { traceparent: "set-by-the-operator" } }`,
      team: `{ type: slack, webhookUrl: "${receiver.url}/team" }`,
    }),
  );
});
afterAll(async () => {
  await pipeline?.close();
  await receiver?.close();
});

const traceparents = (path: string): (string | undefined)[] =>
  receiver.at(path).map(({ headers }) => headers['traceparent']?.toString());
const contexts = (path: string) => traceparents(path).map((text) => readTraceparent(text));

const TRACE = '4bf92f3577b34da6a3ce929d0e0e4736';
const SPAN = '00f067aa0ba902b7';

it('goes on with the trace of the sender, also with another attempt and a replay', { timeout: 60_000 }, async () => {
  await pipeline.hook('akto', aktoWebhook(1), { traceparent: `00-${TRACE}-${SPAN}-00` });
  await until(
    'all came',
    () => (receiver.at('/flaky').length === 2 && receiver.at('/one').length === 1 ? true : undefined),
    30_000,
  );
  const [one, first, second] = [...contexts('/one'), ...contexts('/flaky')];
  for (const each of [one, first, second]) expect(each).toMatchObject({ traceId: TRACE, flags: '00' });
  const spans = [one, first, second].map((each) => each?.spanId);
  expect(new Set([SPAN, ...spans]).size, 'a span of its own for each request').toBe(4);

  const { alerts } = await pipeline.alerts('?source=akto');
  const [{ id } = { id: '' }] = alerts;
  const { deliveries } = await pipeline.alert(id);
  const delivery = deliveries.find(({ destination }) => destination === 'one');
  await pipeline.replay(delivery?.id ?? '');
  await until('it is sent again', () => (receiver.at('/one').length === 2 ? true : undefined));
  expect(contexts('/one')[1]).toMatchObject({ traceId: TRACE });
});

it('makes a trace where the sender has none, or an invalid one', { timeout: 60_000 }, async () => {
  const before = receiver.at('/one').length;
  await pipeline.hook('akto', aktoWebhook(2));
  await pipeline.hook('akto', aktoWebhook(3), { traceparent: `00-${'0'.repeat(32)}-${SPAN}-01` });
  await until('both came', () => (receiver.at('/one').length === before + 2 ? true : undefined));
  const made = contexts('/one').slice(before);
  expect(made.map((each) => each?.flags)).toEqual(['01', '01']);
  expect(new Set([TRACE, ...made.map((each) => each?.traceId)]).size, 'one for each webhook').toBe(3);
});

it('changes no header that the operator set, and sends it to no chat', async () => {
  expect(traceparents('/own').every((text) => text === 'set-by-the-operator')).toBe(true);
  expect(traceparents('/own').length).toBeGreaterThan(0);
  expect(traceparents('/team').length).toBeGreaterThan(0);
  expect(traceparents('/team').every((text) => text === undefined)).toBe(true);
});
