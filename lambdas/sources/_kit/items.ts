import type { Detection } from '../../domain/detection.ts';
import { inTurns, type Pause } from '../../domain/values/cooperative-yield.ts';
import { after, type Later } from '../../domain/values/deferred.ts';
import { factsOf, jsonOf, saysNothing } from '../../domain/values/json-fields.ts';
import type { Reading } from './define-source.ts';
import { unreadable } from './unreadable.ts';

/** An item of a payload that could not be read: its text as evidence, and what can be told apart in it as facts. */
export const unreadableItem = (reason: string, item: unknown): Detection => ({
  ...unreadable(reason, typeof item === 'string' ? item : jsonOf(item)),
  facts: factsOf(item),
});

/** Nobody types a test into a list of alerts: beside one, what looks like a test is kept. */
function detectionsOf(item: unknown, reading: Reading): readonly Detection[] {
  switch (reading.kind) {
    case 'alerts':
      return reading.detections;
    case 'unreadable':
      return [unreadableItem(reading.reason, item)];
    case 'empty':
      return saysNothing({ item }) ? [] : [unreadableItem('no alert in it', item)];
    case 'ignored':
      if (reading.reason !== 'test') return [];
      return reading.detections ?? [unreadableItem('it looks like a test', item)];
  }
}

/** What a list is of which no item is an alert: ignored for the first reason in it. */
function withoutAlerts(readings: readonly Reading[]): Reading {
  const ignored = readings.filter((reading) => reading.kind === 'ignored');
  const [first] = ignored;
  if (first === undefined) return { kind: 'empty' };
  const detections = ignored.flatMap((reading) => reading.detections ?? []);
  return { kind: 'ignored', reason: first.reason, ...(detections.length === 0 ? {} : { detections }) };
}

function joined(items: readonly unknown[], readings: readonly Reading[]): Reading {
  const [first] = readings;
  if (first?.kind === 'unreadable' && readings.every(({ kind }) => kind === 'unreadable')) return first;
  const hasAlerts = readings.some(({ kind }) => kind === 'alerts' || kind === 'unreadable');
  if (!hasAlerts) return withoutAlerts(readings);
  return { kind: 'alerts', detections: readings.flatMap((reading, i) => detectionsOf(items[i], reading)) };
}

/**
 * A payload that is one item or a list of them (of lists). What cannot be read beside alerts becomes an unreadable alert of
 * its own.
 */
export function readItems(
  payload: unknown,
  readItem: (item: unknown, i: number) => Later<Reading>,
  pause: Pause | undefined,
): Later<Reading> {
  if (!Array.isArray(payload)) return readItem(payload, 0);
  const items = payload.flat(8).filter((item) => item !== null && item !== '');
  return after(inTurns(items, readItem, pause), (readings) => joined(items, readings));
}
