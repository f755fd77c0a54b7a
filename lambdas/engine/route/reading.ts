import type { Detection } from '../../domain/detection.ts';
import { inTurns } from '../../domain/values/cooperative-yield.ts';
import { after, type Later } from '../../domain/values/deferred.ts';
import { errorName } from '../../domain/values/error-text.ts';
import { factsOf, isFields, jsonOf, mergeFacts } from '../../domain/values/json-fields.ts';
import { jsonIn } from '../../sources/_kit/body/payload.ts';
import type { Reader, Reading, Received } from '../../sources/_kit/define-source.ts';
import { bare, shared } from '../../sources/_kit/envelope.ts';
import { saysAlert } from '../../sources/_kit/formats/generic/list.ts';
import { readAnything } from '../../sources/_kit/formats/reading.ts';
import { openEnvelope, validationCode } from '../../sources/_kit/transport-envelope.ts';
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

/** Parses a payload. Of the envelope of a transport that the source does not know, what it carries is parsed. */
function readOne(source: Reader, value: unknown, received: Received): Later<Reading> {
  return after(tryRead(source, value, received), (reading) => {
    const opened = reading.kind === 'unreadable' ? openEnvelope(value) : undefined;
    if (opened === undefined) return withFacts(reading, received);
    const around = { ...received, envelope: { ...received.envelope, ...opened.envelope } };
    return after(tryRead(source, opened.inner, around), (inner) =>
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
  const unknown = readings.flatMap((reading) => (reading.kind === 'alerts' ? (reading.unknownFields ?? []) : []));
  if (detections.length > 0) return { kind: 'alerts', detections, unknownFields: [...new Set(unknown)].sort() };
  return readings.find(({ kind }) => kind === 'ignored') ?? { kind: 'empty' };
}

/** Parses a payload as a whole, or, when it is a list that the source does not know, item by item. */
function readTyped(source: Reader, value: unknown, received: Received): Later<Reading> {
  return after(readOne(source, value, received), (whole) => {
    if (whole.kind !== 'unreadable' || !Array.isArray(value)) return whole;
    const readings = inTurns(value, (item) => readOne(source, item, received), received.pause);
    return after(readings, (all) => eachOf(value, all) ?? whole);
  });
}

const SHOWN = 40;
const NAME_MAX = 80;

/** The names at the top of what a source does not know, for the schema-change alert. */
function namesIn(value: unknown): string[] {
  const [first] = Array.isArray(value) ? value : [value];
  const names = isFields(first) ? Object.keys(first) : [];
  const before = Array.isArray(value) ? '[].' : '';
  return names
    .slice(0, SHOWN)
    .map((name) => `${before}${name}`.slice(0, NAME_MAX))
    .sort();
}

const isJson = (value: unknown): value is object => typeof value === 'object' && value !== null;

/** What a type does not recognise, by the names of its fields, when there are words in it; nothing else is known of it. */
function readAsStranger(value: unknown, received: Received): Later<Reading | undefined> {
  if (!isJson(value) || !saysAlert(value)) return undefined;
  return after(readAnything(value, received), (reading): Reading | undefined =>
    reading.kind === 'alerts' ? withFacts({ ...reading, unknownFields: namesIn(value) }, received) : undefined,
  );
}

/** The JSON that stands for one alert of several which could not be parsed. */
const leftOver = ({ kind, record }: Detection): unknown =>
  kind !== 'unreadable' ? undefined : isJson(record) ? record : jsonIn(record);

/** Parses those alerts of a webhook by their fields that its type could not parse. */
function readLeftOver(reading: Extract<Reading, { kind: 'alerts' }>, received: Received): Later<Reading> {
  const { detections, unknownFields = [] } = reading;
  if (!detections.some((each) => leftOver(each) !== undefined)) return reading;
  const read = (each: Detection) => readAsStranger(leftOver(each), received);
  return after(inTurns(detections, read, received.pause), (found): Reading => {
    const all = found.map((each, i) => (each?.kind === 'alerts' ? each.detections : [detections[i] as Detection]));
    const names = found.flatMap((each) => (each?.kind === 'alerts' ? (each.unknownFields ?? []) : []));
    return { ...reading, detections: all.flat(), unknownFields: [...new Set([...unknownFields, ...names])].sort() };
  });
}

/**
 * Parses a payload by its source. What the source does not recognise while it is JSON with words in it is parsed by the names
 * of its fields, and its names are reported as a change of the schema.
 */
export function readPayload(source: Reader, value: unknown, received: Received): Later<Reading> {
  if (validationCode(value) !== undefined) return { kind: 'ignored', reason: 'subscription' };
  return after(readTyped(source, value, received), (reading): Later<Reading> => {
    if (reading.kind === 'alerts') return readLeftOver(reading, received);
    if (reading.kind !== 'unreadable') return reading;
    return after(readAsStranger(value, received), (found) => found ?? reading);
  });
}
