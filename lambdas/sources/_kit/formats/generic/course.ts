import type { Detection } from '../../../../domain/detection.ts';
import { remembered } from '../../../../domain/values/remembered.ts';
import { toTime } from '../../../../domain/values/time.ts';
import type { NamedFields, Names } from '../../named-fields.ts';
import {
  bareResults,
  checked,
  ends,
  events,
  fixes,
  grades,
  marks,
  mutes,
  reasons,
  results,
  sentences,
  states,
  statuses,
  suppressedMarks,
  unmarks,
  zeros,
} from './course-names.ts';
import { endsIn, overWords, setAsideWords, suppressedWords, wellWords } from './course-words.ts';
import { isEndName, isEndReason, isNoEnd } from './end-names.ts';
import { namesEnd } from './end-sentences.ts';
import { endTimeByWords, isFlaggedOver } from './ends-by-words.ts';
import { statusesByWords } from './status-by-words.ts';
import type { Title } from './titles.ts';
import { isWhatHappened } from './what-happened.ts';

export { endsIn, withoutCourse } from './course-words.ts';

type Course = 'over' | 'open';

const over = new RegExp(`^(?:${overWords}|${wellWords})$`, 'i');
const overAlone = new RegExp(`^(?:${overWords})$`, 'i');
const open =
  /^(?:open|opened|new|active|firing|fired|alerting|alarm|alert|triggered|problem|down|critical|failed|failing|failure|unhealthy|unresolved|in[_ -]?alarm|activated|started|reopened|warning|error|non[_ -]?compliant|not[_ -]?resolved|unreachable|pending|degraded|crit|warn|unknown)$/i;
const suppressed = new RegExp(`^(?:${suppressedWords}|${setAsideWords})$`, 'i');
const inProgress =
  /^(?:in[_ -]?progress|acknowledged|ack(?:ed)?|investigating|under[_ -]?(?:investigation|review|analysis)|in[_ -]?(?:review|triage|analysis|remediation)|triag(?:ed|ing)|remediating|assigned|escalated)$/i;

const overAtEnd = endsIn(overWords);
const suppressedAtEnd = endsIn(suppressedWords);
const inProgressAtEnd = endsIn('in[_ -]?progress|acknowledged|assigned');

const isTrue = (text: string): boolean => /^(?:true|yes|1)$/i.test(text);
const isMarked = (said: NamedFields, names: Names): boolean => isTrue(said.text(names) ?? '');

/** Senders use the same few words for a status and for a kind of event. */
const words = { most: 1_024, longest: 48 };

/** What stands behind the word of a status: `Closed - benign`, `Resolved (by hand)`. */
const WORD_MAX = 300;
const aside = / [-–—] | ?\(|: | (?:as|by|with) /;

/** `Down ended (now: Up)`. */
const since = /\(now:? (\w{1,20})\)$/i;

/** What a word under the name of a status says; the first word that says something counts. */
const courseIn = remembered((text): Course | undefined => {
  if (text.length > WORD_MAX) return undefined;
  const [first = ''] = text.trim().split(aside, 1);
  const word = since.exec(text)?.[1] ?? first;
  return over.test(word) ? 'over' : open.test(word) ? 'open' : undefined;
}, words);

/** A time since 1990: Go and .NET write the year 1 where there is none. */
const isTime = (text: string): true | undefined => ((toTime(text) ?? '') > '1990' ? true : undefined);

const reopened = /(?:^|[._:/ -])(?:reopened|retriggered|regressed|regression)$/i;
const isReopened = remembered((text): true | undefined => (reopened.test(text.trim()) ? true : undefined), words);

const endIn = (word: string): true | undefined =>
  !isNoEnd(word) && (overAlone.test(word) || overAtEnd(word) || isEndName(word)) ? true : undefined;
const isEndEvent = remembered((text): true | undefined => endIn(text.trim()), words);

const isPassed = (said: NamedFields): boolean =>
  /^pass(?:ed)?$/i.test(said.text(results) ?? (said.text(checked) === undefined ? '' : (said.text(bareResults) ?? '')));

/** Ends that say so themselves; where one status says that it is over and another that it is not, it is not. */
const isOver = (said: NamedFields, courses: readonly (Course | undefined)[]): boolean =>
  (courses.includes('over') && !courses.includes('open')) ||
  said.first(isEndEvent, events) === true ||
  said.first((text) => (isEndReason(text) ? true : undefined), reasons) === true ||
  said.first(
    (text) => (/^(?:ok|okay|clear(?:ed)?|resolved|recovered|improved)$/i.test(text.trim()) ? true : undefined),
    grades,
  ) === true ||
  isPassed(said);

/** Ends that count where no status says that it is open. */
const seemsOver = (said: NamedFields, record: unknown, title: string | undefined): boolean =>
  said.first((text) => (isTrue(text) || isTime(text) ? true : undefined), marks) === true ||
  said.text(zeros)?.trim() === '0' ||
  /^(?:false|no)$/i.test(said.text(unmarks) ?? '') ||
  said.first(isTime, ends) === true ||
  (title !== undefined && namesEnd(title)) ||
  said.first((text) => (namesEnd(text) ? true : undefined), sentences) === true ||
  isFlaggedOver(record) ||
  endTimeByWords(record, said) !== undefined;

/** Of a weakness in a package, `fixed` says that there is a version without it, not that it is gone. */
const courseOf = (said: NamedFields, names: Names): Course | undefined => {
  const hasFix = said.text(fixes) !== undefined;
  return said.first((text) => (hasFix && /^fixed$/i.test(text.trim()) ? undefined : courseIn(text)), names);
};

/** From a status of its own, a kind of event (`alert.resolved`), or a title that says so. */
export function stateOf(said: NamedFields, record?: unknown, title?: Title): Detection['state'] {
  const isEnd = seemsEnded(said, record, title?.text);
  return isEnd && !isWhatHappened(said, title?.text, title?.isPassing === false) ? 'resolved' : 'open';
}

function seemsEnded(said: NamedFields, record: unknown, title: string | undefined): boolean {
  const listed = [statuses, states].map((names) => courseOf(said, names));
  const isListed = listed.some((course) => course !== undefined);
  const courses = isListed ? listed : statusesByWords(record).map(courseIn);
  if (said.first(isReopened, events) === true) return false;
  return isOver(said, courses) || (!courses.includes('open') && seemsOver(said, record, title));
}

type Handling = 'suppressed' | 'in_progress';

/** What a word under the name of a status says of what somebody did. */
const handlingIn = remembered(
  (word): Handling | undefined =>
    suppressed.test(word) ? 'suppressed' : inProgress.test(word) ? 'in_progress' : undefined,
  words,
);
/** What the end of the name of an event says. */
const handlingAtEnd = remembered(
  (event): Handling | undefined =>
    suppressedAtEnd(event) ? 'suppressed' : inProgressAtEnd(event) ? 'in_progress' : undefined,
  words,
);

const trimmed = (said: NamedFields, names: Names): string => said.text(names)?.trim() ?? '';

/** What somebody did to a finding that is not over. */
export function statusOf(said: NamedFields, record?: unknown): Handling | undefined {
  if (said.first(isReopened, events) === true) return undefined;
  const listed = [trimmed(said, statuses), trimmed(said, states), trimmed(said, mutes)].filter((word) => word !== '');
  const all = (listed.length > 0 ? listed : statusesByWords(record)).map(handlingIn);
  const event = handlingAtEnd(trimmed(said, events));
  if (all.includes('suppressed') || event === 'suppressed' || isMarked(said, suppressedMarks)) return 'suppressed';
  return all.includes('in_progress') ? 'in_progress' : event;
}
