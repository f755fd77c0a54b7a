/** The index templates of `docs/content/`, held against what the destinations send. */
import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { ecs } from '../../lambdas/destinations/_kit/formats/ecs.ts';
import { elasticsearch } from '../../lambdas/destinations/elasticsearch/index.ts';
import { opensearch } from '../../lambdas/destinations/opensearch/index.ts';
import type { Fields } from '../../lambdas/domain/values/json-fields.ts';
import { alerts, arbitraryAlert, attemptFor } from '../conformance/alerts.ts';
import { corpus } from '../conformance/corpus.ts';
import { documentFaults, newIndex } from '../validators/index-mapping.ts';

const templateOf = (product: string) =>
  JSON.parse(readFileSync(new URL(`../../docs/content/${product}/index-template.json`, import.meta.url), 'utf8'));

/** Names and values that have made an index refuse a document, and any other text. */
const hostile = fc.oneof(
  fc.constantFrom(...Object.values(corpus)),
  fc.constantFrom(
    '2026-11-21T03:07:12Z',
    'not a date',
    '1',
    '1.5',
    'true',
    '10.0.0.1',
    '::1%eth0',
    '',
    ' ',
    '.',
    'a.',
    '.a',
  ),
  fc.constantFrom('a', 'a.b', 'a.b.c', 'a..b', 'a\0b', '__proto__', '@timestamp', 'labels', 'x'.repeat(40_000)),
  fc.string({ unit: 'binary', maxLength: 60 }),
);
const named = fc
  .array(fc.tuple(hostile, hostile), { maxLength: 12 })
  .map((pairs): Record<string, string> => Object.fromEntries(pairs));

const ALERTS = 10_000;
const documents: Fields[] = [];
beforeAll(() => {
  const bases = [...alerts.values(), ...fc.sample(arbitraryAlert, { numRuns: 100, seed: 12 })];
  const sets = fc.sample(named, { numRuns: 501, seed: 12 });
  // Every sender calls its labels and facts what it likes.
  for (let i = 0; i < ALERTS; i += 1) {
    const base = bases[i % bases.length];
    if (base === undefined) throw new Error('no alert');
    const labels = { [`label ${i}`]: `${i}`, ...sets[i % 501] };
    const facts = { [`fact.${i}`]: `${i}`, ...sets[(i * 7) % 501] };
    documents.push(JSON.parse(ecs({ ...base, labels, facts }, attemptFor(base)).body));
  }
});

describe.each(['elasticsearch', 'opensearch'])('the index template for %s', (product) => {
  it('holds 10,000 alerts of random senders in at most 150 fields, and refuses none', () => {
    const index = newIndex(templateOf(product).template.mappings);
    const faults = documents.flatMap((document) => documentFaults(document, index));
    expect(documents).toHaveLength(ALERTS);
    expect(faults.slice(0, 5)).toEqual([]);
    expect(index.fields.size).toBeLessThanOrEqual(150);
  });

  it('is for the index that the destination writes to by default', () => {
    const destination = product === 'opensearch' ? opensearch : elasticsearch;
    const settings = { url: 'https://es.example.test', user: 'u', password: 'p' };
    const [alert] = alerts.values();
    if (alert === undefined) throw new Error('no alert');
    const { url } = destination.connect(settings).render(alert, attemptFor(alert));
    const [, index = ''] = new URL(url).pathname.split('/');
    const patterns: string[] = templateOf(product).index_patterns;
    expect(patterns.some((pattern) => index.startsWith(pattern.replace(/\*$/, '')))).toBe(true);
  });
});

it('an index that nobody prepared does refuse such alerts, so the check can fail', () => {
  const index = newIndex();
  const faults = documents.slice(0, 1000).flatMap((document) => documentFaults(document, index));
  expect(faults.some((fault) => fault.includes('is no date'))).toBe(true);
  expect(index.fields.size).toBeGreaterThan(1000);
});

it.each([
  [{ a: 1 }, { a: 'x' }],
  [{ a: 'x' }, { a: { b: 'x' } }],
  [{ a: { b: 'x' } }, { a: 'x' }],
  [{ a: 'x' }, { a: 'x'.repeat(40_000) }],
])('after %j an index refuses the other form', (first, second) => {
  const strings = { dynamic_templates: [{ s: { match_mapping_type: 'string', mapping: { type: 'keyword' } } }] };
  const index = newIndex(strings);
  expect(documentFaults(first, index)).toEqual([]);
  expect(documentFaults(second, index)).toHaveLength(1);
});
