import fc from 'fast-check';
import { afterAll, describe, expect, it, test } from 'vitest';
import { Alert } from '../../lambdas/domain/alert.ts';
import type { Detection } from '../../lambdas/domain/detection.ts';
import { type Payload, parsePayload } from '../../lambdas/sources/_kit/body/payload.ts';
import type { Reading, Source } from '../../lambdas/sources/_kit/define-source.ts';
import { finish } from '../../lambdas/sources/_kit/normalize.ts';
import { unreadable } from '../../lambdas/sources/_kit/unreadable.ts';
import { readingOf } from '../sources/read.ts';
import { lossesOf, type Made } from './losses.ts';
import { oddValue, type Place, placesIn as placesInValue, replaced } from './odd-values.ts';
import { bytesOf, type SourceCase, sourceCases } from './source-cases.ts';
import { hasTable, isWriting, pretty, readTable, tablesIn, writeTable } from './tables.ts';
import { isAlone, underTest } from './under-test.ts';

const receivedAt = '2026-09-02T08:00:00.000Z';
const registry = await underTest('sources');

/** Arbitrary payloads a source; more by `RUNS=5000 npx vitest run test/conformance`. */
const RUNS = Number(process.env['RUNS'] ?? 100);
// Made once: making them costs more than taking values from them.
const anyJson = fc.jsonValue({ maxDepth: 6 });
const anyValue = fc.oneof(fc.jsonValue({ maxDepth: 2 }), fc.constantFrom('Block', 'SINGLE', '7', 1788190010, '[a, b]'));

const fieldNames = Object.keys(Alert.shape);
/** With its fields in the order of their documentation, as people review them. */
const inOrder = (alert: object): object =>
  Object.fromEntries(Object.entries(alert).sort(([a], [b]) => fieldNames.indexOf(a) - fieldNames.indexOf(b)));

const payloadOf = (one: SourceCase): Payload => parsePayload(bytesOf(one), 'application/json');

function read(source: Source, payload: Payload, at = receivedAt): Reading {
  if (payload.kind === 'empty') return { kind: 'empty' };
  const repaired = payload.kind === 'json' && payload.repaired;
  const came = { receivedAt: at, repaired };
  if (payload.kind === 'json') return readingOf(source, payload.value, came);
  const reading = readingOf(source, payload.text, came);
  return reading.kind === 'unreadable' ? { kind: 'unreadable', reason: payload.reason } : reading;
}

function detectionsOf(reading: Reading, payload: Payload): readonly Detection[] {
  if (reading.kind === 'alerts') return reading.detections;
  const text = payload.kind === 'json' ? JSON.stringify(payload.value) : payload.kind === 'text' ? payload.text : '';
  return reading.kind === 'unreadable' ? [unreadable(reading.reason, text)] : [];
}

function finished(type: string, { vendor, product }: Source, found: readonly Detection[], at: string): readonly Made[] {
  const origin = { source: `${type}-test`, vendor, product, receivedAt: at };
  return found.map((detection) => ({ detection, alert: finish(detection, origin) }));
}

const madeOf = (type: string, source: Source, payload: Payload, at = receivedAt): readonly Made[] =>
  finished(type, source, detectionsOf(read(source, payload, at), payload), at);

const alertsOf = (...asked: Parameters<typeof madeOf>): readonly Alert[] => madeOf(...asked).map(({ alert }) => alert);

const json = (value: unknown): Payload => ({ kind: 'json', value, repaired: false });

/** What becomes of a payload is valid alerts, and none of its texts is missing in them. */
function holds(type: string, source: Source, payload: unknown): void {
  const reading = read(source, json(payload));
  const made = finished(type, source, detectionsOf(reading, json(payload)), receivedAt);
  for (const { alert } of made) Alert.parse(alert);
  // What cannot be read is evidence as it came, in the words of JSON.
  if (reading.kind === 'alerts') expect(lossesOf(payload, made)).toEqual([]);
}

const withoutTail = (value: unknown, count: number): unknown =>
  Array.isArray(value) ? value.slice(0, value.length - count) : value;

function reversed(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(reversed);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .reverse()
      .map(([key, inner]) => [key, reversed(inner)]),
  );
}

const ids = (alerts: readonly Alert[]): string[] => alerts.map(({ id }) => id).sort();

/** Puts the alerts that the source makes now into its table; a case that gives none has none. */
function writeAlerts(type: string, made: ReadonlyMap<string, readonly object[]>): void {
  const cases = Object.entries(readTable(`sources/${type}`) as Record<string, SourceCase>);
  const written = cases.map(([name, { alerts, ...rest }]) => {
    const now = rest.kinds.length === 0 ? undefined : (made.get(name) ?? alerts);
    return [name, now === undefined ? rest : { ...rest, alerts: now }];
  });
  writeTable(`sources/${type}`, Object.fromEntries(written));
}

test.runIf(!isAlone)('there are tables of registered sources only', () => {
  expect(registry.map(([type]) => type)).toEqual(expect.arrayContaining([...tablesIn('sources')]));
});

