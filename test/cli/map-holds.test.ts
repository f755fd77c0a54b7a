import { globSync, readFileSync } from 'node:fs';
import path from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { payloadIn } from '../../infra/cli/mapping/payload-in.ts';
import { proposalFor } from '../../infra/cli/mapping/proposal.ts';
import { recordsIn } from '../../infra/cli/mapping/records.ts';
import type { MappingSource } from '../../infra/cli/mapping/run-mapping.ts';
import { configOf } from '../../infra/load-config.ts';
import { Alert } from '../../lambdas/domain/alert.ts';
import { read } from '../../lambdas/engine/route/read.ts';
import { readerOf } from '../../lambdas/engine/route/reader.ts';
import type { Mapping } from '../../lambdas/sources/_kit/mapping/map-schema.ts';
import type { Mapped } from '../../lambdas/sources/_kit/mapping/mapped.ts';
import { bytesOf, sourceCases } from '../conformance/source-cases.ts';

const source: MappingSource = { source: 'acme', receivedAt: '2026-11-20T09:00:06.000Z' };

// biome-ignore lint/suspicious/noControlCharactersInRegex: what a terminal obeys
const obeyed = /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/;

const rest = `
destinations: { soc: { type: slack, webhookUrl: "\${SLACK_URL}" } }
routes: [{ to: [soc] }]
`;

/** The alerts of a body by a mapping, as they would be sent, and what failed. */
async function sent(map: Mapping, bytes: Uint8Array) {
  const runs: Mapped[] = [];
  const reader = readerOf({ type: 'custom', map }, (mapped) => runs.push(mapped));
  const headers = { 'content-type': 'application/json' };
  const found = await read(reader, { bytes, headers, sourceId: source.source, receivedAt: source.receivedAt });
  const alerts = found.kind === 'alerts' ? found.alerts.map(({ alert }) => alert) : [];
  return { alerts, failed: Object.assign({}, ...runs.map(({ failed }) => failed)) };
}

/** What a proposal that is printed as YAML comes to, checked as a configuration is. */
function mapIn(yaml: string): Mapping {
  const config = configOf(`version: 1\n${yaml}\n${rest}`, 'tocsin.yaml', true);
  const { map } = config.sources['acme'] ?? {};
  if (map === undefined) throw new Error('the proposal has no mapping');
  return map;
}

const valueIn = (bytes: Uint8Array): object | undefined => {
  const payload = payloadIn(bytes, 'payload.json');
  return 'value' in payload ? payload.value : undefined;
};

/** The lines of a proposal; nothing where none is made, be it because the payload is a test message. */
const proposed = (value: object): Promise<readonly string[] | undefined> =>
  proposalFor('payload.json', value, source).catch((error: unknown) => {
    expect(String(error)).toContain('is a test message of the sender');
    return undefined;
  });

/**
 * Proposes a mapping for a body, and runs it over the same body: nothing fails, no record is lost, all are alerts. Says
 * whether an end meets what it ends, where the proposal sees one.
 */
async function holds(bytes: Uint8Array): Promise<string | undefined> {
  const payload = valueIn(bytes);
  const lines = payload === undefined ? undefined : await proposed(payload);
  if (lines === undefined) return undefined;
  const yaml = lines.join('\n');
  expect(yaml).not.toMatch(obeyed);
  const map = mapIn(yaml);
  const { alerts, failed } = await sent(map, bytes);
  expect(failed).toEqual({});
  const { records } = recordsIn(payload);
  expect(alerts.length).toBeGreaterThanOrEqual(map.each === undefined && !Array.isArray(payload) ? 1 : records.length);
  for (const alert of alerts) {
    expect(() => Alert.parse(alert)).not.toThrow();
    expect(alert.labels['mapping']).toBeUndefined();
  }
  const end = lines.findIndex((line) => line.startsWith('# An end: '));
  return lines[end + 1];
}

