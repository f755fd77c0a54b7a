/** What Tocsin sees of its senders beyond their alerts: links, credentials, new fields, silence. */
import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Pipeline, startPipeline, until, yamlOf } from './pipeline.ts';
import { type Receiver, startReceiver } from './receiver.ts';

let receiver: Receiver;
let pipeline: Pipeline;
const scratch = mkdtempSync(path.join(os.tmpdir(), 'tocsin-watching-'));

const hook = (name: string, extra = '') => `{ type: webhook, url: "${receiver.url}/${name}"${extra} }`;
const bodies = (name: string) => receiver.at(`/${name}`).map(({ body }) => JSON.parse(body));

beforeAll(async () => {
  receiver = await startReceiver();
  pipeline = await startPipeline(
    yamlOf(
      {
        plain: hook('plain'),
        none: hook('none', ', evidence: none'),
        full: hook('full', ', evidence: full'),
        ops: hook('ops'),
      },
      {
        am: `{ type: alertmanager, auth: { bearer: "\${HOOK_TOKEN}" }, links: [prometheus.example.com] }`,
        akto: `{ type: akto, auth: { bearer: "\${HOOK_TOKEN}" } }`,
      },
      '  - { match: { kind: detection }, to: [plain, none, full] }\n  - { match: { kind: system }, to: [ops] }',
    ),
  );
});
afterAll(async () => {
  await pipeline.close();
  await receiver.close();
  rmSync(scratch, { recursive: true, force: true });
});

const alertmanager = (generatorURL: string, extra = {}) =>
  JSON.stringify({
    version: '4',
    status: 'firing',
    receiver: 'tocsin',
    groupLabels: {},
    commonLabels: {},
    commonAnnotations: {},
    externalURL: 'http://am.example.com',
    alerts: [
      {
        status: 'firing',
        labels: { alertname: 'HighLoad', severity: 'critical', instance: generatorURL },
        annotations: {},
        startsAt: '2026-11-21T03:07:12Z',
        endsAt: '0001-01-01T00:00:00Z',
        generatorURL,
        fingerprint: `f${generatorURL.length}`,
        ...extra,
      },
    ],
  });

it('an address is a link only on a host that the configuration names', async () => {
  await pipeline.hook('am', alertmanager('https://prometheus.example.com/graph?g0=1'));
  await pipeline.hook('am', alertmanager('https://evil.example/graph'));
  const found = await until('both are delivered', () => (bodies('plain').length === 2 ? bodies('plain') : undefined));
  const [ours, theirs] = ['HighLoad', 'evil'].map((_, i) =>
    found.find(({ labels }) => labels.instance.includes(i === 0 ? 'prometheus' : 'evil')),
  );
  expect(ours.url).toBe('https://prometheus.example.com/graph?g0=1');
  expect(theirs.url).toBeUndefined();
  expect(JSON.stringify(theirs.facts)).toContain('https://evil.example/graph');
});

it('tells once of fields that are new, by their names, and delivers all the same', async () => {
  for (const n of [1, 2])
    await pipeline.hook(
      'am',
      alertmanager(`https://prometheus.example.com/${n}${n}${n}`, { priority: 'secret-value' }),
    );
  await until('both are delivered', () => (bodies('plain').length === 4 ? true : undefined));
  const [drift, ...more] = await until('it is told', () => (bodies('ops').length > 0 ? bodies('ops') : undefined));
  expect(more).toEqual([]);
  expect(drift).toMatchObject({ kind: 'system', type: 'drift', severity: 'info' });
  expect(drift.description).toContain('alerts[].priority');
  expect(JSON.stringify(drift)).not.toContain('secret-value');
});

it('gives each destination of the evidence what its settings allow', async () => {
  await pipeline.hook(
    'akto',
    JSON.stringify({
      maliciousEvents: [
        {
          actor: '203.0.113.7',
          filterId: 'X',
          timestamp: 1_747_162_308,
          url: '/v1',
          maliciousPayloadsResponses: [
            { orig: 'GET /v1\nAuthorization: Bearer abcdefghijklmnop123456', ts: 1_747_162_308 },
          ],
        },
      ],
    }),
  );
  const of = (name: string) => until(`${name} has it`, () => bodies(name).find(({ source }) => source === 'akto'));
  const [plain, none, full] = await Promise.all([of('plain'), of('none'), of('full')]);
  expect(JSON.stringify(plain.evidence)).toContain('[removed: ');
  expect(JSON.stringify(plain)).not.toContain('abcdefghijklmnop123456');
  expect(none.evidence).toEqual([]);
  expect(JSON.stringify(full.evidence)).toContain('abcdefghijklmnop123456');
});
