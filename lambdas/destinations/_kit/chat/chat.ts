import { adviceHeading, adviceParts } from '../alert-view/advice.ts';
import { type Brief, joined, type Line, type Link } from '../alert-view/alert-view.ts';
import type { Part } from '../alert-view/prose.ts';
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
  readonly badge: string;
  /** What the tool did: ours. */
  readonly done?: string;
  readonly headline: string;
  readonly lines: readonly (readonly Run[])[];
  readonly links: readonly Link[];
  readonly sections: readonly Section[];
  readonly facts: string;
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
  readonly facts: number;
}

const LABEL_MAX = 50;
const NOTE_MAX = 300;
const TECHNIQUES_SHOWN = 4;
const TECHNIQUE_MAX = 60;
/** Below this, a list of facts says nothing. */
const FACTS_WORTH_SHOWING = 60;
/** Nobody could read the original, so more of it is shown. */
const RAW_EVIDENCE_FACTOR = 2;

const plain = (text: string): Run => ({ style: 'plain', text });
const bold = (text: string): Run => ({ style: 'bold', text });

function row(label: string, lines: readonly Line[], absent: boolean, { cost, value }: Room): Run[][] {
  if (lines.length === 0)
    return absent ? [[bold(`${label}:`), plain(' '), { style: 'italic', text: 'not stated' }]] : [];
  const values = lines.flatMap((line, i): Run[] => [
    plain(`${i === 0 ? ' ' : ' · '}${clip(line.label, LABEL_MAX, cost)} `),
    { style: 'code', text: clip(line.value, value, cost) },
  ]);
  return [[bold(`${label}:`), ...values]];
}

function techniques({ techniques: found }: Brief, { cost }: Room): Run[][] {
  if (found.length === 0) return [];
  const shown = found.slice(0, TECHNIQUES_SHOWN).flatMap(({ id, name, url }, i): Run[] => {
    const text = clip(name === undefined ? id : `${id} ${name}`, TECHNIQUE_MAX, cost);
    return [plain(i === 0 ? ' ' : ', '), url === undefined ? plain(text) : { style: 'plain', text, url }];
  });
  const more = found.length > TECHNIQUES_SHOWN ? [plain(` and ${found.length - TECHNIQUES_SHOWN} more`)] : [];
  return [[bold('MITRE:'), ...shown.filter(({ text }) => text !== ''), ...more]];
}

function glance(brief: Brief, room: Room): Run[][] {
  const detected = brief.kind === 'detection';
  return [
    ...(detected ? [] : row('From', brief.from, true, room)),
    ...row('Who', brief.who, detected && brief.tone !== 'resolved', room),
    ...row('Where', brief.where, detected, room),
    ...techniques(brief, room),
    ...(brief.delay === undefined ? [] : [[bold('When:'), plain(` ${brief.delay}`)]]),
    ...brief.notes.map((note): Run[] => [plain('⚠️ '), { style: 'italic', text: clip(note, NOTE_MAX, room.cost) }]),
  ];
}

type Draft = (brief: Brief, room: Room) => { readonly heading: string; readonly parts: readonly Part[]; max: number };

const description: Draft = ({ kind, description: parts }, { description: max }) => ({
  // Without it the sender's claims would read as ours.
  heading: kind === 'detection' ? 'In the sender’s words' : 'What this is',
  parts,
  max,
});

const remediation: Draft = ({ remediation: advice }, { remediation: max }) => ({
  heading: adviceHeading(advice),
  parts: adviceParts(advice.steps),
  max,
});

const evidence: Draft = ({ kind, evidence: [first, ...rest] }, { evidence: max }) => ({
  heading: `Evidence${rest.length > 0 ? ` (1 of ${rest.length + 1})` : ''}: ${first?.label ?? ''}`,
  parts: first === undefined ? [] : [{ kind: 'code', text: first.content }],
  max: kind === 'unreadable' ? max * RAW_EVIDENCE_FACTOR : max,
});

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
function sectionsWithin(brief: Brief, room: Room, left: number): { sections: Section[]; left: number } {
  const { cost, around, value } = room;
  const sections: Section[] = [];
  let rest = left;
  for (const draft of [description, remediation, evidence]) {
    const { heading, parts, max } = draft(brief, room);
    const title = clip(heading, value, cost);
    const own = Math.min(max, rest - cost(title) - around);
    const section = { heading: title, parts: own > 0 ? partsWithin(joinedCode(parts), own, cost, around) : [] };
    if (own <= 0 || isSilent(section)) continue;
    sections.push(section);
    rest -= cost(title) + around + section.parts.reduce((sum, { text }) => sum + cost(text) + around, 0);
  }
  return { sections, left: rest };
}

/** Round brackets, which end a link in Markdown, are written as `%28` and `%29`. */
export const linkUrl = (url: string): string => url.replaceAll('(', '%28').replaceAll(')', '%29');
const urlCost: Cost = (url) => Buffer.byteLength(linkUrl(url));

const linksOf = ({ link, record }: Brief, { cost, url, value }: Room): Link[] =>
  [link, record].flatMap((each) =>
    each === undefined || urlCost(each.url) > url ? [] : [{ ...each, label: clip(each.label, value, cost) }],
  );

function timeOf(occurredAt: string, { cost }: Room): string {
  const millis = Date.parse(occurredAt);
  if (Number.isNaN(millis)) return clip(occurredAt, LABEL_MAX, cost);
  return `${new Date(millis)
    .toISOString()
    .replace('T', ' ')
    .replace(/\.\d{3}Z$/, '')} UTC`;
}

const lineCost = (runs: readonly Run[], { cost, around }: Room): number =>
  runs.reduce((sum, { text, url = '' }) => sum + cost(text) + urlCost(url) + around, around);

/** Lays a brief out for a chat within its room: each destination only draws it in its own dialect. */
export function chatMessage(brief: Brief, room: Room): ChatMessage {
  const { cost, around, headline, value, total } = room;
  const lines = glance(brief, room);
  const links = linksOf(brief, room);
  const origin = [brief.product, brief.source].map((words) => clip(words, LABEL_MAX, cost)).concat(brief.asides);
  const small = { origin: origin.filter((words) => words !== '').join(' · '), time: timeOf(brief.occurredAt, room) };
  const id = clip(brief.id, value, cost);
  const fixed = [
    cost(clip(brief.headline, headline, cost)),
    ...lines.map((runs) => lineCost(runs, room)),
    ...links.map(({ label, url }) => cost(label) + urlCost(url) + around),
    cost(`${small.origin}${small.time}${id}${brief.badge}${brief.done ?? ''}`) + 5 * around,
  ];
  const { sections, left } = sectionsWithin(brief, room, total - fixed.reduce((sum, each) => sum + each, 0));
  const facts = brief.facts.map((fact) => ({ ...fact, label: `${clip(fact.label, LABEL_MAX, cost)}:` }));
  return {
    notification: clip(`${brief.mark} ${brief.notification}`, headline, cost),
    badge: `${brief.mark} ${brief.badge}`,
    ...(brief.done === undefined ? {} : { done: brief.done }),
    headline: clip(brief.headline, headline, cost),
    lines,
    links,
    sections,
    facts: left - around < FACTS_WORTH_SHOWING ? '' : clip(joined(facts), Math.min(room.facts, left - around), cost),
    ...small,
    id,
  };
}
