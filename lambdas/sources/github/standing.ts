import type { Detection } from '../../domain/detection.ts';
import { defined } from '../../domain/values/json-fields.ts';
import { timeIn } from '../_kit/detected.ts';
import type { Dig } from '../_kit/field-reader.ts';

const things = ['alert', 'repository_advisory', 'security_advisory'];
export const under = (...names: readonly string[]): string[] =>
  things.flatMap((thing) => names.map((name) => `${thing}.${name}`));

/** How GitHub's tracking of an alert stands. */
export type Standing = 'open' | 'in_progress' | 'suppressed' | 'resolved';

const over = /^(?:fixed|dismissed|auto_dismissed|resolved|closed|withdrawn|revoked)$/;
const overBy = /^(?:fixed|dismiss(?:ed)?|auto_dismissed|closed_by_user|resolved?|withdrawn|revoked|closed)$/;

const reasons = ['dismissed_reason', 'resolution', 'dismiss_reason'];

/** Reasons to dismiss after which the problem is still there: accepted, put off, or met in tests only. */
const accepted = /^(?:tolerable_risk|no_bandwidth|won'?t[ _]fix|used[ _]in[ _]tests)$|tolerable|bandwidth/i;
const started = /^fix_started$|already been started/i;

/** The alert's own state; older events have none, there the action says it. */
export function standingOf(said: Dig): Standing {
  const [state, action] = [said.text(...under('state'))?.toLowerCase(), said.text('action') ?? ''];
  const isOver = state === undefined ? overBy.test(action) : over.test(state);
  if (said.text(...under('withdrawn_at')) !== undefined) return 'resolved';
  if (!isOver) return 'open';
  const reason = said.text(...under(...reasons)) ?? '';
  return endOf(state ?? action, reason);
}

/** What was dismissed before may be fixed later, with its reason still there. */
function endOf(word: string, reason: string): Standing {
  if (word === 'fixed') return 'resolved';
  if (started.test(reason)) return 'in_progress';
  // Dependabot's own rules ignore an alert, which does not fix it.
  return word === 'auto_dismissed' || accepted.test(reason) ? 'suppressed' : 'resolved';
}

const ends = [
  'fixed_at',
  'resolved_at',
  'dismissed_at',
  'dismiss_at',
  'auto_dismissed_at',
  'withdrawn_at',
  'closed_at',
];

export function timeOf(said: Dig, standing: Standing): string | undefined {
  const isNew = /^(?:created?|reported)$/.test(said.text('action') ?? '');
  const times = isNew ? ['created_at', 'updated_at', 'published_at'] : ['updated_at', 'published_at', 'created_at'];
  return timeIn(said, ...under(...(standing === 'open' ? times : [...ends, ...times])));
}

/** What GitHub tracks: a number within a repository, or an advisory by its id. */
export function findingOf(said: Dig, id: string | undefined, standing: Standing): Detection['finding'] {
  return defined({
    vendorUid: id,
    firstSeenAt: timeIn(said, ...under('created_at', 'published_at')),
    lastSeenAt: timeIn(said, ...under('updated_at')),
    status: standing === 'open' || standing === 'resolved' ? undefined : standing,
  });
}
