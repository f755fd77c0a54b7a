import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Ledger } from '../../lambdas/domain/counters.ts';
import { readBytesThrough } from '../cases/through.ts';
import { bytesOf, type SourceCase, sourceCases } from '../conformance/source-cases.ts';
import { tablesIn } from '../conformance/tables.ts';
import { type Pipeline, startPipeline, yamlOf } from './pipeline.ts';
import { type Receiver, startReceiver } from './receiver.ts';

/** The kinds of the alerts of a case: what its type cannot read, the route stage may read by the names of its fields. */
async function kindsOf(type: string, one: SourceCase): Promise<readonly string[]> {
  if (!one.kinds.includes('unreadable')) return one.kinds;
  const found = await readBytesThrough(type, bytesOf(one));
  return found.kind === 'alerts' ? found.alerts.map(({ alert }) => alert.kind) : [];
}

/** A source of its own for each case: some tell of the same occurrence, which one source would drop as repeats. */
const posts = await Promise.all(
  tablesIn('sources').flatMap((type) =>
    sourceCases(type).map(async (one, i) => {
      const kinds = await kindsOf(type, one);
      return { ...one, type, source: `${type}-${i}`, kinds, ofType: one.kinds };
    }),
  ),
);

let receiver: Receiver;
let pipeline: Pipeline;
let ledger: Ledger;
let arrived: readonly { readonly source: string; readonly kind: string }[];

beforeAll(async () => {
  receiver = await startReceiver();
  const auth = `auth: { bearer: "\${HOOK_TOKEN}" }`;
  const sources = Object.fromEntries(posts.map(({ source, type }) => [source, `{ type: ${type}, ${auth} }`]));
  pipeline = await startPipeline(yamlOf({ archive: `{ type: webhook, url: "${receiver.url}/in" }` }, sources));
  const answers = await Promise.all(posts.map((one) => pipeline.hook(one.source, bytesOf(one))));
  expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([202]));
  ledger = await pipeline.settled(posts.length);
  arrived = receiver.at('/in').map(({ body }) => JSON.parse(body));
});
afterAll(async () => {
  await pipeline.close();
  await receiver.close();
});

/** The kinds of the alerts that arrived from one source. */
const kindsFrom = (source: string): string[] =>
  arrived
    .filter((alert) => alert.source === source)
    .map(({ kind }) => kind)
    .sort();

describe('every sample webhook, posted through HTTP', () => {
  it.each(posts)('$type/$name brings $kinds.length alerts', ({ source, kinds }) => {
    expect(kindsFrom(source)).toEqual([...kinds].sort());
  });

  it('brings no fewer alerts than its type makes of it', () => {
    for (const { kinds, ofType } of posts) expect(kinds.length).toBeGreaterThanOrEqual(ofType.length);
  });

  it('is accounted for: alerts, empty or ignored, nothing else', () => {
    const alerts = posts.reduce((n, { kinds }) => n + kinds.length, 0);
    const readings = (reading: SourceCase['reading']) => posts.filter((post) => post.reading === reading).length;
    expect(ledger).toMatchObject({
      webhooks: { accepted: posts.length, empty: readings('empty'), ignored: readings('ignored'), duplicate: 0 },
      alerts,
      deliveries: { delivered: alerts, dead: 0 },
      balanced: true,
    });
  });
});
