import type { Alert, AlertKind, Severity } from '../../../domain/alert.ts';
import { placeOf } from '../../../domain/place-of.ts';
import { defined } from '../../../domain/values/json-fields.ts';
import { visible } from '../../../domain/values/text.ts';
import type { Attempt } from '../define-destination.ts';
import type { TextRun } from '../wording.ts';
import { answerOf, fromOf, joined, type Line, type Link, linkOf, productOf, recordOf, shown } from './lines.ts';
import { footnotesOf, notesOf } from './notes.ts';
import { pairsOf } from './pairs.ts';
import { type Part, partsOf } from './prose.ts';
import { happenedOf, outcomeOf, shortOutcomeOf } from './sentence.ts';
import { isSuppressed, severityLabelOf, summaryLabelOf } from './severity-label.ts';
import { standingOf } from './standing.ts';
import { groupsOf, type SummaryGroup } from './summary-groups.ts';
import { type Technique, techniquesOf } from './technique.ts';
import { delayOf, timeText } from './when.ts';
import { worded } from './worded.ts';

export { joined, type Line, type Link } from './lines.ts';
export type { Technique } from './technique.ts';

/** What an alert looks like before it is read: its severity, unless it is over. */
export type Tone = Severity | 'resolved';

export interface Step {
  readonly title?: string;
  readonly parts: readonly Part[];
}

export interface Excerpt {
  /** What it is, and when it was seen. */
  readonly label: string;
  /** Several lines, exact but for control characters; not defanged. */
  readonly content: string;
  readonly truncated: boolean;
}

/**
 * What a person has to know of an alert, in the order in which it is asked, for every destination that people read.
 * All strings are plain text of unbounded length: invisible characters are made visible, links in prose are broken,
 * nothing is escaped. What is absent was not stated by the sender.
 */
export interface AlertView {
  readonly kind: AlertKind;
  readonly tone: Tone;
  /** An emoji for the tone; never the only carrier of meaning. */
  readonly mark: string;
  /** `HIGH`, `Resolved after 42 min`, `UNREADABLE`, `ALERTS MISSING`. */
  readonly severityLabel: string;
  /** The title, on one line. */
  readonly headline: string;
  /** Where it happened, in a few words: `payments/checkout (prod-eu-1)`. Empty when it is not stated or in the headline. */
  readonly place: string;
  /** Headline and place. */
  readonly title: string;
  /** What happened, in a sentence of ours. */
  readonly happened?: string;
  /** The operator's text, in place of `happened` and `description`; it may have several lines. */
  readonly text?: readonly TextRun[];
  /** What the tool did about a threat, in words that claim no more than the alert's `action`. */
  readonly outcome?: string;
  /** The same in as few words as fit a lock screen. */
  readonly outcomeInShort?: string;
  /** The facts that help to decide: at most eight, or those that the operator chose. */
  readonly pairs: readonly Line[];
  readonly techniques: readonly Technique[];
  /** How often it came and how the sender's tracking stands: `Seen 14 times since … · In progress at the sender`. */
  readonly standing?: string;
  /** RFC 3339, or the sender's words for a time. */
  readonly occurredAt: string;
  /** The same for readers, in the destination's time zone and in UTC. */
  readonly time: string;
  /** Only when the alert came late or the sender's clock is ahead: `26 min before it was reported`. */
  readonly delay?: string;
  /** Product and source as a line, for alerts that are about the sender rather than from it. */
  readonly from: readonly Line[];
  /** `Akto API Protection`. */
  readonly product: string;
  /** The configured name: `akto-prod`. */
  readonly source: string;
  /** What the reader must not overlook: a possible repeat, a contradiction, what this kind of alert means. */
  readonly notes: readonly string[];
  /** What the reader may want to know: an estimated severity, what it was before it was over. For the small print. */
  readonly footnotes: readonly string[];
  /** In the sender's words, unless `kind` says that the words are Tocsin's. */
  readonly description: readonly Part[];
  readonly remediation: { readonly title?: string; readonly steps: readonly Step[] };
  /** All other facts, for where they can be folded. */
  readonly more: readonly Line[];
  readonly evidence: readonly Excerpt[];
  /** Of a digest: the alerts that it stands for, by rule. */
  readonly groups: readonly SummaryGroup[];
  /** To the vendor's console; the label names the host that is opened. */
  readonly link?: Link;
  /** To this alert in Tocsin's own console. */
  readonly record?: Link;
  /** All that can be opened: the runbook, these three, and the operator's links. */
  readonly links: readonly Link[];
  /** Whom the operator calls to it, as his settings name them. */
  readonly mentions: readonly string[];
  /** The operator's line for the small print, and which of his settings could not be applied. */
  readonly remarks: readonly string[];
  /** To the place where the problem is acknowledged, silenced or resolved. */
  readonly answer?: Link;
  readonly id: string;
  /** All of it in one line, the most telling first, for notifications and previews. */
  readonly notification: string;
}

const marks: Readonly<Record<Tone, string>> = {
  critical: '🔴',
  high: '🟠',
  medium: '🟡',
  low: '🔵',
  info: '⚪',
  resolved: '✅',
};

function markOf(alert: Alert, tone: Tone): string {
  if (isSuppressed(alert)) return '🔕';
  return alert.kind === 'detection' || tone === 'resolved' || summaryLabelOf(alert) !== undefined ? marks[tone] : '⚠️';
}

