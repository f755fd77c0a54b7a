import { firstAdvice } from '../alert-view/advice.ts';
import type { AlertView, Line, Link } from '../alert-view/alert-view.ts';
import { firstLines, moreLines } from '../alert-view/excerpt.ts';
import type { Part } from '../alert-view/prose.ts';
import { titleWithin } from '../alert-view/title.ts';
import { type Cost, clip, partsWithin } from './clip.ts';

/** A piece of a line. `code` is a value that is shown as it is; what the others say is prose. */
export interface Run {
  readonly style: 'plain' | 'bold' | 'italic' | 'code';
  readonly text: string;
  /** Built by us, never the sender's. */
  readonly url?: string;
}

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
  /** What happened and what the tool did about it, in a sentence of ours. */
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

/** How much of everything there is room for, in the unit of `cost`. */
export interface Room {
  /** What a text takes once it is escaped. */
  readonly cost: Cost;
  /** What is put around a run, and around a part of a section. */
  readonly around: number;
  readonly total: number;
  readonly headline: number;
  readonly value: number;
  readonly url: number;
  readonly description: number;
  readonly remediation: number;
  readonly evidence: number;
}

const LABEL_MAX = 50;
const NOTE_MAX = 300;
const TECHNIQUES_SHOWN = 4;
const TECHNIQUE_MAX = 80;
const EVIDENCE_LINES = 3;
/** Nobody could read the original, so more of it is shown. */
const RAW_EVIDENCE_FACTOR = 2;
const RAW_EVIDENCE_LINES = 20;

const plain = (text: string): Run => ({ style: 'plain', text });
const bold = (text: string): Run => ({ style: 'bold', text });

const pair = ({ label, value }: Line, room: Room): Run[] => [
  bold(`${clip(label, LABEL_MAX, room.cost)}:`),
  plain(' '),
  { style: 'code', text: clip(value, room.value, room.cost) },
];

function techniques({ techniques: found }: AlertView, { cost }: Room): Run[][] {
  if (found.length === 0) return [];
  const shown = found.slice(0, TECHNIQUES_SHOWN).flatMap(({ text: words, url }, i): Run[] => {
    const text = clip(words, TECHNIQUE_MAX, cost);
    return [plain(i === 0 ? ' ' : ', '), url === undefined ? plain(text) : { style: 'plain', text, url }];
  });
  const more = found.length > TECHNIQUES_SHOWN ? [plain(` and ${found.length - TECHNIQUES_SHOWN} more`)] : [];
  return [[bold('ATT&CK:'), ...shown.filter(({ text }) => text !== ''), ...more]];
}

const GROUPS_SHOWN = 8;

/** The rules of a digest, each with its newest alerts. */
function groupLines({ groups }: AlertView, { cost, value }: Room): Run[][] {
  const shown = groups.slice(0, GROUPS_SHOWN).flatMap(({ label, items }): Run[][] => [
    [bold(clip(label, value, cost))],
    ...items.map(({ text, link }): Run[] => {
      const words = plain(`• ${clip(text, value, cost)} `);
      return link === undefined ? [words] : [words, { style: 'plain', text: link.label, url: link.url }];
    }),
  ]);
  const more = groups.length - GROUPS_SHOWN;
  return more > 0 ? [...shown, [plain(`and ${more} more ${more === 1 ? 'rule' : 'rules'}`)]] : shown;
}

function glance(view: AlertView, room: Room): Run[][] {
  const from =
    view.kind === 'detection'
      ? []
      : view.from.map(({ label, value }) => ({ label: 'From', value: `${label} ${value}` }));
  return [
    ...(view.standing === undefined ? [] : [[plain(clip(view.standing, NOTE_MAX, room.cost))]]),
    ...[...from, ...view.pairs].map((each) => pair(each, room)),
    ...techniques(view, room),
    ...groupLines(view, room),
    ...(view.delay === undefined ? [] : [[bold('When:'), plain(` ${view.delay}`)]]),
    ...view.notes.map((note): Run[] => [plain('⚠️ '), { style: 'italic', text: clip(note, NOTE_MAX, room.cost) }]),
  ];
}

/** What happened is ours but for the names in it; what was done about it stands out. */
function sentenceOf({ happened, outcome }: AlertView, { cost }: Room): Run[] {
  const what = happened === undefined ? [] : [plain(clip(happened, NOTE_MAX, cost))];
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

/** Round brackets, which end a link in Markdown, are written as `%28` and `%29`. */
export const linkUrl = (url: string): string => url.replaceAll('(', '%28').replaceAll(')', '%29');
const urlCost: Cost = (url) => Buffer.byteLength(linkUrl(url));

const linksOf = ({ link, record }: AlertView, { cost, url, value }: Room): Link[] =>
  [link, record].flatMap((each) =>
    each === undefined || urlCost(each.url) > url ? [] : [{ ...each, label: clip(each.label, value, cost) }],
  );

const lineCost = (runs: readonly Run[], { cost, around }: Room): number =>
  runs.reduce((sum, { text, url = '' }) => sum + cost(text) + urlCost(url) + around, around);

/** Lays a view out for a chat within its room: each destination only draws it in its own dialect. */
export function chatMessage(view: AlertView, room: Room): ChatMessage {
  const { cost, around, headline, value, total } = room;
  const lines = glance(view, room);
  const sentence = sentenceOf(view, room);
  const links = linksOf(view, room);
  const origin = [view.product, view.source].map((words) => clip(words, LABEL_MAX, cost)).concat(view.footnotes);
  const small = {
    origin: origin.filter((words) => words !== '').join(' · '),
    time: clip(view.time, 2 * LABEL_MAX, cost),
    id: clip(view.id, value, cost),
  };
  const title = titleWithin(view, headline, (text, max) => clip(text, max, cost), cost);
  const fixed = [
    cost(title),
    ...[sentence, ...lines].map((runs) => lineCost(runs, room)),
    ...links.map(({ label, url }) => cost(label) + urlCost(url) + around),
    cost(`${small.origin}${small.time}${small.id}${view.severityLabel}`) + 5 * around,
  ];
  return {
    notification: clip(`${view.mark} ${view.notification}`, headline, cost),
    severityLabel: `${view.mark} ${view.severityLabel}`,
    title,
    sentence,
    lines,
    links,
    sections: sectionsWithin(view, room, total - fixed.reduce((sum, each) => sum + each, 0)),
    ...small,
  };
}
