import { inTurns, type Pause } from '../../../../domain/values/cooperative-yield.ts';
import { after, type Later } from '../../../../domain/values/deferred.ts';
import { type Fields, factsOf, isFields, spelling, textOf } from '../../../../domain/values/json-fields.ts';
import { type Layer, lookup } from '../../../../domain/values/lookup.ts';
import { jsonIn } from '../../body/payload.ts';
import type { Reading, Received } from '../../define-source.ts';
import { isProbe } from '../../test-payload.ts';
import { unreadable } from '../../unreadable.ts';
import { type KubeArmorRecord, toDetection } from './alert.ts';

/** What one object of a payload turned out to be. */
type Piece =
  | { readonly kind: 'record'; readonly record: KubeArmorRecord }
  | { readonly kind: 'telemetry' }
  | { readonly kind: 'test'; readonly record: KubeArmorRecord }
  /** A text or a number; alone it may be a test that a person typed. */
  | { readonly kind: 'test-text' | 'garbled'; readonly text: string };

/** Where an object stands: `wrap` puts it back into what was around it; between objects others have the thread. */
interface Frame {
  readonly path: string;
  readonly layers: readonly Layer[];
  readonly pause: Pause | undefined;
  wrap(inner: unknown): unknown;
}

// Fields that no other sender's object has in this spelling.
const marks = new Set(
  [
    'PolicyName',
    'Operation',
    'Enforcer',
    'ProcessName',
    'ParentProcessName',
    'ATags',
    'HashID',
    'HostPID',
    'MaxAlertsPerSec',
  ].map(spelling),
);

const MAX_DEPTH = 8;
/** No envelope has as many fields; to look into each for a record would take long. */
const WRAPPER_MAX = 1_000;

const hasMark = (fields: Fields): boolean => Object.keys(fields).some((key) => marks.has(spelling(key)));

/** A list or object, also as JSON text: log shippers put the line into a field. */
const containerOf = (value: unknown): unknown => (typeof value === 'object' && value !== null ? value : jsonIn(value));

function holdsRecord(value: unknown, depth = 0): boolean {
  const inner = containerOf(value);
  if (inner === undefined || depth > MAX_DEPTH) return false;
  if (isFields(inner) && hasMark(inner)) return true;
  const values = Object.values(inner ?? {});
  return values.slice(0, WRAPPER_MAX).some((it) => holdsRecord(it, depth + 1));
}

/** The envelope of kubearmor/sidekick has marks of its own beside `Detail`. */
const isEnvelope = (key: string, value: unknown, fields: Fields): boolean =>
  isFields(value) && spelling(key) === 'detail' && Object.keys(fields).some((other) => spelling(other) === 'eventtype');

const innerKeys = (fields: Fields): string[] => {
  const details = Object.keys(fields).filter((key) => isEnvelope(key, fields[key], fields));
  if (details.length > 0 || hasMark(fields) || Object.keys(fields).length > WRAPPER_MAX) return details;
  return Object.keys(fields).filter((key) => holdsRecord(fields[key]));
};

/** ContainerLog, HostLog: every event, matched by no policy. A log that names a policy or was blocked is an alert. */
function isTelemetry(layers: readonly Layer[]): boolean {
  const said = lookup(...layers);
  const isLog = /^(?:container|host)log$/i.test(said.text('type') ?? '') || /^log$/i.test(said.text('eventType') ?? '');
  return isLog && said.text('policyName') === undefined && !/^block/i.test(said.text('action') ?? '');
}

/** For objects of unknown shape: fields at any depth by their last name, to find a title, a severity, a time. */
const deepLayer = (fields: Fields): Layer => {
  const named = Object.entries(factsOf(fields)).map(
    ([path, text]) => [path.slice(path.lastIndexOf('.') + 1), text] as const,
  );
  return ['\u0000', Object.fromEntries(named.reverse())];
};

