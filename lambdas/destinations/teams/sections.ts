import { firstAdvice } from '../_kit/alert-view/advice.ts';
import type { AlertView } from '../_kit/alert-view/alert-view.ts';
import { firstLines, moreLines } from '../_kit/alert-view/excerpt.ts';
import type { Part } from '../_kit/alert-view/prose.ts';
import { jsonBytes, partsWithin } from '../_kit/chat/clip.ts';
import {
  block,
  bold,
  clipped,
  type Element,
  inert,
  LABEL_MAX,
  type RichTextBlock,
  run,
  VALUE_MAX,
} from './elements.ts';

const DESCRIPTION_MAX = 2500;
const REMEDIATION_MAX = 5000;
const EVIDENCE_MAX = 2000;
const EVIDENCE_LINES = 3;
const RAW_EVIDENCE_MAX = 5000;
const RAW_EVIDENCE_LINES = 60;
const MORE_MAX = 4000;
/** What is unfolded is still read on a phone. */
const MORE_SHOWN = 30;
const LINE_OVERHEAD = 140;
const HEADING_OVERHEAD = 400;

// Clients disagree about line breaks inside a run, and fold spaces: each line is a block, its margin does not fold.
const linesOf = ({ kind, text }: Part): Part[] =>
  text
    .split('\n')
    .filter((line) => kind === 'code' || line.trim() !== '')
    .map((line) => ({
      kind,
      text: inert(line).replace(/^ +/, (margin) => '\u00a0'.repeat(margin.length)) || '\u00a0',
    }));

const drawn = ({ kind, text }: Part): RichTextBlock =>
  kind === 'code' ? block([run(text, { fontType: 'Monospace', size: 'Small' })], 'None') : block([run(text)]);

/** Neighbouring lines of code share one shaded box. */
function boxed(parts: readonly Part[]): Element[] {
  const elements: Element[] = [];
  for (const part of parts) {
    const last = elements.at(-1);
    if (part.kind === 'prose') elements.push(drawn(part));
    else if (last?.type === 'Container') last.items.push(drawn(part));
    else elements.push({ type: 'Container', style: 'emphasis', items: [drawn(part)], spacing: 'Small' });
  }
  return elements;
}

function titled(heading: string, parts: readonly Part[], max: number): Element[] {
  const fitted = partsWithin(parts.flatMap(linesOf), max - HEADING_OVERHEAD, jsonBytes, LINE_OVERHEAD);
  const isEmpty = parts.length > 0 && fitted.length === 0;
  return isEmpty || max < HEADING_OVERHEAD
    ? []
    : [block([bold(clipped(heading, VALUE_MAX))], 'Medium'), ...boxed(fitted)];
}

type Section = (view: AlertView, max: number) => Element[];

const description: Section = ({ kind, description: parts }, max) => {
  // Without it the sender's claims would read as ours.
  const heading = kind === 'detection' ? 'In the sender’s words' : 'What this is';
  return parts.length === 0 ? [] : titled(heading, parts, Math.min(max, DESCRIPTION_MAX));
};

const remediation: Section = ({ remediation: advice }, max) => {
  const { heading, parts } = firstAdvice(advice);
  const isEmpty = parts.length === 0 && advice.title === undefined;
  return isEmpty ? [] : titled(heading, parts, Math.min(max, REMEDIATION_MAX));
};

const evidence: Section = ({ kind, evidence: [first, ...rest] }, max) => {
  if (first === undefined) return [];
  const isRaw = kind === 'unreadable';
  const count = rest.length > 0 ? ` (1 of ${rest.length + 1})` : '';
  const { text, more } = firstLines(first.content, isRaw ? RAW_EVIDENCE_LINES : EVIDENCE_LINES);
  const heading = `Evidence${count}: ${first.label}${moreLines(more)}`;
  return titled(heading, [{ kind: 'code', text }], Math.min(max, isRaw ? RAW_EVIDENCE_MAX : EVIDENCE_MAX));
};

/** All other facts, folded (https://adaptivecards.io/explorer/Action.ToggleVisibility.html). */
const more: Section = ({ more: lines }, max) => {
  const parts = lines.slice(0, MORE_SHOWN).map(({ label, value }): Part => {
    const words = `${clipped(label, LABEL_MAX)}: ${clipped(value, VALUE_MAX)}`;
    return { kind: 'prose', text: words };
  });
  const fitted = partsWithin(parts, Math.min(max - 2 * HEADING_OVERHEAD, MORE_MAX), jsonBytes, LINE_OVERHEAD);
  if (fitted.length === 0) return [];
  const items = fitted.map(({ text }) => block([run(text, { size: 'Small' })], 'None'));
  const title = `${fitted.length} more ${fitted.length === 1 ? 'fact' : 'facts'}`;
  return [
    {
      type: 'ActionSet',
      actions: [{ type: 'Action.ToggleVisibility', title, targetElements: ['more'] }],
    },
    { type: 'Container', style: 'emphasis', id: 'more', isVisible: false, items },
  ];
};

/** What is read after the glance, the most urgent first; each takes at most so much. */
export const sections: readonly Section[] = [description, remediation, evidence, more];
