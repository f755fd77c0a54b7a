import { type Alert, type Severity, severities } from '../../../domain/alert.ts';
import type { Repeats } from '../../../domain/repeats.ts';
import { hashOf } from '../../../domain/values/hash.ts';
import { defang, truncate } from '../../../domain/values/text.ts';
import { adviceParts } from '../alert-view/advice.ts';
import { type AlertView, alertView, type Excerpt, joined, type Line } from '../alert-view/alert-view.ts';
import type { Part } from '../alert-view/prose.ts';
import { cutUnits } from '../alert-view/size-budget.ts';
import { titleWithin } from '../alert-view/title.ts';
import type { Attempt } from '../define-destination.ts';

/**
 * What a pager knows a problem by: the same for every destination and every occurrence, also when the window in which
 * Tocsin gathers repeats is over. 39 characters.
 */
export const problemKey = ({ fingerprint }: Pick<Alert, 'fingerprint'>): string =>
  `tocsin-${hashOf(['problem', fingerprint])}`;

const ownKey = /^tocsin-[0-9a-f]{32}$/;

/** A key out of an answer, when it is one of ours: what else a vendor says is not kept. */
export const ownKeyIn = (value: unknown): string | undefined =>
  typeof value === 'string' && ownKey.test(value) ? value : undefined;

/** Without the two characters that make a tag of HTML, or a mention in a chat that the pager is connected to. */
export const withoutAngles = (text: string): string => text.replaceAll('<', '‹').replaceAll('>', '›');

const SEPARATOR = ' · ';

/** What is paged: the alert, its view, and what was done about it in as few words as fit a lock screen. */
export interface Page {
  readonly alert: Alert;
  readonly view: AlertView;
  readonly done: string;
}

export function pageOf(alert: Alert, attempt: Attempt): Page {
  const view = alertView(alert, attempt);
  return { alert, view, done: view.outcomeInShort ?? '' };
}

/**
 * What a lock screen shows: how bad it is, whether it was stopped, what happened, and where. At most `max` UTF-16
 * units, 100 at least.
 */
export function pagerLine({ view, done }: Page, max: number): string {
  const { kind, severityLabel, headline, from } = view;
  const first = [severityLabel, done].filter((text) => text !== '').join(SEPARATOR);
  const places = [kind === 'detection' ? '' : joined(from), view.place].filter((text) => text !== '');
  const room = max - first.length - SEPARATOR.length;
  const title = titleWithin({ headline, place: places.join(SEPARATOR) }, room, cutUnits);
  return withoutAngles([first, title].join(SEPARATOR));
}

/** A named text for the person who opens the page. The names are ours alone: a sender cannot add one. */
export type Detail = readonly [name: string, text: string];

const listed = (lines: readonly Line[]): string => lines.map(({ label, value }) => `${label}: ${value}`).join('\n');
const proseOf = (parts: readonly Part[]): string => parts.map(({ text }) => text).join('\n');
const excerptOf = ({ label, content, truncated }: Excerpt): string =>
  `${label}${truncated ? ' (cut)' : ''}\n${content}`;

const techniquesOf = ({ techniques }: AlertView): string => techniques.map(({ text }) => text).join(', ');

const adviceOf = ({ remediation: { title, steps } }: AlertView): string =>
  [...(title === undefined ? [] : [title]), proseOf(adviceParts(steps))].join('\n').trim();

/** More than this nobody reads on a phone, and a digest's evidence is a list of ids. */
const EVIDENCE_MAX = 4_000;

/**
 * All that a view says, the most urgent first and what is absent left out. Pagers make links of what looks like one,
 * so none of it does, code and evidence included.
 */
export function pagerDetails(view: AlertView): Detail[] {
  const { title, text, happened, outcome, standing, notes, remarks, footnotes, time, delay, id } = view;
  // Nothing in the operator's text is an address but his own, which may become links.
  const own = text?.map(({ text: piece, url }) => url ?? piece).join('');
  const sentences = [own === undefined ? happened : undefined, outcome].filter((each) => each !== undefined);
  const words = proseOf(view.description);
  const happenings = [title, sentences.join(' ')].map(defang);
  const first = [happenings[0], own, happenings[1]].filter((each) => each !== undefined && each !== '');
  const details: readonly Detail[] = [
    ['Note', notes.join('\n')],
    ['Facts', listed(view.pairs)],
    [
      'Alerts',
      view.groups.map(({ label, items }) => [label, ...items.map(({ text }) => `- ${text}`)].join('\n')).join('\n'),
    ],
    ['When', delay === undefined ? time : `${time}, ${delay}`],
    ['History', standing ?? ''],
    ['From', [view.product, view.source, ...remarks, ...footnotes].join(SEPARATOR)],
    ['Tocsin alert', id],
    ['MITRE ATT&CK', techniquesOf(view)],
    [view.kind === 'detection' ? 'In the sender’s words' : 'What this is', words === view.headline ? '' : words],
    ['What the sender advises', adviceOf(view)],
    ['Further facts', listed(view.more)],
    ['Evidence', truncate(view.evidence.map(excerptOf).join('\n\n'), EVIDENCE_MAX)],
  ];
  const others = details.flatMap(([name, words]): Detail[] => (words.trim() === '' ? [] : [[name, defang(words)]]));
  return [['What happened', first.join('\n')], ...others];
}

const LINKS_SHOWN = 4;

/** The links that the operator's settings add, by name. */
export const operatorLinks = ({ links, link, record }: AlertView): Record<string, string> =>
  Object.fromEntries(
    links
      .filter((each) => each !== link && each !== record)
      .slice(0, LINKS_SHOWN)
      .map(({ label, url }) => [withoutAngles(label), url]),
  );

const worse = (a: Severity, b: Severity): Severity => (severities.indexOf(a) < severities.indexOf(b) ? b : a);

const FIRST_TIME = 'the first time';

/** That it came again is what the title says, so the operator's title gives way. */
function withoutTitle({ wording, ...attempt }: Attempt): Attempt {
  if (wording === undefined) return attempt;
  const { title: _, ...rest } = wording;
  return { ...attempt, wording: rest };
}

/**
 * The page for a problem that was told before: with the latest title and time and how often it came, never less urgent
 * than the alert that told it first. What was done about that one says nothing of the others.
 */
export function pageAgain(told: Alert, repeats: Repeats, attempt: Attempt): Page {
  const { title, severity, count, total, until } = repeats;
  const times = count === 1 ? 'once' : `${count} times`;
  const alert: Alert = {
    ...told,
    state: 'open',
    severity: worse(told.severity, severity),
    title: `again ${times}, ${total} in all: ${title}`,
    occurredAt: until,
    receivedAt: until,
  };
  const view = alertView(alert, withoutTitle(attempt));
  const { outcome, outcomeInShort } = view;
  return {
    alert,
    view: outcome === undefined ? view : { ...view, outcome: `${outcome} (${FIRST_TIME})` },
    done: outcomeInShort === undefined ? '' : `${outcomeInShort} ${FIRST_TIME}`,
  };
}
