import { factTexts, spelling } from '../../../../domain/values/json-fields.ts';
import { notesOf } from '../../../../domain/values/shapes.ts';
import { toTime } from '../../../../domain/values/time.ts';
import { type NamedFields, namesOf } from '../../named-fields.ts';
import { wordsIn } from './changing-words.ts';
import { endTimeByWords } from './ends-by-words.ts';

const times = namesOf(
  'occurredAt',
  'eventTime',
  'eventDateTime',
  'eventDate',
  'eventAt',
  'requestReceivedTimestamp',
  'detectedAt',
  'detectionTime',
  'detectionTimestamp',
  'detectedDateTime',
  'detectTime',
  'triggeredAt',
  'triggered',
  'occurred',
  'occured',
  'occuredAt',
  'triggerTime',
  'triggeredTime',
  'firedDateTime',
  'firedAt',
  'firedTime',
  'alertTime',
  'alertDateTime',
  'alertTimestamp',
  'whenDetected',
  'when',
  'detected',
  '@timestamp',
  'timestamp',
  'eventTimestamp',
  'timeGenerated',
  'messageTime',
  'activityDateTime',
  'startsAt',
  'startedAt',
  'startAt',
  'startTime',
  'start',
  'startDate',
  'startedOn',
  'started',
  'dateStart',
  'startTimestamp',
  'startDateTime',
  'beginTime',
  'openedAt',
  'openedOn',
  'opened',
  'dateOpened',
  'reportTime',
  'identifiedAt',
  'occurAt',
  'occurredOn',
  'detectedOn',
  'discoveredAt',
  'foundAt',
  'openTime',
  'time',
  'datetime',
  'timeUnixNano',
  'raisedAt',
  'reportedAt',
  'observedAt',
  'createdAt',
  'createdTime',
  'createdDateTime',
  'createdTimestamp',
  'creationTime',
  'creationTimestamp',
  'creationDate',
  'createTime',
  'created',
  'createdOn',
  'dateCreated',
  'publishedAt',
  'lastSeen',
  'lastSeenTime',
  'lastSeenAt',
  'firstSeen',
  'firstSeenTime',
  'firstSeenAt',
  'firstSeenDate',
  'lastSeenDate',
  'lastFound',
  'firstFound',
  'lastObserved',
  'firstObserved',
  'lastOccurredAt',
  'lastOccurredOn',
  'firstOccurredAt',
  'firstOccurredOn',
  'lastDetected',
  'firstDetected',
  'updatedAt',
  'date',
  'ts',
  'notificationTime',
);

/** Of an end, when it ended. */
const ends = namesOf(
  'resolvedAt',
  'resolvedDateTime',
  'resolvedTime',
  'resolvedOn',
  'endedAt',
  'closedAt',
  'closedDateTime',
  'closedTime',
  'recoveredAt',
  'recoveryTime',
  'clearedAt',
  'clearTime',
  'fixedAt',
  'dismissedAt',
  'dateResolved',
  'endsAt',
  'endTime',
  'stoppedAt',
  'end',
  'endDate',
  'endedOn',
  'dateEnd',
  'dateClosed',
  'finished',
  'closedOn',
  'lastFixed',
);

/** A zone's name in brackets behind a time: `2026-08-31 15:26:50 (UTC)`. */
const zoned = / ?\((?:UTC|GMT)\)$/i;

/** A time that something can have happened at: senders write 0, the year 1 and the year 9999 where they know none. */
function timeIn(text: string): string | undefined {
  const at = toTime(zoned.test(text) ? `${text.replace(zoned, '')}Z` : text);
  return at !== undefined && at > '1990' && at < '2100' ? at : undefined;
}

const timeName =
  /(?:time|date|timestamp|datetime|at|when|occurr?ed|triggered|detected|started|raised|opened)(?:utc|gmt|ms|iso|epoch|unix|z|string|local|start)?$/;
/** Times of something else than what happened. */
const otherTime =
  /(?:schedul|updat|modif|resolv|end|close|expir|due|sent|deliver|receiv|ingest|window|until|next|previous|valid|build|commit|uptime|run|respon|dura|estimat|last)/;
const NEAR = 3;
const SHORTEST = 10;

/** How deep a field stands that is called like a time; nothing for another one, and for one too deep. */
function timeDepth(path: string): number | undefined {
  const segments = path.split('.', NEAR + 1);
  const name = spelling(segments.at(-1) ?? '');
  const isTime = timeName.test(name) || wordsIn(segments.at(-1) ?? '').at(-1) === 'ts';
  return segments.length <= NEAR && isTime && !otherTime.test(name) ? segments.length : undefined;
}

const timesIn = notesOf(timeDepth);

/** A field near the top that is called like a time and holds one. */
function timeByLooks(record: unknown): string | undefined {
  let best: { readonly at: string; readonly depth: number } | undefined;
  const { shape, texts } = factTexts(record);
  for (const { at: i, note: depth } of timesIn(shape)) {
    const text = texts[i] as string;
    const at = depth < (best?.depth ?? NEAR + 1) && text.length >= SHORTEST ? timeIn(text) : undefined;
    if (at !== undefined) best = { at, depth };
  }
  return best?.at;
}

const days = namesOf('^date', '^eventDate', '^logDate', '^alertDate');
const clocks = namesOf('^time', '^eventTime', '^logTime', '^alertTime');
const day = /^\d{4}[-/]\d\d[-/]\d\d$/;
const clock = /^\d\d:\d\d(?::\d\d(?:\.\d{1,9})?)?$/;
const matching = (pattern: RegExp) => (text: string) => (pattern.test(text.trim()) ? text.trim() : undefined);

/** A day and the time of the day in fields of their own. */
function partedTime(said: NamedFields): string | undefined {
  const [date, time] = [said.first(matching(day), days), said.first(matching(clock), clocks)];
  return date === undefined || time === undefined ? undefined : timeIn(`${date.replaceAll('/', '-')}T${time}Z`);
}

/** A day alone is better than the time at which it came here. */
function dayIn(said: NamedFields): string | undefined {
  const date = said.first(matching(day), days);
  return date === undefined ? undefined : timeIn(`${date.replaceAll('/', '-')}T00:00Z`);
}

/** When it happened; of what has ended, when it ended. */
export const occurredIn = (said: NamedFields, state: string, record: unknown): string | undefined =>
  (state === 'resolved' ? (said.first(timeIn, ends) ?? endTimeByWords(record, said)) : undefined) ??
  said.first(timeIn, times) ??
  partedTime(said) ??
  timeByLooks(record) ??
  dayIn(said);
