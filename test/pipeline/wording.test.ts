/** Wording through the front door: a webhook in, what the vendor is sent out, with settings of destination and route. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { aktoWebhook, type Pipeline, startPipeline, yamlOf } from './pipeline.ts';
import { type Receiver, startReceiver } from './receiver.ts';

let receiver: Receiver;
let pipeline: Pipeline;

const message = 'title: "Mine: {{ type }}", footer: "by {{ source }}", mention: { high: [here] }';
const routes = [
  '  - { to: [soc, other], message: { title: "Route: {{ type }}", fields: [{ name: Who, value: "{{ actor.ip }}" }] }, match: { severity: high } }',
  '  - { to: [soc], match: { severity: medium } }',
].join('\n');

beforeAll(async () => {
  receiver = await startReceiver(() => ({ status: 200, body: 'ok' }));
  const slack = (path: string, more: string) => `{ type: slack, webhookUrl: "${receiver.url}/${path}"${more} }`;
  pipeline = await startPipeline(
    yamlOf({ soc: slack('soc', `, message: { ${message} }`), other: slack('other', '') }, undefined, routes),
  );
});
afterAll(async () => {
  await pipeline.close();
  await receiver.close();
});

it('words each delivery by its route first, then by its destination', async () => {
  await pipeline.hook('akto', aktoWebhook(1, 'HIGH'));
  await pipeline.hook('akto', aktoWebhook(2, 'MEDIUM'));
  await pipeline.settled(2);
  const [high = '', medium = ''] = receiver
    .at('/soc')
    .map(({ body }) => body)
    .sort((a) => (a.includes('FILTER_1') ? -1 : 1));
  expect(high).toMatch(/Route: FILTER_1.*"range":"here".*Who: .*203\.0\.113\.1.*by akto/);
  expect(high).not.toContain('Mine:');
  expect(medium).toMatch(/Mine: FILTER_2.*by akto/);
  expect(medium).not.toMatch(/Who: |broadcast/);
  const [other = ''] = receiver.at('/other').map(({ body }) => body);
  expect(other).toMatch(/Route: FILTER_1.*Who: /);
  expect(other).not.toMatch(/broadcast|by akto/);
});
