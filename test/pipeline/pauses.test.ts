import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Alert } from '../../lambdas/domain/alert.ts';
import { aktoSource, aktoWebhook, type Pipeline, startPipeline, until, yamlOf } from './pipeline.ts';
import { type Receiver, startReceiver } from './receiver.ts';

let receiver: Receiver;
let pipeline: Pipeline;

const heard = (): Alert[] => receiver.at('/fine').map(({ body }) => JSON.parse(body));
const stateOf = async (id: string, destination: string) =>
  (await pipeline.alert(id)).deliveries.find((each) => each.destination === destination);

beforeAll(async () => {
  receiver = await startReceiver((path) => (path === '/locked' ? { status: 401 } : undefined));
  const hook = (name: string) => `{ type: webhook, url: "${receiver.url}/${name}" }`;
  const routes = '  - { to: [locked, fine] }\n  - { match: { source: tocsin }, to: [fine] }';
  pipeline = await startPipeline(yamlOf({ locked: hook('locked'), fine: hook('fine') }, { akto: aktoSource }, routes));
  await pipeline.hook('akto', aktoWebhook(1));
  await until('the other destination hears of it', () => heard().find(({ kind }) => kind === 'system'));
});
afterAll(async () => {
  await pipeline.close();
  await receiver.close();
});

describe('a destination that refuses everybody', () => {
  it('does not use up the alert, which waits for a credential that is right', async () => {
    const [{ id } = { id: '' }] = heard().filter(({ kind }) => kind === 'detection');
    expect(await stateOf(id, 'locked')).toMatchObject({
      status: 'retrying',
      attempts: [{ outcome: 'retry', httpStatus: 401, reason: 'http_401' }],
    });
    expect(await stateOf(id, 'fine')).toMatchObject({ status: 'delivered' });
  });

  it('is told of at the others, once, by name and with the reason', () => {
    const system = heard().filter(({ kind }) => kind === 'system');
    expect(system).toHaveLength(1);
    expect(system[0]).toMatchObject({ source: 'tocsin', type: 'circuit_opened', severity: 'high' });
    expect(system[0]?.title).toContain('locked');
    expect(system[0]?.title).toContain('http_401');
  });

  it('is not sent every alert that follows', async () => {
    const before = receiver.at('/locked').length;
    for (let n = 2; n < 12; n += 1) await pipeline.hook('akto', aktoWebhook(n));
    const delivered = () => heard().filter(({ kind }) => kind === 'detection').length;
    await until('they reach the other destination', () => (delivered() === 11 ? true : undefined));
    expect(receiver.at('/locked').length - before).toBeLessThan(5);
    expect((await pipeline.ledger()).deliveries.dead).toBe(0);
  });
});
