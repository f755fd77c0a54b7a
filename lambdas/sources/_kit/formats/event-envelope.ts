import { after, type Later } from '../../../domain/values/deferred.ts';
import { type Fields, factsOf, isFields } from '../../../domain/values/json-fields.ts';
import { toTime } from '../../../domain/values/time.ts';
import { asTest, type Reading, type Received } from '../define-source.ts';
import type { Around } from '../envelope.ts';
import { endsIn, withoutCourse } from './generic/course.ts';
import { genericDetection, type Known } from './generic/generic.ts';
import { isBlank, readAnything } from './reading.ts';

/** An event in an envelope that says what it is, whatever it carries. */
export interface Enveloped {
  readonly type: string | undefined;
  readonly time: unknown;
  /** What it is about. */
  readonly subject?: string | undefined;
  /** Names the occurrence; absent when the envelope has no id. */
  readonly identity?: readonly string[];
  /** Who sends it: two senders' problems are two. */
  readonly sender?: string | undefined;
  readonly data: unknown;
  readonly around: Around;
}

const isOver = endsIn('resolved?|closed?|cleared|recovered|fixed|mitigated|remediated|dismissed|ended|archived');
const isSuppressed = endsIn('suppressed|muted|silenced|snoozed|ignored');
const isPing = /(?:^|[._:/ -])(?:ping|health(?:[ -]?check)?|heartbeat|validation)$/i;
const isTest = /(?:^|[._:/ -])(?:test|tested|test[ -]?event)$/i;

function knownOf({ type, time, subject, identity, sender }: Enveloped): Known {
  const problem = [sender ?? '', withoutCourse(type ?? ''), subject ?? ''];
  return {
    ...(type === undefined ? {} : { type }),
    ...(isOver(type ?? '') ? { state: 'resolved' as const } : {}),
    ...(isSuppressed(type ?? '') ? { status: 'suppressed' as const } : {}),
    ...(identity === undefined ? {} : { identity }),
    occurredAt: toTime(time),
    resource: subject,
    problem,
  };
}

const severe = (data: unknown): boolean =>
  isFields(data) && Object.keys(data).some((key) => /sever|priority|risk/i.test(key));

/** What an enveloped event is: a ping, a test, or one alert or more, by the format or the fields of what it carries. */
export function readEnveloped(event: Enveloped, received: Received): Later<Reading> {
  const { type = '', data, around } = event;
  const known = knownOf(event);
  if (isPing.test(type) && !severe(data)) return { kind: 'ignored', reason: 'ping' };
  const whole = isBlank(data) ? [genericDetection({}, around, received, known)] : undefined;
  const found: Later<Reading> =
    whole === undefined ? readAnything(data, received, { around, known }) : { kind: 'alerts', detections: whole };
  if (!isTest.test(type) || severe(data)) return found;
  return after(found, asTest);
}

/** The fields beside the data as facts of the wrapping, under names that are not mistaken for the data's own. */
export const attributesAs = (prefix: string, attributes: Fields): Around['facts'] =>
  Object.fromEntries(Object.entries(factsOf(attributes)).map(([path, text]) => [prefix + path, text]));
