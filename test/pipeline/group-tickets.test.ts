/** The ticket of a group of alerts is moved: each problem that its message carried is answered. */
import { afterEach, beforeEach, expect, it } from 'vitest';
import { jiraMove, signedByJira, startVendors, type Vendors } from './answering-vendors.ts';
import { aktoWebhook, type Pipeline, startPipeline, until, yamlOf } from './pipeline.ts';

let vendors: Vendors;
let pipeline: Pipeline;

beforeEach(async () => {
  vendors = await startVendors();
  const routes = [
    '  - { to: [issues], groupBy: [source], groupWait: 2s, continue: true }',
    '  - { to: [chat, incidents, pager] }',
  ].join('\n');
  pipeline = await startPipeline(yamlOf(vendors.destinations, undefined, routes));
});
afterEach(async () => {
  await pipeline.close();
  await vendors.close();
});

const own = async () => (await pipeline.alerts()).alerts.filter(({ source }) => source === 'akto');
const problemOf = async (id: string) => (await pipeline.admin(`/v1/alerts/${encodeURIComponent(id)}`)).body['problem'];
const acknowledgements = (): number =>
  vendors.receiver.at('/pd/v2/enqueue').filter(({ body }) => JSON.parse(body).event_action === 'acknowledge').length;

it('a move of the ticket acknowledges all problems of the group, and the pager follows for each', async () => {
  for (const n of [1, 2]) await pipeline.hook('akto', aktoWebhook(n));
  await until('the group has its ticket', () =>
    vendors.receiver.at('/jira/rest/api/3/issue').length === 1 ? true : undefined,
  );
  await pipeline.settled(2);
  const { path, init } = signedByJira(jiraMove('indeterminate'));
  expect(await pipeline.request(path, init)).toMatchObject({ status: 200, body: { status: 'done' } });
  const alerts = await own();
  expect(alerts).toHaveLength(2);
  for (const { id } of alerts)
    expect(await problemOf(id)).toMatchObject({ state: 'acknowledged', answers: [{ author: 'Anna', via: 'jira' }] });
  await until('the pager follows', () => (acknowledgements() === 2 ? true : undefined));
});