function pieceOf(fields: Fields, frame: Frame): Piece[] {
  const layers: readonly Layer[] = [[frame.path, fields], ...frame.layers];
  if (isTelemetry(layers)) return [{ kind: 'telemetry' }];
  const root = frame.wrap(fields);
  if (hasMark(fields) || frame.path !== '') return [{ kind: 'record', record: { layers, root } }];
  const record = { layers: [...layers, deepLayer(fields)], root };
  return [{ kind: isProbe(fields) ? 'test' : 'record', record }];
}

const allOf = <T>(items: readonly T[], piecesOfOne: (item: T) => Later<Piece[]>, frame: Frame): Later<Piece[]> =>
  after(inTurns(items, piecesOfOne, frame.pause), (pieces) => pieces.flat());

function piecesOfObject(fields: Fields, frame: Frame, depth: number): Later<Piece[]> {
  const keys = innerKeys(fields);
  if (keys.length === 0 || depth > MAX_DEPTH) return Object.keys(fields).length === 0 ? [] : pieceOf(fields, frame);
  const around = Object.fromEntries(Object.entries(fields).filter(([key]) => !keys.includes(key)));
  const layers: readonly Layer[] = [[frame.path, around], ...frame.layers];
  const below = (key: string): Later<Piece[]> => {
    const path = `${frame.path}${key}.`;
    const inner: Frame = { ...frame, path, layers, wrap: (it) => frame.wrap({ ...around, [key]: it }) };
    return piecesOf(containerOf(fields[key]), inner, depth + 1);
  };
  // An envelope around nothing may still say something itself.
  return after(allOf(keys, below, frame), (pieces) => (pieces.length > 0 ? pieces : pieceOf(fields, frame)));
}

function piecesOf(value: unknown, frame: Frame, depth: number): Later<Piece[]> {
  if (isFields(value)) return piecesOfObject(value, frame, depth);
  if (Array.isArray(value)) return allOf(value, (it) => piecesOf(it, frame, depth + 1), frame);
  const inner = jsonIn(value);
  if (inner !== undefined) return piecesOf(inner, frame, depth + 1);
  const text = textOf(value);
  if (text === undefined) return [];
  return [{ kind: isProbe(text) ? 'test-text' : 'garbled', text }];
}

const ignoredReason = (pieces: readonly Piece[]): string =>
  pieces.some(({ kind }) => kind === 'telemetry') ? 'telemetry' : 'test';

function readingOf(pieces: readonly Piece[], received: Received): Later<Reading> {
  // Nobody types a test payload into a batch of alerts: beside one, what looks like a test is kept.
  const isBatch = pieces.some(({ kind }) => kind === 'record');
  const records = isBatch ? pieces.flatMap((it) => ('record' in it ? [it.record] : [])) : [];
  const garbled = pieces.flatMap((it) =>
    it.kind === 'garbled' || (isBatch && it.kind === 'test-text') ? [it.text] : [],
  );
  if (records.length > 0) {
    const found = inTurns(records, (record) => toDetection(record, received), received.pause);
    const rest = garbled.length === 0 ? [] : [unreadable('text where an alert should be', garbled.join('\n'))];
    return after(found, (detections) => ({ kind: 'alerts', detections: [...detections, ...rest] }));
  }
  if (garbled.length > 0) return { kind: 'unreadable', reason: 'no alert in it' };
  return pieces.length === 0 ? { kind: 'empty' } : { kind: 'ignored', reason: ignoredReason(pieces) };
}

/**
 * Reads what KubeArmor and AccuKnox post: the alert in its spellings (Go, lowerCamel, sidekick's envelope), alone, in a
 * list or wrapped. Telemetry and typed test payloads are no alerts; what is neither and has an unknown shape becomes an
 * alert as well as its fields allow, for the formats of AccuKnox's other alert types are not public.
 */
export function readKubeArmor(payload: unknown, received: Received): Later<Reading> {
  const frame: Frame = { path: '', layers: [], wrap: (it) => it, pause: received.pause };
  return after(piecesOf(payload, frame, 0), (pieces) => readingOf(pieces, received));
}