describe.each(registry)('%s', (type, source) => {
  it(`has cases in test/fixtures/sources/${type}.json`, () => {
    expect(hasTable(`sources/${type}`)).toBe(true);
    expect(sourceCases(type)).not.toEqual([]);
  });
  if (!hasTable(`sources/${type}`)) return;

  const made = new Map<string, readonly object[]>();
  afterAll(() => {
    if (isWriting) writeAlerts(type, made);
  });

  describe.each(sourceCases(type))('$name: $about', (one) => {
    const { name, kinds, reading, ignoredTail = 0 } = one;
    const payload = payloadOf(one);
    const alerts = alertsOf(type, source, payload);

    it('has one body, and alerts exactly when it becomes some', () => {
      expect([one.payload, one.text].filter((body) => body !== undefined)).toHaveLength(1);
      if (!isWriting) expect(one.alerts !== undefined).toBe(kinds.length > 0);
    });

    it('becomes what its case says', () => {
      const read_ = read(source, payload);
      expect(alerts.map(({ kind }) => kind)).toEqual(kinds);
      if (reading !== undefined) expect(read_.kind).toBe(reading);
      if (read_.kind === 'ignored') expect(read_.reason).toMatch(/^[a-z-]+$/);
    });

    it('fits the schema of an alert', () => {
      for (const alert of alerts) expect(() => Alert.parse(alert)).not.toThrow();
    });

    it('reads well, word for word as reviewed', () => {
      if (isWriting) made.set(name, alerts.map(inOrder));
      else if (kinds.length > 0)
        expect(pretty(alerts.map(inOrder)), `npm run test:adapter -- ${type} -u rewrites it`).toBe(
          pretty(one.alerts?.map(inOrder)),
        );
    });

    it('loses nothing', () => {
      if (payload.kind === 'json' && kinds.length > 0)
        expect(lossesOf(withoutTail(payload.value, ignoredTail), madeOf(type, source, payload))).toEqual([]);
    });

    it('has one id for each alert, the same for other spacing and order of keys', () => {
      expect(new Set(ids(alerts)).size).toBe(alerts.length);
      if (payload.kind !== 'json' || alerts.some(({ kind }) => kind === 'unreadable')) return;
      expect(ids(alertsOf(type, source, json(reversed(payload.value))))).toEqual(ids(alerts));
      expect(ids(alertsOf(type, source, payload, '2026-09-02T23:59:59.999Z'))).toEqual(ids(alerts));
    });

    it('survives a key and a value that nobody knows', () => {
      if (payload.kind !== 'json' || kinds.length === 0) return;
      const odd = alertsOf(type, source, json(withOddities(payload.value)));
      expect(odd.map(({ kind }) => kind)).toEqual(kinds);
      for (const alert of odd) expect(() => Alert.parse(alert)).not.toThrow();
      expect(JSON.stringify(odd)).toContain('a value from tomorrow');
    });
  });

  test('arbitrary JSON never makes it throw, and gives valid alerts', () => {
    fc.assert(
      fc.property(anyJson, (value) => {
        for (const alert of alertsOf(type, source, json(value))) Alert.parse(alert);
      }),
      { numRuns: RUNS },
    );
  });

  test('its own fields with arbitrary values never make it throw, and lose nothing', () => {
    const names = [...new Set(sourceCases(type).flatMap((one) => keysIn(payloadOf(one))))];
    const record = fc.dictionary(fc.constantFrom(...names), anyValue, { minKeys: 1, maxKeys: 12 });
    fc.assert(
      fc.property(fc.oneof(record, fc.array(record, { maxLength: 3 })), (payload) => {
        holds(type, source, payload);
      }),
      { numRuns: RUNS },
    );
  });

  test('a field of another type than usual is read, and lost nowhere', () => {
    const places = sourceCases(type).filter(isWholeAlert).flatMap(placesIn);
    if (places.length === 0) return;
    fc.assert(
      fc.property(fc.constantFrom(...places), oddValue, ({ payload, path }, value) => {
        holds(type, source, replaced(payload, path, value));
      }),
      { numRuns: RUNS },
    );
  });
});

/** Whether each of the payload's texts is in the alerts of a case. */
const isWholeAlert = ({ kinds, ignoredTail }: SourceCase): boolean => kinds.length > 0 && ignoredTail === undefined;

function placesIn(one: SourceCase): Place[] {
  const payload = payloadOf(one);
  return payload.kind === 'json' ? placesInValue(payload.value) : [];
}

function keysIn(payload: Payload): string[] {
  const walk = (value: unknown): string[] =>
    typeof value !== 'object' || value === null
      ? []
      : [...(Array.isArray(value) ? [] : Object.keys(value)), ...Object.values(value).flatMap(walk)];
  return payload.kind === 'json' ? walk(payload.value) : [];
}

/** An unknown field in every object; strings, numbers and what hangs on them stay. */
function withOddities(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withOddities);
  if (typeof value !== 'object' || value === null) return value;
  const inner = Object.fromEntries(Object.entries(value).map(([key, it]) => [key, withOddities(it)]));
  return Object.keys(inner).length === 0 ? inner : { ...inner, fieldFromTomorrow: 'a value from tomorrow' };
}
