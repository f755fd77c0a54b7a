import type { Detection } from '../../domain/detection.ts';
import { inTurns } from '../../domain/values/cooperative-yield.ts';
import { after, type Later } from '../../domain/values/deferred.ts';
import { errorName } from '../../domain/values/error-text.ts';
import { factsOf, jsonOf, mergeFacts } from '../../domain/values/json-fields.ts';
import { eventDetail } from '../../sources/_kit/body/unwrap.ts';
import type { Reader, Reading, Received } from '../../sources/_kit/define-source.ts';
import { bare, shared } from '../../sources/_kit/envelope.ts';
import { unreadable } from '../../sources/_kit/unreadable.ts';

/** A source must not throw for any payload. If it does, which is a bug of ours, the payload counts as unreadable. */
function tryRead(source: Reader, value: unknown, received: Received): Later<Reading> {
  try {
    const reading = source.read(value, received);
    return reading instanceof Promise ? reading.catch(broken) : reading;
  } catch (error) {
    return broken(error);
  }
}

const broken = (error: unknown): Reading => ({
  kind: 'unreadable',
  reason: `reading it failed (${errorName(error)})`,
});

/** Adds the facts of the envelope that the payload does not have. */
const withFacts = (reading: Reading, { envelope }: Received): Reading => {
  if (reading.kind !== 'alerts' || envelope === undefined) return reading;
  const around = shared({ ...bare, facts: factsOf(envelope) }, reading.detections.length);
  const detections = reading.detections.map((each, i) => ({ ...each, facts: mergeFacts(each.facts, around(i).facts) }));
  return { ...reading, detections };
};

/** Parses a payload. Of an EventBridge event that the source does not know, its `detail` is parsed. */
function readOne(source: Reader, value: unknown, received: Received): Later<Reading> {
  return after(tryRead(source, value, received), (reading) => {
    const event = reading.kind === 'unreadable' ? eventDetail(value) : undefined;
    if (event === undefined) return withFacts(reading, received);
    const around = { ...received, envelope: { ...received.envelope, ...event.envelope } };
    return after(tryRead(source, event.detail, around), (inner) =>
      inner.kind === 'unreadable' ? reading : withFacts(inner, around),
    );
  });
}

const detectionsOf = (reading: Reading, value: unknown): readonly Detection[] => {
  if (reading.kind === 'alerts') return reading.detections;
  const text = typeof value === 'string' ? value : jsonOf(value);
  return reading.kind === 'unreadable' ? [unreadable(reading.reason, text)] : [];
};

/** Combines the readings of the items of a list; one that is unreadable does not affect the others. */
function eachOf(items: readonly unknown[], readings: readonly Reading[]): Reading | undefined {
  if (readings.every(({ kind }) => kind === 'unreadable')) return undefined;
  const detections = readings.flatMap((reading, i) => detectionsOf(reading, items[i]));
  if (detections.length > 0) return { kind: 'alerts', detections };
  return readings.find(({ kind }) => kind === 'ignored') ?? { kind: 'empty' };
}

/** Parses a payload as a whole, or, when it is a list that the source does not know, item by item. */
export function readPayload(source: Reader, value: unknown, received: Received): Later<Reading> {
  return after(readOne(source, value, received), (whole) => {
    if (whole.kind !== 'unreadable' || !Array.isArray(value)) return whole;
    const readings = inTurns(value, (item) => readOne(source, item, received), received.pause);
    return after(readings, (all) => eachOf(value, all) ?? whole);
  });
}
