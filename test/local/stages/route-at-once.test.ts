import { describe, expect, it } from 'vitest';
import { configOf } from '../../../infra/load-config.ts';
import type { Loaded } from '../../../infra/local/scheduler/share.ts';
import { routeShares } from '../../../infra/local/stages/route.ts';
import { type LocalStore, localStore } from '../../../infra/local/store.ts';
import type { WebhookMessage } from '../../../lambdas/domain/webhook.ts';
import { StoreError } from '../../../lambdas/store/sqlite/errors.ts';
import { genericAlert, webhookTo, yamlOf } from '../../one-machine/alerts.ts';
import { memoryBlobs } from '../../store/memory-blobs.ts';
import { memoryDatabase } from '../../store/sqlite/memory-database.ts';
import { rowsIn } from '../../store/sqlite/stores.ts';

const config = configOf(yamlOf({ archive: webhookTo('http://127.0.0.1:9/hook') }), 'test.yaml', true);

const message = (n: number, body: string): WebhookMessage => ({
  v: 2,
  webhookId: `wh_${n}`,
  source: 'generic',
  receivedAt: new Date().toISOString(),
  headers: { 'content-type': 'application/json' },
  body: { in: 'message', gzip: false, bytes: Buffer.from(body) },
});

type Record = LocalStore['recordRouted'];

/** The route stage over a store in memory, with the lines that it logs and the number of works that it wrote at once. */
function routing(recordWith: (record: Record) => Record = (record) => record) {
  const database = memoryDatabase();
  const store = localStore(database, memoryBlobs());
  const logged: { readonly event: string; readonly fields: Readonly<globalThis.Record<string, unknown>> }[] = [];
  const record = recordWith(store.recordRouted);
  const atOnce: boolean[] = [];
  const shares = routeShares({
    config,
    stores: store.stores,
    queues: store,
    log: (event, fields) => logged.push({ event, fields }),
    async recordRouted(routed) {
      const isWritten = await record(routed, () => undefined);
      atOnce.push(isWritten);
      return isWritten;
    },
  });
  const queued: Loaded<WebhookMessage>[] = [];
  store.webhookQueue.onStored((all) =>
    queued.push(...all.flatMap(({ job, message: each }) => (each === undefined ? [] : { job, message: each }))),
  );
  async function route(webhook: WebhookMessage) {
    await store.webhookQueue.send([webhook]);
    const [verdict] = await shares('generic').run(queued.splice(0), { begun() {}, ended() {} });
    return verdict?.kind;
  }
  return { store, database, logged, atOnce, route };
}

const outcomes = ({ logged }: ReturnType<typeof routing>): unknown[] =>
  logged.flatMap(({ event, fields }) => (event === 'webhook.routed' ? [fields['outcome'], fields['alerts']] : []));

describe('a webhook with one alert', () => {
  it('is written at once, and logged once', async () => {
    const here = routing();
    expect(await here.route(message(1, genericAlert('one')))).toBe('done');
    expect([here.atOnce, outcomes(here)]).toEqual([[true], ['alerts', 1]]);
    expect([rowsIn('alert', here.database), rowsIn('job', here.database)]).toEqual([1, 1]);
  });

  it('that is known is counted as a duplicate, and delivered once', async () => {
    const here = routing();
    const body = genericAlert('one');
    await here.route(message(1, body));
    await here.route(message(2, body));
    expect([here.atOnce, outcomes(here)]).toEqual([
      [true, false],
      ['alerts', 1, 'alerts', undefined],
    ]);
    const jobs = here.database.sql("SELECT count(*) AS n FROM job WHERE queue = 'deliveries'").get();
    expect(jobs?.['n']).toBe(1);
    const hours = await here.store.stores.ledger.hours();
    expect(hours[0]?.counts).toMatchObject({ accepted: 2, duplicate: 1, alerts: 1, queued: 1 });
  });

  it('is recorded step by step when the store refuses it for what it holds', async () => {
    const here = routing(() => () => Promise.reject(new TypeError('this cannot be bound')));
    expect(await here.route(message(1, genericAlert('one')))).toBe('done');
    expect([rowsIn('alert', here.database), outcomes(here)]).toEqual([1, ['alerts', 1]]);
  });

  it('comes back when the store has failed, and nothing was logged as routed', async () => {
    const here = routing(() => () => Promise.reject(new StoreError('the disk is gone')));
    expect(await here.route(message(1, genericAlert('one')))).toBe('back');
    expect([rowsIn('alert', here.database), outcomes(here)]).toEqual([0, []]);
  });
});

it('a webhook with several alerts is written step by step', async () => {
  const here = routing();
  const body = `[${genericAlert('one')},${genericAlert('two')}]`;
  expect(await here.route(message(1, body))).toBe('done');
  expect([here.atOnce, rowsIn('alert', here.database)]).toEqual([[], 2]);
});