function toneOf(alert: Alert): Tone {
  if (alert.state === 'resolved') return 'resolved';
  return isSuppressed(alert) ? 'info' : alert.severity;
}

function excerptOf({ at, kind, content, truncated }: Alert['evidence'][number], timeZone?: string): Excerpt[] {
  const label = [shown(kind), at === undefined ? '' : timeText(at, timeZone)].filter((text) => text !== '').join(', ');
  const text = visible(content).trimEnd();
  // An empty string, object or list in JSON shows nothing.
  return /^[\s{}[\]"]*$|^null$/.test(text) ? [] : [{ label, content: text, truncated: truncated === true }];
}

function remediationOf({ remediation }: Alert): AlertView['remediation'] {
  const heading = (text: string | undefined): { title?: string } => {
    const title = shown((text ?? '').replace(/^\s*#{1,6}\s+/, ''));
    return title === '' ? {} : { title };
  };
  const steps = (remediation?.steps ?? []).map((step) => ({ ...heading(step.title), parts: partsOf(step.text) }));
  return {
    ...heading(remediation?.title),
    steps: steps.filter((step) => step.title !== undefined || step.parts.length > 0),
  };
}

/** A place such as `checkout (prod-eu-1)` as what is there, and what that lies in. */
function partsOfPlace(place: string): readonly [string, string] {
  const at = place.endsWith(')') ? place.lastIndexOf(' (') : -1;
  return at < 0 ? [place, ''] : [place.slice(0, at), place.slice(at + 2, -1)];
}

/** Of a place, what a headline does not name. */
function newIn(headline: string, place: string): string {
  const [inner, outer] = partsOfPlace(place);
  const isNew = (part: string): boolean => part !== '' && !headline.includes(part.replace(/^account /, ''));
  const around = outer.split(', ').filter(isNew).join(', ');
  const thing = inner.split(', ').filter(isNew).join(', ');
  return thing === '' || around === '' ? thing || around : `${thing} (${around})`;
}

/** What is read at a glance, before anything is unfolded. */
function glanceOf(alert: Alert) {
  const headline = shown(alert.title) || shown(alert.rule.name ?? '') || shown(alert.type) || 'Alert without a title';
  const place = newIn(headline, shown(placeOf(alert)));
  const title = place === '' ? headline : `${headline} · ${place}`;
  const severityLabel = severityLabelOf(alert);
  const isSummary = summaryLabelOf(alert) !== undefined;
  // That an alert is Tocsin's own is its label.
  const from = alert.kind === 'system' ? [] : fromOf(alert);
  const outcomeInShort = shortOutcomeOf(alert);
  const texts = [severityLabel, outcomeInShort ?? '', headline, alert.kind === 'detection' ? '' : joined(from), place];
  return {
    ...(isSummary ? { pairs: [], more: [] } : pairsOf(alert, title)),
    severityLabel,
    headline,
    place,
    title,
    from,
    outcomeInShort,
    notification: texts.filter((text) => text !== '').join(' · '),
  };
}

type Details = Pick<AlertView, 'description' | 'remediation' | 'evidence' | 'groups'>;

/** Of an alert that stands for others the groups say what its words list. */
const summaryDetails = (alert: Alert, attempt: Attempt): Details => ({
  description: partsOf((alert.description ?? '').split('\n\n', 1)[0] ?? ''),
  remediation: { steps: [] },
  evidence: [],
  groups: groupsOf(alert, attempt),
});

/** What is over needs no advice and no evidence in a message; the record has both. */
function detailsOf(alert: Alert, attempt: Attempt): Details {
  if (summaryLabelOf(alert) !== undefined) return summaryDetails(alert, attempt);
  const isOver = alert.state === 'resolved';
  return {
    description: partsOf(alert.description ?? ''),
    remediation: isOver ? { steps: [] } : remediationOf(alert),
    evidence: isOver ? [] : alert.evidence.flatMap((each) => excerptOf(each, attempt.timeZone)),
    groups: [],
  };
}

/** The view of an alert that every destination for people lays out in its own dialect. */
export function alertView(alert: Alert, attempt: Attempt): AlertView {
  const view = defaultView(alert, attempt);
  const { text, ...changed } = worded(view, alert, attempt);
  return text === undefined ? { ...view, ...changed } : defined({ ...view, ...changed, text, happened: undefined });
}

/** The view as it is without settings of `message`. */
function defaultView(alert: Alert, attempt: Attempt) {
  const tone = toneOf(alert);
  return defined({
    kind: alert.kind,
    tone,
    mark: markOf(alert, tone),
    ...glanceOf(alert),
    happened: happenedOf(alert),
    outcome: outcomeOf(alert),
    techniques: alert.attack.flatMap(techniquesOf).filter(({ text }) => text !== ''),
    standing: standingOf(alert, attempt.timeZone),
    occurredAt: shown(alert.occurredAt),
    time: timeText(alert.occurredAt, attempt.timeZone),
    delay: delayOf(alert),
    product: productOf(alert),
    source: shown(alert.source),
    notes: notesOf(alert, attempt),
    footnotes: footnotesOf(alert),
    ...detailsOf(alert, attempt),
    link: linkOf(alert.url),
    record: recordOf(alert.id, attempt),
    answer: answerOf(attempt),
    id: shown(alert.id),
  });
}
