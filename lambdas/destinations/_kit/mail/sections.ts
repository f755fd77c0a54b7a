import { defang, escapeHtml } from '../../../domain/values/text.ts';
import { adviceHeading, adviceParts } from '../alert-view/advice.ts';
import type { AlertView, Line } from '../alert-view/alert-view.ts';
import type { Part } from '../alert-view/prose.ts';
import { titleWithin } from '../alert-view/title.ts';
import { type Cost, clip, partsWithin } from '../chat/clip.ts';
import type { TextRun } from '../wording.ts';

/** A titled piece of a mail, in the order in which it is read. */
export interface MailSection {
  readonly title: string;
  readonly parts: readonly Part[];
}

// Gmail hides what is above 102 KB of HTML behind a link; all of these together, with their markup, stay below that.
const VALUE_MAX = 500;
const LABEL_MAX = 80;
const HEADLINE_MAX = 400;
const TEXT_MAX = 6000;
const DESCRIPTION_MAX = 6000;
const REMEDIATION_MAX = 12_000;
const EVIDENCE_MAX = 4000;
const EVIDENCE_SHOWN = 3;
/** A record that could not be read, or the list of a digest, is what the mail is for. */
const RECORD_MAX = 20_000;
const MORE_MAX = 5000;
/** A mail cannot fold anything: so many lines do not bury what is above them. */
const MORE_SHOWN = 20;
const PART_OVERHEAD = 200;
const TECHNIQUES_SHOWN = 6;

/** Bytes of HTML; a line end becomes a tag. */
const cost: Cost = (text) => Buffer.byteLength(escapeHtml(text)) + 4 * (text.split('\n').length - 1);

/** Sender's text of at most `max` bytes of HTML in which no client finds an address to link. */
const clipped = (text: string, max: number): string => clip(defang(text), max, cost);

const inert = (part: Part): Part => ({ ...part, text: defang(part.text) });
const within = (parts: readonly Part[], max: number): Part[] => partsWithin(parts.map(inert), max, cost, PART_OVERHEAD);

const row = (label: string, value: string): Line[] =>
  value === '' ? [] : [{ label: clipped(label, LABEL_MAX), value: clipped(value, VALUE_MAX) }];

function techniques({ techniques: found }: AlertView): string {
  const names = found.slice(0, TECHNIQUES_SHOWN).map(({ text }) => text);
  const more = found.length > TECHNIQUES_SHOWN ? ` and ${found.length - TECHNIQUES_SHOWN} more` : '';
  return `${clipped(names.join(', '), VALUE_MAX - more.length)}${more}`;
}

/** What happened and where. */
export const headlineOf = (view: AlertView): string => titleWithin(view, HEADLINE_MAX, clipped, cost);

/**
 * What happened and what was done about it, in a sentence of ours or in the operator's text; only his links have an
 * address.
 */
export function sentenceOf({ text, happened, outcome }: AlertView): TextRun[] {
  const said = (words: string | undefined): TextRun[] =>
    words === undefined ? [] : [{ text: clipped(words, VALUE_MAX) }];
  const what = text === undefined ? said(happened) : textWithin(text);
  const done = said(outcome);
  return what.length > 0 && done.length > 0
    ? [...what, { text: text === undefined ? ' ' : '\n' }, ...done]
    : [...what, ...done];
}

/** As much of the operator's text as there is room for; half an address leads nowhere. */
function textWithin(runs: readonly TextRun[]): TextRun[] {
  const shown: TextRun[] = [];
  let left = TEXT_MAX;
  for (const { text, url } of runs) {
    const size = cost(text) + (url === undefined ? 0 : cost(url));
    if (left <= 0 || (url !== undefined && size > left)) break;
    shown.push(url === undefined ? { text: clipped(text, left) } : { text, url });
    left -= size;
  }
  return shown;
}

/** What is asked first: who, what, where, when. */
export function rowsOf(view: AlertView): Line[] {
  const { kind, from, pairs, standing, time, delay } = view;
  const when = [time, delay].filter((text) => text !== undefined && text !== '').join(', ');
  return [
    ...(kind === 'detection' ? [] : from.flatMap(({ label, value }) => row('From', `${label} ${value}`))),
    ...pairs.flatMap(({ label, value }) => row(label, value)),
    ...row('ATT&CK', techniques(view)),
    ...row('When', when),
    ...row('History', standing ?? ''),
  ];
}

function evidence({ kind, evidence: all }: AlertView): MailSection[] {
  const isRecord = kind === 'unreadable' || kind === 'system';
  const excerpts = all.slice(0, isRecord ? 1 : EVIDENCE_SHOWN);
  const more = all.length > excerpts.length ? ` (${all.length - excerpts.length} more in the full record)` : '';
  return excerpts.map(({ label, content }, i) => ({
    title: `Evidence: ${clipped(label, VALUE_MAX)}${i === excerpts.length - 1 ? more : ''}`,
    parts: within([{ kind: 'code', text: content }], isRecord ? RECORD_MAX : EVIDENCE_MAX),
  }));
}

/** The other facts; where there is a link to all of them, only how many there are. */
function more({ more: lines, record }: AlertView): MailSection[] {
  if (lines.length === 0 || record !== undefined) return [];
  const left = lines.length - MORE_SHOWN;
  const all = lines.slice(0, MORE_SHOWN).map(({ label, value }) => `${clipped(label, LABEL_MAX)}: ${value}`);
  const text = clipped([...all, ...(left > 0 ? [`and ${left} more`] : [])].join('\n'), MORE_MAX);
  return [{ title: 'Further facts', parts: [{ kind: 'prose', text }] }];
}

/** What is read after that: the sender's words, the advice, the evidence, the rest. */
export function sectionsOf(view: AlertView): MailSection[] {
  const { kind, description, remediation } = view;
  const all: MailSection[] = [
    {
      // Without it the sender's claims would read as ours.
      title: kind === 'detection' ? 'In the sender’s words' : 'What this is',
      parts: within(description, DESCRIPTION_MAX),
    },
    {
      title: clipped(adviceHeading(remediation), VALUE_MAX),
      parts: within(adviceParts(remediation.steps), REMEDIATION_MAX),
    },
    ...evidence(view),
    ...more(view),
  ];
  return all.filter(({ parts }, i) => parts.length > 0 || (i === 1 && remediation.title !== undefined));
}

/** Product, source, what is small print, and the id by which it is found again. */
export const footOf = ({ product, source, remarks, footnotes, id }: AlertView): string =>
  [
    ...[product, source].map((name) => clipped(name, LABEL_MAX)),
    ...remarks.map((words) => clipped(words, VALUE_MAX)),
    ...footnotes,
    `id ${clipped(id, VALUE_MAX)}`,
  ]
    .filter((text) => text !== '')
    .join(' · ');
