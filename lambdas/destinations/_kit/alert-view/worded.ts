import type { Alert } from '../../../domain/alert.ts';
import type { Attempt } from '../define-destination.ts';
import type { Wording } from '../wording.ts';
import type { AlertView } from './alert-view.ts';
import type { Line } from './lines.ts';
import { isSuppressed, summaryLabelOf } from './severity-label.ts';

/** What of a view an operator's settings change. */
export type Worded = Pick<AlertView, 'mentions' | 'links' | 'remarks'> & Partial<AlertView>;

type Default = Pick<AlertView, 'severityLabel' | 'outcomeInShort' | 'pairs' | 'more' | 'happened' | 'description'>;
type Wordable = Default & Pick<AlertView, 'answer' | 'link' | 'record'>;

/** Nobody is called to what is over, what the sender has suppressed, and what repeats an earlier message. */
const callsNobody = (alert: Alert): boolean =>
  alert.state === 'resolved' || isSuppressed(alert) || (summaryLabelOf(alert) !== undefined && alert.type !== 'digest');

function titled({ severityLabel, outcomeInShort }: Default, { title }: Wording): Partial<AlertView> {
  if (title === undefined) return {};
  const notification = [severityLabel, outcomeInShort ?? '', title].filter((text) => text !== '').join(' · ');
  return { headline: title, place: '', title, notification };
}

const isIn = (lines: readonly Line[], { value }: Line): boolean => lines.some((line) => line.value === value);

/** The fields that the operator chose; the others stand with all that is folded. */
function fielded({ pairs, more }: Default, { fields }: Wording): Partial<AlertView> {
  if (fields === undefined) return {};
  return { pairs: fields, more: [...pairs.filter((pair) => !isIn(fields, pair)), ...more] };
}

/** With a text of the operator's neither Tocsin's sentence nor the sender's words stand in the message. */
const texted = ({ text }: Wording): Partial<AlertView> => (text === undefined ? {} : { text, description: [] });

/** The settings of `message` in the view of an alert. A message that stands for several alerts keeps its form. */
export function worded(view: Wordable, alert: Alert, { wording }: Attempt): Worded {
  const own = [view.answer, view.link, view.record].filter((link) => link !== undefined);
  if (wording === undefined) return { mentions: [], links: own, remarks: [] };
  const { footer, notes, mentions, runbook, links } = wording;
  const first = runbook === undefined ? [] : [runbook];
  const isSummary = summaryLabelOf(alert) !== undefined;
  return {
    ...(isSummary ? {} : { ...titled(view, wording), ...fielded(view, wording), ...texted(wording) }),
    mentions: callsNobody(alert) ? [] : mentions,
    links: isSummary ? own : [...first, ...own, ...links],
    remarks: [...(footer === undefined ? [] : [footer]), ...notes],
  };
}
