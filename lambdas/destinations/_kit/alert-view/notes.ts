import type { Alert } from '../../../domain/alert.ts';
import type { Attempt } from '../define-destination.ts';
import { removedFrom } from './evidence-policy.ts';
import { isSuppressed, summaryLabelOf } from './severity-label.ts';

const meanings: Readonly<Record<Alert['kind'], readonly string[]>> = {
  detection: [],
  unreadable: [],
  gap: ['Alerts from this source are missing: its silence does not mean that nothing happened.'],
  system: ['This is about the alert forwarding itself, not about an attack.'],
};

const claim = /(?<!\b(?:not|never)[ -])\b(?:prevent|block|stop|den[iy]|mitigat|quarantin)(?:p?ed|ied)\b/i;

/** A text that says "prevented" beside an action that does not is how a breach gets slept through. */
function contradictionOf({ kind, class: about, action, title, description = '' }: Alert): string[] {
  if (kind !== 'detection' || about !== 'threat' || action === 'blocked') return [];
  if (!claim.test(`${title}\n${description}`)) return [];
  return ['The text sounds as if it had been stopped, but the sender’s action field does not say so.'];
}

/** What the reader must not overlook. */
export const notesOf = (alert: Alert, attempt: Attempt): string[] => [
  ...(attempt.possibleDuplicate ? ['Possibly a repeat: an earlier try to send this got no answer.'] : []),
  ...(attempt.toldElsewhere === undefined
    ? []
    : [`Handled elsewhere meanwhile: ${attempt.toldElsewhere} was told because this channel did not take it in time.`]),
  ...(summaryLabelOf(alert) === undefined ? meanings[alert.kind] : []),
  ...contradictionOf(alert),
];

const removedNote = (alert: Alert): string[] => {
  const removed = removedFrom(alert);
  return removed === 0 ? [] : [`${removed} ${removed === 1 ? 'credential' : 'credentials'} removed`];
};

/** What the reader may want to know. */
export const footnotesOf = (alert: Alert): string[] => {
  const { kind, state, severity, vendorSeverity } = alert;
  return [
    ...(state === 'resolved' || isSuppressed(alert) ? [`was ${severity}`] : []),
    ...(kind === 'detection' && state === 'open' && vendorSeverity === undefined
      ? ['severity estimated, the sender states none']
      : []),
    ...removedNote(alert),
  ];
};
