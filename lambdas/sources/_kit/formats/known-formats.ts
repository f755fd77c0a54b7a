import type { Detection } from '../../../domain/detection.ts';
import { inTurns } from '../../../domain/values/cooperative-yield.ts';
import { after, type Later } from '../../../domain/values/deferred.ts';
import { type Fields, isFields, spelling } from '../../../domain/values/json-fields.ts';
import { remembered } from '../../../domain/values/remembered.ts';
import type { Received } from '../define-source.ts';
import { type Around, inside, shared } from '../envelope.ts';
import { dig } from '../field-reader.ts';
import { asffDetection, isAsff } from './asff/asff.ts';
import { alarmDetection, isCloudWatchAlarm } from './cloudwatch.ts';
import { guardDutyNotice, isNotice } from './guardduty/coverage.ts';
import { guardDutyDetection, isGuardDuty, isSample } from './guardduty/guardduty.ts';
import { isOcsf, ocsfDetection } from './ocsf/ocsf.ts';

/**
 * What one object of a payload turned out to be, and how it is read: telling is cheap, reading is not. `unknown`: none of
 * the formats that are known by their looks.
 */
export type Piece =
  | { readonly kind: 'detection'; readonly read: () => Detection }
  | { readonly kind: 'test'; readonly read: () => Detection }
  | { readonly kind: 'ignored'; readonly reason: string }
  | { readonly kind: 'unknown'; readonly value: unknown; readonly around: Around };

type Reader = (fields: Fields, around: Around, received: Received) => Piece;

const found = (read: () => Detection): Piece => ({ kind: 'detection', read });

interface Format {
  /** Names at the top, as they are spelled: without one of them an object is not of the format. */
  readonly names: readonly string[];
  readonly is: (fields: Fields) => boolean;
  readonly read: Reader;
}

const formats: readonly Format[] = [
  {
    names: ['classuid', 'typeuid', 'findinginfo'],
    is: isOcsf,
    read: (fields, around, received) => found(() => ocsfDetection(fields, around, received)),
  },
  {
    names: ['schemaversion', 'productarn', 'awsaccountid'],
    is: isAsff,
    read: (fields, around, received) => found(() => asffDetection(fields, around, received)),
  },
  {
    names: ['service', 'resource'],
    is: isGuardDuty,
    read: (fields, around, received) => ({
      kind: isSample(fields) ? 'test' : 'detection',
      read: () => guardDutyDetection(fields, around, received),
    }),
  },
  {
    names: ['alarmname'],
    is: isCloudWatchAlarm,
    read: (fields, around, received) => found(() => alarmDetection(fields, around, received)),
  },
];

const formatNames = new Set(formats.flatMap(({ names }) => names));
const isFormatName = remembered((key) => formatNames.has(spelling(key)), { most: 4_096, longest: 64 });

/** The known format of an object: one look at its names spares most objects the rest. */
function formatOf(fields: Fields): Format | undefined {
  const keys = Object.keys(fields);
  if (!keys.some(isFormatName)) return undefined;
  const names = keys.map(spelling);
  return formats.find((format) => format.names.some((name) => names.includes(name)) && format.is(fields));
}

/** Lists of records, as AWS services, its APIs and OCSF bundles name them. */
const listNames = ['findings', 'events', 'records'];
const MAX_DEPTH = 6;

function listIn(fields: Fields): readonly [key: string, items: readonly unknown[]] | undefined {
  for (const key of Object.keys(fields)) {
    const items = fields[key];
    if (Array.isArray(items) && listNames.includes(key.toLowerCase()) && items.some(isFields)) return [key, items];
  }
  return undefined;
}

const ifKnown = (pieces: readonly Piece[]): readonly Piece[] | undefined =>
  pieces.some(({ kind }) => kind !== 'unknown') ? pieces : undefined;

const without = (fields: Fields, key: string): Fields =>
  Object.fromEntries(Object.entries(fields).filter(([name]) => name !== key));

function readList(
  fields: Fields,
  around: Around,
  received: Received,
  depth: number,
): Later<readonly Piece[] | undefined> {
  const [key = '', items] = listIn(fields) ?? [];
  if (items === undefined || depth > MAX_DEPTH) return undefined;
  const rest = without(fields, key);
  const each = inside(around, rest, (inner) => ({ ...rest, [key]: [inner] }));
  // A list that holds nothing known is a part of its object, and the object a whole.
  return after(piecesIn(items, each, received, depth), ifKnown);
}

/** An EventBridge event (https://docs.aws.amazon.com/eventbridge/latest/ref/overiew-event-structure.html) by what it is about. */
function readEvent(
  fields: Fields,
  around: Around,
  received: Received,
  depth: number,
): Later<readonly Piece[] | undefined> {
  const { detail } = fields;
  const event = isFields(detail) ? dig(fields).text('detail-type') : undefined;
  if (event === undefined || !isFields(detail) || depth > MAX_DEPTH) return undefined;
  const rest = without(fields, 'detail');
  const about = inside(around, rest, (inner) => ({ ...rest, detail: inner }));
  if (isNotice(event)) {
    const detection = guardDutyNotice(detail, event, about);
    return [detection === undefined ? { kind: 'ignored', reason: 'clean' } : found(() => detection)];
  }
  return after(piecesOf(detail, about, received, depth + 1), ifKnown);
}

/** A payload, one object or many, in whatever wrapping of AWS: each record by the format that it shows. */
export function piecesOf(value: unknown, around: Around, received: Received, depth = 0): Later<readonly Piece[]> {
  if (Array.isArray(value) && depth <= MAX_DEPTH) return piecesIn(value, around, received, depth);
  if (!isFields(value)) return [{ kind: 'unknown', value, around }];
  const format = formatOf(value);
  if (format !== undefined) return [format.read(value, around, received)];
  const unknown: Piece = { kind: 'unknown', value, around };
  return after(
    readEvent(value, around, received, depth),
    (event) => event ?? after(readList(value, around, received, depth), (list) => list ?? [unknown]),
  );
}

function piecesIn(
  list: readonly unknown[],
  around: Around,
  received: Received,
  depth: number,
): Later<readonly Piece[]> {
  const aroundOf = shared(around, list.length);
  const each = (item: unknown, i: number) => piecesOf(item, aroundOf(i), received, depth + 1);
  return after(inTurns(list, each, received.pause), (pieces) => pieces.flat());
}
