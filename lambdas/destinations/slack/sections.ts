import { firstAdvice } from '../_kit/alert-view/advice.ts';
import type { AlertView } from '../_kit/alert-view/alert-view.ts';
import { firstLines, moreLines } from '../_kit/alert-view/excerpt.ts';
import type { Part } from '../_kit/alert-view/prose.ts';
import { partsWithin } from '../_kit/chat/clip.ts';
import {
  bold,
  clipped,
  cost,
  type Preformatted,
  richText,
  type Section,
  type SlackBlock,
  section,
  text,
} from './elements.ts';

// What the blocks of `blocks.ts` leave of a message is for these.
const VALUE_MAX = 120;
const DESCRIPTION_MAX = 600;
const REMEDIATION_MAX = 1800;
const EVIDENCE_MAX = 500;
const EVIDENCE_LINES = 3;
const RAW_EVIDENCE_MAX = 1600;
const RAW_EVIDENCE_LINES = 20;
const PART_OVERHEAD = 100;

const drawn = (part: Part): Section | Preformatted =>
  part.kind === 'code' ? { type: 'rich_text_preformatted', elements: [text(part.text)] } : section(text(part.text));

/** What follows the facts; each takes at most so much. */
type Below = (view: AlertView, left: number) => SlackBlock[];

const description: Below = (view, left) => {
  const parts = partsWithin(view.description, Math.min(DESCRIPTION_MAX, left), cost, PART_OVERHEAD);
  // Without it the sender's claims would read as ours.
  const heading = view.kind === 'detection' && parts.length > 0 ? [section(bold('In the sender’s words'))] : [];
  return richText([...heading, ...parts.map(drawn)]);
};

const remediation: Below = ({ remediation: advice }, left) => {
  const { heading, parts: all } = firstAdvice(advice);
  const parts = partsWithin(all, Math.min(REMEDIATION_MAX, left), cost, PART_OVERHEAD);
  if (parts.length === 0 && advice.title === undefined) return [];
  return richText([section(bold(clipped(heading, VALUE_MAX))), ...parts.map(drawn)]);
};

const evidence: Below = ({ kind, evidence: [first, ...rest] }, left) => {
  if (first === undefined) return [];
  const isRaw = kind === 'unreadable';
  const { text: lines, more } = firstLines(first.content, isRaw ? RAW_EVIDENCE_LINES : EVIDENCE_LINES);
  const heading = `Evidence${rest.length > 0 ? ` (1 of ${rest.length + 1})` : ''}: ${first.label}`;
  const content = clipped(lines, Math.min(isRaw ? RAW_EVIDENCE_MAX : EVIDENCE_MAX, left));
  if (content === '') return [];
  return richText([
    section(bold(clipped(heading, VALUE_MAX)), ...(more === 0 ? [] : [text(moreLines(more))])),
    { type: 'rich_text_preformatted', elements: [text(content)] },
  ]);
};

/** What is read after the facts, the most urgent first. */
export const sections: readonly Below[] = [description, remediation, evidence];
