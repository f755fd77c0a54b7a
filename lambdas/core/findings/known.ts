import type { Detection } from '../alert.ts';
import { dig } from '../dig.ts';
import { type Fields, isFields } from '../record.ts';
import type { Received } from '../source.ts';
import { type Around, inside, shared } from './around.ts';
import { asffDetection, isAsff } from './asff.ts';
import { alarmDetection, isCloudWatchAlarm } from './cloudwatch.ts';
import { guardDutyDetection, isGuardDuty, isSample } from './guardduty.ts';
import { guardDutyNotice, isNotice } from './guardduty-coverage.ts';
import { isOcsf, ocsfDetection } from './ocsf.ts';

/** What one object of a payload turned out to be. `unknown`: none of the formats that are known by their looks. */
export type Piece =
  | { readonly kind: 'detection'; readonly detection: Detection }
  | { readonly kind: 'test'; readonly detection: Detection }
  | { readonly kind: 'ignored'; readonly reason: string }
  | { readonly kind: 'unknown'; readonly value: unknown; readonly around: Around };

type Reader = (fields: Fields, around: Around, received: Received) => Piece;

const found = (detection: Detection): Piece => ({ kind: 'detection', detection });

const formats: readonly (readonly [is: (fields: Fields) => boolean, read: Reader])[] = [
  [isOcsf, (fields, around, received) => found(ocsfDetection(fields, around, received))],
  [isAsff, (fields, around, received) => found(asffDetection(fields, around, received))],
  [
    isGuardDuty,
    (fields, around, received) => {
      const detection = guardDutyDetection(fields, around, received);
      return isSample(fields) ? { kind: 'test', detection } : found(detection);
    },
  ],
  [isCloudWatchAlarm, (fields, around, received) => found(alarmDetection(fields, around, received))],
];

/** Lists of records, as AWS services, its APIs and OCSF bundles name them. */
const listNames = ['findings', 'events', 'records'];
const MAX_DEPTH = 6;

function listIn(fields: Fields): readonly [key: string, items: readonly unknown[]] | undefined {
  for (const [key, items] of Object.entries(fields))
    if (listNames.includes(key.toLowerCase()) && Array.isArray(items) && items.some(isFields)) return [key, items];
  return undefined;
}

const without = (fields: Fields, key: string): Fields =>
  Object.fromEntries(Object.entries(fields).filter(([name]) => name !== key));

function readList(fields: Fields, around: Around, received: Received, depth: number): Piece[] | undefined {
  const [key = '', items] = listIn(fields) ?? [];
  if (items === undefined || depth > MAX_DEPTH) return undefined;
  const rest = without(fields, key);
  const each = inside(around, rest, (inner) => ({ ...rest, [key]: [inner] }));
  const pieces = piecesIn(items, each, received, depth);
  // A list that holds nothing known is a part of its object, and the object a whole.
  return pieces.some(({ kind }) => kind !== 'unknown') ? pieces : undefined;
}

/** An EventBridge event (https://docs.aws.amazon.com/eventbridge/latest/ref/overiew-event-structure.html) by what it is about. */
function readEvent(fields: Fields, around: Around, received: Received, depth: number): Piece[] | undefined {
  const event = dig(fields).text('detail-type');
  const { detail } = fields;
  if (event === undefined || !isFields(detail) || depth > MAX_DEPTH) return undefined;
  const rest = without(fields, 'detail');
  const about = inside(around, rest, (inner) => ({ ...rest, detail: inner }));
  if (isNotice(event)) {
    const detection = guardDutyNotice(detail, event, about);
    return [detection === undefined ? { kind: 'ignored', reason: 'clean' } : found(detection)];
  }
  const pieces = piecesOf(detail, about, received, depth + 1);
  return pieces.some(({ kind }) => kind !== 'unknown') ? pieces : undefined;
}

/** A payload, one object or many, in whatever wrapping of AWS: each record by the format that it shows. */
export function piecesOf(value: unknown, around: Around, received: Received, depth = 0): Piece[] {
  if (Array.isArray(value) && depth <= MAX_DEPTH) return piecesIn(value, around, received, depth);
  if (!isFields(value)) return [{ kind: 'unknown', value, around }];
  const [, read] = formats.find(([is]) => is(value)) ?? [];
  if (read !== undefined) return [read(value, around, received)];
  return (
    readEvent(value, around, received, depth) ??
    readList(value, around, received, depth) ?? [{ kind: 'unknown', value, around }]
  );
}

function piecesIn(list: readonly unknown[], around: Around, received: Received, depth: number): Piece[] {
  const aroundOf = shared(around, list.length);
  return list.flatMap((item, i) => piecesOf(item, aroundOf(i), received, depth + 1));
}
