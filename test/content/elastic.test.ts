/** The index templates, pipelines and rules of `docs/content/` for Elastic and OpenSearch, held against what is sent. */
import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { ecs } from '../../lambdas/destinations/_kit/formats/ecs/index.ts';
import { elasticsearch } from '../../lambdas/destinations/elasticsearch/index.ts';
import { opensearch } from '../../lambdas/destinations/opensearch/index.ts';
import { Alert, FindingStatus, isLiveDetection, severities } from '../../lambdas/domain/alert.ts';
import { type Fields, isFields } from '../../lambdas/domain/values/json-fields.ts';
import { alertNamed, alerts, arbitraryAlert, attemptFor } from '../conformance/alerts.ts';
import { corpus } from '../conformance/corpus.ts';
import { readTable, tablesIn } from '../conformance/tables.ts';
import { documentFaults, newIndex } from '../validators/index-mapping.ts';

const contentOf = (product: string, file: string) =>
  JSON.parse(readFileSync(new URL(`../../docs/content/${product}/${file}`, import.meta.url), 'utf8'));
const templateOf = (product: string) => contentOf(product, 'index-template.json');

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

/** What the sources make of all their cases. */
const sourceAlerts = (): Alert[] =>
  tablesIn('sources').flatMap((type) =>
    Object.values(readTable(`sources/${type}`) ?? {}).flatMap(({ alerts: made = [] }: { alerts?: unknown[] }) =>
      made.map((one) => Alert.parse(one)),
    ),
  );

const ALERTS = 10_000;
const documents: Fields[] = [];
beforeAll(() => {
  const bases = [...alerts.values(), ...sourceAlerts(), ...fc.sample(arbitraryAlert, { numRuns: 100, seed: 12 })];
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

describe.each(['elastic', 'opensearch'])('the index template for %s', (product) => {
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

/** The value at a dotted name; names are not dotted in what is sent. */
const valueAt = (value: unknown, path: string): unknown =>
  path.split('.').reduce((inner: unknown, name) => (isFields(inner) ? inner[name] : undefined), value);

describe.each(['elastic', 'opensearch'])('the pipeline for %s', (product) => {
  it('is the one that the template names, and sets the time of receipt', () => {
    expect(templateOf(product).template.settings.index.final_pipeline).toBe('tocsin');
    const { processors } = contentOf(product, 'ingest-pipeline.json');
    expect(processors).toEqual([{ set: { field: 'event.ingested', value: '{{{_ingest.timestamp}}}' } }]);
    expect(newIndex(templateOf(product).template.mappings).fields.get('event.ingested')).toEqual({ type: 'date' });
  });
});

describe('the detection rule for Elastic Security', () => {
  const rule = contentOf('elastic', 'detection-rule.ndjson');
  const terms: [field: string, value: string][] = rule.query
    .split(' and ')
    .map((term: string) => [term.slice(0, term.indexOf(':')), term.slice(term.indexOf(':') + 1)]);

  it('opens an alert for what is a live detection, and for nothing else', () => {
    for (const base of alerts.values())
      for (const status of FindingStatus.options) {
        const alert = { ...base, finding: { ...base.finding, status } };
        const document = JSON.parse(ecs(alert, attemptFor(alert)).body);
        expect(terms.every(([field, value]) => valueAt(document, field) === value)).toBe(isLiveDetection(alert));
      }
  });

  it('maps every severity but the lowest to a word of Elastic, and names only fields that are sent', () => {
    const base = alertNamed('full');
    const document = JSON.parse(ecs(base, attemptFor(base)).body);
    const mapped = [...rule.severity_mapping, ...rule.risk_score_mapping].map(({ field }) => field);
    for (const field of [...mapped, rule.timestamp_override, rule.rule_name_override, ...terms.map(([name]) => name)])
      expect(valueAt(document, field), field).toBeDefined();
    for (const severity of severities) {
      const { event } = JSON.parse(ecs({ ...base, severity }, attemptFor(base)).body);
      const words = rule.severity_mapping.filter(({ value }: { value: string }) => value === String(event.severity));
      expect(words.map(({ severity: word }: { severity: string }) => word)).toEqual([
        severity === 'info' ? 'low' : severity,
      ]);
    }
  });

  it('looks further back than it waits, by the time of receipt', () => {
    expect([rule.from, rule.interval, rule.timestamp_override]).toEqual(['now-6m', '5m', 'event.ingested']);
    expect(rule.index).toEqual(templateOf('elastic').index_patterns);
  });
});

describe('the monitor for OpenSearch', () => {
  it('names only fields of the template, in the index that the template is for', () => {
    const monitor = contentOf('opensearch', 'monitor.json');
    const [{ search }] = monitor.inputs;
    const { fields } = newIndex(templateOf('opensearch').template.mappings);
    const named = search.query.query.bool.filter.flatMap((one: { term?: object; range?: object }) =>
      Object.keys(one.term ?? one.range ?? {}),
    );
    expect(named).toEqual(['event.kind', 'event.severity', 'event.ingested']);
    for (const name of named) expect(fields.get(name), name).toBeDefined();
    expect(search.indices).toEqual(templateOf('opensearch').index_patterns);
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
