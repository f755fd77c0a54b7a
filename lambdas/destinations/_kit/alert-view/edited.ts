import type { Alert } from '../../../domain/alert.ts';
import type { Repeats } from '../../../domain/repeats.ts';
import type { Attempt } from '../define-destination.ts';
import { type AlertView, alertView } from './alert-view.ts';
import { endingOf, timesLine } from './occurrences.ts';

/** The view of a first message that is changed later: how often the problem came, or that it is over and how long it lasted. */
export function editedView(repeats: Repeats, first: Alert, attempt: Attempt): AlertView {
  const standing = timesLine(repeats, attempt);
  if (!repeats.isResolved) return { ...alertView(first, attempt), standing };
  const view = alertView({ ...first, state: 'resolved' }, attempt);
  const severityLabel = endingOf(repeats, first);
  return { ...view, severityLabel, standing, notification: `${severityLabel} · ${view.title}` };
}
