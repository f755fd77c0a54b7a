import type { Alert, AlertAction, AlertKind, Severity } from '../../../domain/alert.ts';
import { defined } from '../../../domain/values/json-fields.ts';
import { visible } from '../../../domain/values/text.ts';
import type { Attempt } from '../define-destination.ts';
import { flatPlaces } from '../flat-places.ts';
import { badgeOf, standInOf } from './badge.ts';
import {
  fromOf,
  joined,
  type Line,
  type Link,
  linesOf,
  linkOf,
  productOf,
  recordOf,
  shown,
  type Technique,
  techniqueOf,
  whereOf,
  whoOf,
} from './lines.ts';
import { asidesOf, notesOf } from './notes.ts';
import { type Part, partsOf } from './prose.ts';

export { joined, type Line, type Link, type Technique } from './lines.ts';

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
export interface Brief {
  readonly kind: AlertKind;
  readonly tone: Tone;
  /** An emoji for the tone; never the only carrier of meaning. */
  readonly mark: string;
  /** One or two words in capitals: `HIGH`, `RESOLVED`, `UNREADABLE`, `ALERTS MISSING`. */
  readonly badge: string;
  /** The title, on one line. */
  readonly headline: string;
  /** What the tool did, in words that claim no more than the alert's `action`. Absent where nothing can be done. */
  readonly done?: string;
  /** The same in as few words as fit a lock screen. */
  readonly doneInShort?: string;
  readonly who: readonly Line[];
  readonly where: readonly Line[];
  readonly techniques: readonly Technique[];
  /** RFC 3339; not necessarily a valid time. */
  readonly occurredAt: string;
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
  readonly asides: readonly string[];
  /** In the sender's words, unless `kind` says that the words are Tocsin's. */
  readonly description: readonly Part[];
  readonly remediation: { readonly title?: string; readonly steps: readonly Step[] };
  readonly facts: readonly Line[];
  readonly evidence: readonly Excerpt[];
  /** To the vendor's console; the label names the host that is opened. */
  readonly link?: Link;
  /** To this alert in Tocsin's own console. */
  readonly record?: Link;
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

const actions: Readonly<Record<AlertAction, string>> = {
  blocked: 'Blocked',
  observed: 'Only observed – not blocked',
  allowed: 'Allowed',
  unknown: 'Unknown whether it was stopped',
};

/** The same in as few words as fit a phone's lock screen. */
const shortActions: Readonly<Record<AlertAction, string>> = {
  blocked: 'Blocked',
  observed: 'Not blocked',
  allowed: 'Allowed',
  unknown: 'Perhaps not stopped',
};

const LATE_MINUTES = 10;

function span(minutes: number): string {
  if (minutes < 120) return `${Math.round(minutes)} min`;
  return minutes < 48 * 60 ? `${Math.round(minutes / 60)} h` : `${Math.round(minutes / 1440)} days`;
}

function delayOf({ occurredAt, receivedAt }: Alert): string | undefined {
  const minutes = (Date.parse(receivedAt) - Date.parse(occurredAt)) / 60_000;
  if (!(Math.abs(minutes) > LATE_MINUTES)) return undefined;
  return minutes > 0 ? `${span(minutes)} before it was reported` : `${span(-minutes)} ahead of our clock`;
}

function excerptOf({ at, kind, content, truncated }: Alert['evidence'][number]): Excerpt[] {
  const label = [shown(kind), at === undefined ? '' : shown(at)].filter((text) => text !== '').join(', ');
  const text = visible(content).trimEnd();
  // An empty string, object or list in JSON shows nothing.
  return /^[\s{}[\]"]*$|^null$/.test(text) ? [] : [{ label, content: text, truncated: truncated === true }];
}

function remediationOf({ remediation }: Alert): Brief['remediation'] {
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

/** A resolved alert of which nothing was said leaves nothing to ask about. */
function doneOf({ kind, state, action }: Alert): string | undefined {
  const moot = state === 'resolved' && action === 'unknown';
  return kind === 'detection' && !moot ? actions[action] : undefined;
}

const doneInShortOf = (alert: Alert): string | undefined =>
  doneOf(alert) === undefined ? undefined : shortActions[alert.action];

function notificationOf(alert: Alert, badge: string, headline: string): string {
  const done = doneInShortOf(alert) ?? '';
  const places = [...(alert.kind === 'detection' ? [] : fromOf(alert)), ...whereOf(flatPlaces(alert))].slice(0, 4);
  return [badge, done, headline, joined(places)].filter((text) => text !== '').join(' · ');
}

/** The digest of an alert that every destination for people lays out in its own dialect. */
export function brief(alert: Alert, attempt: Attempt): Brief {
  const tone = alert.state === 'resolved' ? 'resolved' : alert.severity;
  const badge = badgeOf(alert);
  const places = flatPlaces(alert);
  const headline = shown(alert.title) || shown(alert.type) || 'Alert without a title';
  return defined({
    kind: alert.kind,
    tone,
    mark: alert.kind === 'detection' || tone === 'resolved' || standInOf(alert) !== undefined ? marks[tone] : '⚠️',
    badge,
    headline,
    done: doneOf(alert),
    doneInShort: doneInShortOf(alert),
    who: whoOf(places),
    where: whereOf(places),
    techniques: alert.attack.map(techniqueOf).filter(({ id }) => id !== ''),
    occurredAt: shown(alert.occurredAt),
    delay: delayOf(alert),
    from: fromOf(alert),
    product: productOf(alert),
    source: shown(alert.source),
    notes: notesOf(alert, attempt),
    asides: asidesOf(alert),
    description: partsOf(alert.description ?? ''),
    remediation: remediationOf(alert),
    facts: [...linesOf(alert.labels), ...linesOf(alert.facts)],
    // What a stand-in holds is told in its words; the list of ids is for looking up.
    evidence: standInOf(alert) === undefined ? alert.evidence.flatMap(excerptOf) : [],
    link: linkOf(alert),
    record: recordOf(alert, attempt),
    id: shown(alert.id),
    notification: notificationOf(alert, badge, headline),
  });
}
