import { defang, escapeHtml } from '../../../domain/values/text.ts';
import { adviceHeading, adviceParts } from '../alert-view/advice.ts';
import { type Brief, joined, type Line } from '../alert-view/alert-view.ts';
import type { Part } from '../alert-view/prose.ts';
import { type Cost, clip, partsWithin } from '../chat/clip.ts';

/** A titled piece of a mail, in the order in which it is read. */
export interface MailSection {
  readonly title: string;
  readonly parts: readonly Part[];
}

/** A line of the table at the top; several values stand side by side. */
export interface MailRow {
  readonly label: string;
  readonly values: readonly Line[];
}

// Gmail hides what is above 102 KB of HTML behind a link; all of these together, with their markup, stay below that.
const VALUE_MAX = 500;
const LABEL_MAX = 80;
const HEADLINE_MAX = 400;
const DESCRIPTION_MAX = 6000;
const REMEDIATION_MAX = 12_000;
const EVIDENCE_MAX = 4000;
const EVIDENCE_SHOWN = 3;
/** A record that could not be read, or the list of a digest, is what the mail is for. */
const RECORD_MAX = 20_000;
const FACTS_MAX = 5000;
const PART_OVERHEAD = 200;
const TECHNIQUES_SHOWN = 6;

/** Bytes of HTML; a line end becomes a tag. */
const cost: Cost = (text) => Buffer.byteLength(escapeHtml(text)) + 4 * (text.split('\n').length - 1);

/** Sender's text of at most `max` bytes of HTML in which no client finds an address to link. */
const clipped = (text: string, max: number): string => clip(defang(text), max, cost);

const inert = (part: Part): Part => ({ ...part, text: defang(part.text) });
const within = (parts: readonly Part[], max: number): Part[] => partsWithin(parts.map(inert), max, cost, PART_OVERHEAD);

const shown = (lines: readonly Line[]): Line[] =>
  lines.map(({ label, value }) => ({ label: clipped(label, LABEL_MAX), value: clipped(value, VALUE_MAX) }));

function row(label: string, lines: readonly Line[], absent: boolean): MailRow[] {
  if (lines.length > 0) return [{ label, values: shown(lines) }];
  return absent ? [{ label, values: [{ label: '', value: 'not stated' }] }] : [];
}

const plain = (label: string, value: string | undefined): MailRow[] =>
  value === undefined || value === '' ? [] : [{ label, values: [{ label: '', value: clipped(value, VALUE_MAX) }] }];

function techniques({ techniques: found }: Brief): string {
  const names = found.slice(0, TECHNIQUES_SHOWN).map(({ id, name }) => (name === undefined ? id : `${id} ${name}`));
  const more = found.length > TECHNIQUES_SHOWN ? ` and ${found.length - TECHNIQUES_SHOWN} more` : '';
  return `${clipped(names.join(', '), VALUE_MAX - more.length)}${more}`;
}

/** The detection's time as people write it, in UTC, and how late that was. */
function whenOf({ occurredAt, delay }: Brief): string {
  const millis = Date.parse(occurredAt);
  const time = Number.isNaN(millis)
    ? clipped(occurredAt, LABEL_MAX)
    : `${new Date(millis).toISOString().slice(0, 19).replace('T', ' ')} UTC`;
  return [time, delay].filter((text) => text !== undefined && text !== '').join(', ');
}

export const headlineOf = ({ headline }: Brief): string => clipped(headline, HEADLINE_MAX);

/** What is asked first: who, where, when. */
export function rowsOf(brief: Brief): MailRow[] {
  const detected = brief.kind === 'detection';
  return [
    ...(detected ? [] : row('From', brief.from, true)),
    ...row('Who', brief.who, detected && brief.tone !== 'resolved'),
    ...row('Where', brief.where, detected),
    ...plain('MITRE', techniques(brief)),
    ...plain('When', whenOf(brief)),
  ];
}

function evidence({ kind, evidence: all }: Brief): MailSection[] {
  const isRecord = kind === 'unreadable' || kind === 'system';
  const excerpts = all.slice(0, isRecord ? 1 : EVIDENCE_SHOWN);
  const more = all.length > excerpts.length ? ` (${all.length - excerpts.length} more in the full record)` : '';
  return excerpts.map(({ label, content }, i) => ({
    title: `Evidence: ${clipped(label, VALUE_MAX)}${i === excerpts.length - 1 ? more : ''}`,
    parts: within([{ kind: 'code', text: content }], isRecord ? RECORD_MAX : EVIDENCE_MAX),
  }));
}

function facts({ facts: all }: Brief): MailSection[] {
  const named = all.map(({ label, value }) => ({ label: `${clipped(label, LABEL_MAX)}:`, value }));
  const text = clipped(joined(named), FACTS_MAX);
  return text === '' ? [] : [{ title: 'Details', parts: [{ kind: 'prose', text }] }];
}

/** What is read after that: the sender's words, the advice, the evidence, the rest. */
export function sectionsOf(brief: Brief): MailSection[] {
  const { kind, description, remediation } = brief;
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
    ...evidence(brief),
    ...facts(brief),
  ];
  return all.filter(({ parts }, i) => parts.length > 0 || (i === 1 && remediation.title !== undefined));
}

/** Product, source, what is small print, and the id by which it is found again. */
export const footOf = ({ product, source, asides, id }: Brief): string =>
  [clipped(product, LABEL_MAX), clipped(source, LABEL_MAX), ...asides, `id ${clipped(id, VALUE_MAX)}`]
    .filter((text) => text !== '')
    .join(' · ');