const types = globSync('test/fixtures/sources/*.json')
  .map((file) => path.basename(file, '.json'))
  .sort();

const ends: string[] = [];

/** All cases take minutes: `npm run explore` tries them all, each other run some of every type. */
const isWhole = process.env['RUNS'] !== undefined;
const CASES_MAX = isWhole ? Number.POSITIVE_INFINITY : 4;

describe('a proposal holds for its file, and an end that it sees meets what it ends', () => {
  it.each(types)('for every case of %s', async (type) => {
    let count = 0;
    for (const each of sourceCases(type).slice(0, CASES_MAX)) {
      const end = await holds(bytesOf(each)).catch((error: unknown) => {
        throw new Error(`${type}/${each.name}: ${String(error)}`);
      });
      expect(end ?? '', each.name).not.toContain('has another fingerprint');
      count += end === undefined ? 0 : 1;
      ends.push(end ?? '');
    }
    expect(count).toBeGreaterThan(0);
  });

  it('for many cases an end is known', () => {
    const least = isWhole ? 100 : 25;
    expect(ends.filter((end) => end.includes('it has the fingerprint')).length).toBeGreaterThan(least);
  });

  it('for every case of the typed places', async () => {
    const cases: Record<string, { payload: unknown }> = JSON.parse(
      readFileSync('test/fixtures/typed-places/cases.json', 'utf8'),
    );
    expect(Object.keys(cases).length).toBeGreaterThan(20);
    for (const [name, { payload }] of Object.entries(cases).slice(0, isWhole ? undefined : 15)) {
      const end = await holds(Buffer.from(JSON.stringify(payload)));
      expect(typeof payload === 'object' ? end : '', name).toBeDefined();
    }
  });
});

const names = fc.oneof(
  fc.constantFrom(
    'title',
    'severity',
    'host',
    'status',
    'ip',
    'user',
    'id',
    'rule',
    'alerts',
    'created',
    'tags',
    'cve',
    '__proto__',
    'a b',
    'a`b',
    '',
    'and',
    'key',
    'value',
    'toString',
  ),
  fc.string({ unit: 'binary', maxLength: 8 }),
);
const texts = fc.oneof(
  fc.constantFrom(
    'High',
    'open',
    'Disk is full',
    '2026-11-20T09:00:00Z',
    '198.51.100.7',
    'CVE-2026-1000',
    'a\u001b[2Jb',
    '\u202e',
    '"#',
    '$X',
    '- a: [',
    'a\nb',
  ),
  fc.string({ unit: 'binary', maxLength: 30 }),
);
const { json } = fc.letrec((tie) => ({
  json: fc.oneof(
    { maxDepth: 4 },
    texts,
    fc.double(),
    fc.integer(),
    fc.boolean(),
    fc.constant(null),
    fc.array(tie('json'), { maxLength: 4 }),
    fc.array(fc.tuple(names, tie('json')), { maxLength: 6 }).map((entries) => Object.fromEntries(entries)),
  ),
}));

it('a proposal for any JSON is YAML without mistakes, holds, and nothing is thrown', async () => {
  let count = 0;
  await fc.assert(
    fc.asyncProperty(
      json.filter((value) => typeof value === 'object' && value !== null),
      async (value) => {
        const text = JSON.stringify(value);
        const payload = valueIn(Buffer.from(text));
        const lines = payload === undefined ? undefined : await proposed(payload);
        if (lines === undefined) return;
        count += 1;
        const yaml = lines.join('\n');
        expect(yaml).not.toMatch(obeyed);
        expect(() => parse(yaml)).not.toThrow();
        const { failed, alerts } = await sent(mapIn(yaml), Buffer.from(text));
        expect(failed).toEqual({});
        for (const alert of alerts) expect(() => Alert.parse(alert)).not.toThrow();
      },
    ),
    { numRuns: 300 },
  );
  expect(count).toBeGreaterThan(50);
}, 120_000);
