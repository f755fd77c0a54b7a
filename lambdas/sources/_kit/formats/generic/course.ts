import type { Detection } from '../../../../domain/detection.ts';
import { type NamedFields, type Names, namesOf } from '../../named-fields.ts';

const overWords =
  'resolved?|closed?|cleared|recovered|recovery|fixed|mitigated|remediated|dismissed|archived|inactive|ended|auto[_ -]?resolved|auto[_ -]?closed|false[_ -]?positive';
const suppressedWords =
  "suppressed|muted|silenced|snoozed|ignored|accepted[_ -]?risk|risk[_ -]?accepted|won'?t[_ -]?fix";
const over = new RegExp(`^(?:${overWords}|done|normal|compliant)$`, 'i');
const overAlone = new RegExp(`^(?:${overWords})$`, 'i');
const suppressed = new RegExp(`^(?:${suppressedWords})$`, 'i');
const inProgress =
  /^(?:in[_ -]?progress|acknowledged|ack(?:ed)?|investigating|under[_ -]?investigation|triaged|assigned)$/i;

/** `AlertResolved` as `Alert.Resolved`. */
const parted = (name: string): string => name.replace(/([a-z])([A-Z])/g, '$1.$2');

/** Knows names whose last part is one of some words, and does not say the contrary: `issue.not_resolved`. */
export function endsIn(words: string): (name: string) => boolean {
  const atEnd = new RegExp(`(?<!(?:^|[._:/ -])(?:not|un))[._:/ -](?:${words})$`, 'i');
  return (name) => atEnd.test(parted(name));
}

const overAtEnd = endsIn(overWords);
const suppressedAtEnd = endsIn(suppressedWords);
const inProgressAtEnd = endsIn('in[_ -]?progress|acknowledged|assigned');

const statuses = namesOf(
  '^status',
  '^alertStatus',
  '^incidentStatus',
  '^eventStatus',
  '^findingStatus',
  '^issueStatus',
  'monitorCondition',
  'complianceType',
  '^statusCode',
);
const states = namesOf('^state', '^alertState', '^incidentState', '^workflowState', '^newState');
const events = namesOf('^eventType', '^event', '^type', '^action', '^eventAction');
const marks = namesOf('^resolved', '^isResolved', '^closed', '^isClosed', '^archived');

const suppressedMarks = namesOf('^suppressed', '^muted', '^ignored');

const isMarked = (said: NamedFields, names: Names): boolean => /^(?:true|yes|1)$/i.test(said.text(names) ?? '');

/** From a status of its own, or a kind of event that says so: `alert.resolved`. */
export function stateOf(said: NamedFields): Detection['state'] {
  const [status, state, course] = [statuses, states, events].map((names) => (said.text(names) ?? '').trim());
  const isOver = over.test(status ?? '') || over.test(state ?? '') || /^ok$/i.test(state ?? '');
  const isEnd = overAlone.test(course ?? '') || overAtEnd(course ?? '');
  return isMarked(said, marks) || isOver || isEnd ? 'resolved' : 'open';
}

const mutes = namesOf('^mute', '^muteStatus');

/** What somebody did to a finding that is not over. */
export function statusOf(said: NamedFields): 'suppressed' | 'in_progress' | undefined {
  const [status = '', state = '', course = ''] = [statuses, states, events].map((names) =>
    (said.text(names) ?? '').trim(),
  );
  const words = [status, state, (said.text(mutes) ?? '').trim()];
  if (words.some((word) => suppressed.test(word)) || suppressedAtEnd(course)) return 'suppressed';
  if (isMarked(said, suppressedMarks)) return 'suppressed';
  return words.some((word) => inProgress.test(word)) || inProgressAtEnd(course) ? 'in_progress' : undefined;
}

const courseAtEnd = new RegExp(
  `[._:/-](?:${overWords}|${suppressedWords}|created?|opened|open|new|updated?|triggered|raised|fired|firing|reopened|acknowledged|detected|started?)$`,
  'i',
);

/** The last part of `alert.created` and `alert.resolved`, which tells of the course and not of the problem. */
export function withoutCourse(type: string): string {
  const whole = parted(type);
  const cut = whole.replace(courseAtEnd, '');
  return cut === whole ? type : cut;
}
