/** What a changed configuration does to mock receivers that are in use. */
import { expect, it } from 'vitest';
import { createMockDestinations } from '../../infra/mock-destinations/mock-destinations.ts';
import type { Config } from '../../lambdas/config/schema.ts';
import { testAlert } from '../../lambdas/domain/test-alert.ts';
import { createDestinations } from '../../lambdas/engine/deliver/destinations.ts';

type Destinations = Config['destinations'];

const tickets = {
  type: 'jira',
  baseUrl: 'https://a.example',
  email: 'a@b.example',
  apiToken: `\${T}`,
  project: 'SEC',
  issueType: 'Bug',
};
const events = { type: 'webhook', url: 'https://b.example/in', format: 'alert' };

const configWith = (destinations: Destinations): Config =>
  ({ version: 1, sources: {}, destinations, routes: [] }) as unknown as Config;

it('keeps what is known of destinations that have not changed, and takes the others anew', async () => {
  const mocks = createMockDestinations();
  let config = await mocks.inPlaceOf(configWith({ tickets, events }));
  const send = async (id: string, n: string): Promise<void> => {
    const connected = await createDestinations(config, async () => ({}))(id);
    if (typeof connected === 'string') throw new Error(connected);
    const at = new Date().toISOString();
    const attempt = { deliveryId: `${n}:${id}`, at, possibleDuplicate: false };
    await mocks.send(connected.render(testAlert(id, n, at), attempt));
  };
  const counts = () => mocks.view.destinations().map(({ id, arrived }) => [id, arrived]);
  await send('tickets', '1');
  await send('events', '1');
  config = await mocks.inPlaceOf(configWith({ tickets, events: { ...events, format: 'ocsf' }, more: events }));
  await send('tickets', '2');
  await send('more', '1');
  expect(counts()).toEqual([
    ['tickets', 2],
    ['events', 1],
    ['more', 1],
  ]);
  expect(mocks.view.received('tickets', 1)?.[0]?.drawing, 'the second issue of the same site').toContain('SEC-2');
  expect(config.destinations['events']?.['format']).toBe('ocsf');
  config = await mocks.inPlaceOf(configWith({ tickets }));
  expect(counts()).toEqual([['tickets', 2]]);
  expect(mocks.view.received('events', 1)).toBeUndefined();
  expect(mocks.view.received(undefined, 10)?.map(({ destination }) => destination)).toEqual(['tickets', 'tickets']);
});

it('keeps a bounded number, and sends to nobody else', async () => {
  const mocks = createMockDestinations();
  const config = await mocks.inPlaceOf(configWith({ events }));
  const url = String(config.destinations['events']?.['url']);
  for (let n = 0; n < 120; n += 1)
    await mocks.send({
      method: 'POST',
      url,
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ n, long: 'x'.repeat(100_000) }),
    });
  const received = mocks.view.received('events', 1_000) ?? [];
  expect(received.length).toBe(50);
  expect(Math.max(...received.map(({ request }) => request.body.length))).toBeLessThanOrEqual(64_000);
  expect(received[0]?.request.bytes).toBeGreaterThan(100_000);
  for (const other of [
    'https://events.example/in',
    'https://d9.sandbox.invalid/in',
    'http://127.0.0.1:1/',
    'smtp://mail.example',
    'no url',
  ])
    expect(await mocks.send({ method: 'POST', url: other, headers: {} })).toEqual({
      kind: 'not-sent',
      reason: 'sandbox_only',
      refused: true,
    });
});
