/** A canary on a whole system of one machine: it arrives, and neither the list nor the ledger shows it. */
import { expect, it, onTestFinished } from 'vitest';
import { ADMIN_TOKEN, startPipeline, until, yamlOf } from './pipeline.ts';
import { startReceiver } from './receiver.ts';

it('a canary goes through the running system to the destinations of its route', async () => {
  const receiver = await startReceiver(() => undefined);
  const yaml = yamlOf(
    {
      archive: `{ type: webhook, url: "${receiver.url}/archive" }`,
      other: `{ type: webhook, url: "${receiver.url}/other" }`,
    },
    undefined,
    '  - { name: urgent, match: { severity: critical }, to: [archive] }\n  - { name: all, to: [other] }\ncanary: { every: 5m, deadline: 2m, routes: [urgent] }',
  );
  const system = await startPipeline(yaml);
  onTestFinished(async () => {
    await system.close();
    await receiver.close();
  });
  const first = await until('the canary arrives', async () => receiver.at('/archive')[0], 40_000);
  expect(first.body).toContain('nothing happened');
  const ended = () => system.logged.find(({ event, fields }) => event === 'canary.routed' && fields['over'] === true);
  await until('the canary is ended', async () => ended(), 40_000);
  expect(await system.alerts()).toEqual({ alerts: [] });
  expect((await system.alerts('?source=tocsin')).alerts.length).toBeGreaterThan(0);
  expect(await system.ledger()).toMatchObject({ alerts: 0, balanced: true, webhooks: { accepted: 0 } });
  const metrics = await (
    await fetch(`${system.url}/metrics`, { headers: { authorization: `Bearer ${ADMIN_TOKEN}` } })
  ).text();
  expect(metrics).toContain('tocsin_');
  expect(metrics).not.toMatch(/^tocsin_(?:deliveries|attempts|notify_seconds_count)\S* [1-9]/m);
  expect([...receiver.at('/archive'), ...receiver.at('/other')]).toHaveLength(1);
});
