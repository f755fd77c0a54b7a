import { firstAdvice } from '../alert-view/advice.ts';
import type { AlertView, Link } from '../alert-view/alert-view.ts';
import { firstLines, moreLines } from '../alert-view/excerpt.ts';
import type { Part } from '../alert-view/prose.ts';
import { titleWithin } from '../alert-view/title.ts';
import type { TextRun } from '../wording.ts';
import { clip, partsWithin } from './clip.ts';
import { glanceCost, glanceWithin, lineCost } from './glance.ts';
import { bold, plain, type Room, type Run, urlCost } from './room.ts';

export { linkUrl, type Room, type Run } from './room.ts';

export interface Section {
  readonly heading: string;
  readonly parts: readonly Part[];
}

/** What a chat message says, most urgent first; short enough, and not escaped yet. */
export interface ChatMessage {
  /** All of it in one line, for notifications. */
  readonly notification: string;
  /** `🟠 HIGH`: ours. */
  readonly severityLabel: string;
  /** What happened and where. */
  readonly title: string;
  /** What happened and what the tool did about it, in a sentence of ours, or the operator’s text. */
  readonly sentence: readonly Run[];
  readonly lines: readonly (readonly Run[])[];
  readonly links: readonly Link[];
  readonly sections: readonly Section[];
  /** `2026-11-21 03:07:10 UTC`, or the sender's words for a time. */
  readonly time: string;
  /** Product, source and what else belongs into the small print. */
  readonly origin: string;
  readonly id: string;
}

const LABEL_MAX = 50;
const NOTE_MAX = 300;
const EVIDENCE_LINES = 3;
/** Nobody could read the original, so more of it is shown. */
const RAW_EVIDENCE_FACTOR = 2;
const RAW_EVIDENCE_LINES = 20;

/** As much of the operator's text as there is room for; half an address leads nowhere. */
function textRuns(text: readonly TextRun[], { cost, text: max, url: urlMax }: Room): Run[] {
  const runs: Run[] = [];
  let left = max;
  for (const { text: words, url } of text) {
    const size = cost(words) + (url === undefined ? 0 : urlCost(url));
    if (left <= 0 || (url !== undefined && (size > left || urlCost(url) > urlMax))) break;
    runs.push(url === undefined ? plain(clip(words, left, cost)) : { style: 'plain', text: words, url });
    left -= size;
  }
  return runs;
}

/** What happened is ours but for the names in it; what was done about it stands out. */
function sentenceOf({ text, happened, outcome }: AlertView, room: Room): Run[] {
  const { cost } = room;
  const own = text === undefined ? undefined : textRuns(text, room);
  const what = own ?? (happened === undefined ? [] : [plain(clip(happened, NOTE_MAX, cost))]);
  const done = outcome === undefined ? [] : [bold(clip(outcome, NOTE_MAX, cost))];
  return what.length > 0 && done.length > 0 ? [...what, plain(' '), ...done] : [...what, ...done];
}

type Draft = (
  view: AlertView,
  room: Room,
) => { readonly heading: string; readonly parts: readonly Part[]; max: number };

const description: Draft = ({ kind, description: parts }, { description: max }) => ({
  // Without it the sender's claims would read as ours.
  heading: kind === 'detection' ? 'In the sender’s words' : 'What this is',
  parts,
  max,
});

const remediation: Draft = ({ remediation: advice }, { remediation: max }) => ({ ...firstAdvice(advice), max });

const evidence: Draft = ({ kind, evidence: [first, ...rest] }, { evidence: max }) => {
  const isRaw = kind === 'unreadable';
  const { text, more } = firstLines(first?.content ?? '', isRaw ? RAW_EVIDENCE_LINES : EVIDENCE_LINES);
  return {
    heading: `Evidence${rest.length > 0 ? ` (1 of ${rest.length + 1})` : ''}: ${first?.label ?? ''}${moreLines(more)}`,
    parts: first === undefined ? [] : [{ kind: 'code', text }],
    max: isRaw ? max * RAW_EVIDENCE_FACTOR : max,
  };
};

/** The advice may be all in its title. */
const isSilent = ({ heading, parts }: Section): boolean =>
  parts.length === 0 && !heading.startsWith('What the sender advises: ');

/** Neighbouring blocks of code as one: what marks or boxes a block is limited in number. */
function joinedCode(parts: readonly Part[]): Part[] {
  const found: Part[] = [];
  for (const part of parts) {
    const last = found.at(-1);
    if (part.kind === 'code' && last?.kind === 'code')
      found[found.length - 1] = { ...last, text: `${last.text}\n${part.text}` };
    else found.push(part);
  }
  return found;
}

/** The sections that fit, the most urgent first; what there is no room for is left out from the end. */
function sectionsWithin(view: AlertView, room: Room, left: number): Section[] {
  const { cost, around, value } = room;
  const sections: Section[] = [];
  let rest = left;
  for (const draft of [description, remediation, evidence]) {
    const { heading, parts, max } = draft(view, room);
    const title = clip(heading, value, cost);
    const own = Math.min(max, rest - cost(title) - around);
    const section = { heading: title, parts: own > 0 ? partsWithin(joinedCode(parts), own, cost, around) : [] };
    if (own <= 0 || isSilent(section)) continue;
    sections.push(section);
    rest -= cost(title) + around + section.parts.reduce((sum, { text }) => sum + cost(text) + around, 0);
  }
  return sections;
}

/** What stands below everything. */
function smallOf(view: AlertView, { cost, value }: Room) {
  const names = [view.product, view.source].map((words) => clip(words, LABEL_MAX, cost));
  const remarks = view.remarks.map((words) => clip(words, NOTE_MAX, cost));
  return {
    origin: [...names, ...remarks, ...view.footnotes].filter((words) => words !== '').join(' · '),
    time: clip(view.time, 2 * LABEL_MAX, cost),
    id: clip(view.id, value, cost),
  };
}

/** Lays a view out for a chat within its room: each destination only draws it in its own dialect. */
export function chatMessage(view: AlertView, room: Room): ChatMessage {
  const { cost, around, headline, total } = room;
  const sentence = sentenceOf(view, room);
  const small = smallOf(view, room);
  const title = titleWithin(view, headline, (text, max) => clip(text, max, cost), cost);
  const mentions = view.mentions.reduce((sum, name) => sum + cost(name) + around, 0);
  const fixed =
    mentions +
    cost(title) +
    lineCost(sentence, room) +
    cost(`${small.origin}${small.time}${small.id}${view.severityLabel}`) +
    5 * around;
  const { lines, links } = glanceWithin(view, room, total - fixed);
  return {
    notification: clip(`${view.mark} ${view.notification}`, headline, cost),
    severityLabel: `${view.mark} ${view.severityLabel}`,
    title,
    sentence,
    lines,
    links,
    sections: sectionsWithin(view, room, total - fixed - glanceCost(lines, links, room)),
    ...small,
  };
}
