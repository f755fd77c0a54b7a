import type { Alert } from '../../../domain/alert.ts';

/** What CEF and LEEF tell events apart by. Receivers map an event by its class and category, so an ending has its own. */

/** The suffix of an event that is no new alert. */
function suffixOf({ finding: { status } }: Alert): string {
  return status === 'resolved' || status === 'suppressed' ? `/${status}` : '';
}

/** The rule; with the status behind it where a report ends or silences a finding. */
export const eventClassOf = (alert: Alert): string => `${alert.rule.uid}${suffixOf(alert)}`;

/**
 * One of a short, fixed list: the class of the alert (`threat`, `vulnerability`, `compliance`, `exposure`, `operational`),
 * or the kind of what is no detection (`gap`, `unreadable`, `system`), with `/in_progress`, `/suppressed` or `/resolved`
 * behind it for what is not new.
 */
export function categoryOf({ kind, class: about, finding: { status } }: Alert): string {
  const base = kind === 'detection' ? about : kind;
  return status === 'new' ? base : `${base}/${status}`;
}

/** The rule's name, never with values of the occurrence. */
export const ruleNameOf = ({ rule }: Alert): string => rule.name || rule.uid;

/** Whether a report ends or silences a finding: it has the lowest severity. */
export const isOver = ({ finding: { status } }: Alert): boolean => status === 'resolved' || status === 'suppressed';
