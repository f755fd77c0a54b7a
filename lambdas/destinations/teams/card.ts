import { defang } from '../../domain/values/text.ts';
import { firstAdvice } from '../_kit/alert-view/advice.ts';
import type { AlertView, Line, Link, Tone } from '../_kit/alert-view/alert-view.ts';
import { firstLines, moreLines } from '../_kit/alert-view/excerpt.ts';
import type { Part } from '../_kit/alert-view/prose.ts';
import { titleWithin } from '../_kit/alert-view/title.ts';
import { clip, jsonBytes, partsWithin } from '../_kit/chat/clip.ts';

interface TextRun {
  type: 'TextRun';
  text: string;
  weight?: 'Bolder';
  size?: 'Small' | 'Medium' | 'Large';
  fontType?: 'Monospace';
  italic?: true;
  isSubtle?: true;
  selectAction?: OpenUrl;
}
type Spacing = 'None' | 'Small' | 'Medium';
type RichTextBlock = { type: 'RichTextBlock'; inlines: TextRun[]; spacing?: Spacing };
/** Interprets Markdown: only for text that is all ours. */
type TextBlock = { type: 'TextBlock'; text: string; size: 'Small'; isSubtle: true; wrap: true; separator: true };
type Style = 'default' | 'emphasis' | 'good' | 'attention' | 'warning' | 'accent';
interface Container {
  type: 'Container';
  style: Style;
  items: RichTextBlock[];
  bleed?: true;
  spacing?: Spacing;
  id?: string;
  isVisible?: false;
}
type OpenUrl = { type: 'Action.OpenUrl'; title: string; url: string };
type Toggle = { type: 'Action.ToggleVisibility'; title: string; targetElements: string[] };
type Element = RichTextBlock | TextBlock | Container | { type: 'ActionSet'; actions: (OpenUrl | Toggle)[] };

/** The card, in the newest version that all Teams clients draw (https://learn.microsoft.com/microsoftteams/platform/task-modules-and-cards/cards/cards-reference). */
export interface TeamsCard {
  $schema: string;
  type: 'AdaptiveCard';
  version: '1.5';
  msteams: { width: 'Full' };
  body: Element[];
}

/** Teams refuses a message above 28 KB, after the flow has answered (https://learn.microsoft.com/connectors/teams). */
const TEAMS_BODY_MAX = 20_000;
const ENVELOPE = 500;
const URL_MAX = 1500;
const TITLE_MAX = 500;
const VALUE_MAX = 250;
const LABEL_MAX = 80;
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

const size = (value: unknown): number => Buffer.byteLength(JSON.stringify(value));

// Runs are not Markdown, but clients fill in dates, mark names and link addresses in them.
const inert = (text: string): string =>
  defang(text)
    .replace(/\{\{(?=\s*(?:DATE|TIME)\s*\()/gi, '{ {')
    .replace(/<(?=\/?at\b)/gi, '< ');
const clipped = (text: string, max: number): string => clip(inert(text), max, jsonBytes);

const run = (text: string, style: Omit<TextRun, 'type' | 'text'> = {}): TextRun => ({
  type: 'TextRun',
  text,
  ...style,
});
const bold = (text: string): TextRun => run(text, { weight: 'Bolder' });
const mono = (text: string): TextRun => run(text, { fontType: 'Monospace' });
const block = (inlines: TextRun[], spacing: Spacing = 'Small'): RichTextBlock => ({
  type: 'RichTextBlock',
  inlines,
  spacing,
});

const styles: Readonly<Record<Tone, Style>> = {
  critical: 'attention',
  high: 'attention',
  medium: 'warning',
  low: 'accent',
  info: 'default',
  resolved: 'good',
};

function head(view: AlertView): Container {
  const { tone, mark, badge } = view;
  const title = titleWithin(view, TITLE_MAX, clipped, jsonBytes);
  return {
    type: 'Container',
    style: styles[tone],
    bleed: true,
    items: [block([run(`${mark} ${badge} · ${title}`, { size: 'Large', weight: 'Bolder' })])],
  };
}

const pair = ({ label, value }: Line): RichTextBlock =>
  block([bold(`${clipped(label, LABEL_MAX)}: `), mono(clipped(value, VALUE_MAX))], 'None');

const TECHNIQUES_SHOWN = 4;

function techniques({ techniques: found }: AlertView): RichTextBlock[] {
  if (found.length === 0) return [];
  const names = found.slice(0, TECHNIQUES_SHOWN).map(({ text }) => text);
  const more = found.length > TECHNIQUES_SHOWN ? ` and ${found.length - TECHNIQUES_SHOWN} more` : '';
  return [block([bold('ATT&CK: '), run(`${clipped(names.join(', '), VALUE_MAX)}${more}`)], 'None')];
}

/** What happened, ours but for the names in it, and what was done about it. */
function sentence({ happened, outcome }: AlertView): RichTextBlock[] {
  const what = happened === undefined ? [] : [run(`${clipped(happened, TITLE_MAX)} `)];
  const done = outcome === undefined ? [] : [bold(clipped(outcome, TITLE_MAX))];
  return what.length + done.length === 0 ? [] : [block([...what, ...done])];
}

function glance(view: AlertView): RichTextBlock[] {
  const from = view.from.map(({ label, value }) => pair({ label: 'From', value: `${label} ${value}` }));
  return [
    ...sentence(view),
    ...(view.standing === undefined ? [] : [block([run(clipped(view.standing, VALUE_MAX))])]),
    ...(view.kind === 'detection' ? [] : from),
    ...view.pairs.map(pair),
    ...techniques(view),
    ...(view.delay === undefined ? [] : [block([bold('When: '), run(view.delay)], 'None')]),
    ...view.notes.map((note) => block([run(`⚠️ ${note}`, { italic: true })])),
  ];
}

const GROUPS_SHOWN = 8;

/** The rules of a digest, each with its newest alerts. */
function groups({ groups: all }: AlertView): RichTextBlock[] {
  const shown = all.slice(0, GROUPS_SHOWN).flatMap(({ label, items }) => [
    block([bold(clipped(label, VALUE_MAX))]),
    ...items.map(({ text, link }) => {
      const words = run(`• ${clipped(text, VALUE_MAX)} `);
      const links = openUrl(link).map((action) => run(action.title, { selectAction: action }));
      return block([words, ...links], 'None');
    }),
  ]);
  const rest = all.length - GROUPS_SHOWN;
  return rest > 0 ? [...shown, block([run(`and ${rest} more ${rest === 1 ? 'rule' : 'rules'}`)])] : shown;
}

const openUrl = (link: Link | undefined): OpenUrl[] =>
  link === undefined || jsonBytes(link.url) > URL_MAX
    ? []
    : [{ type: 'Action.OpenUrl', title: clipped(link.label, VALUE_MAX), url: link.url }];

function actions({ link, record }: AlertView): Element[] {
  const all = [...openUrl(link), ...openUrl(record)];
  return all.length === 0 ? [] : [{ type: 'ActionSet', actions: all }];
}

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

/** In the reader's own time zone (https://learn.microsoft.com/adaptive-cards/authoring-cards/text-features#datetime-function-rules), and in UTC. */
function time(occurredAt: string): TextBlock[] {
  const millis = Date.parse(occurredAt);
  // The functions below read years of four digits only.
  if (!(millis > 0 && millis < 253_402_300_800_000)) return [];
  const utc = `${new Date(millis).toISOString().slice(0, 19)}Z`;
  const text = `{{DATE(${utc}, SHORT)}} {{TIME(${utc})}} (${utc.slice(0, 10)} ${utc.slice(11, 19)} UTC)`;
  return [{ type: 'TextBlock', text, size: 'Small', isSubtle: true, wrap: true, separator: true }];
}

function foot({ product, source, id, occurredAt, asides }: AlertView): Element[] {
  const names = [clipped(product, LABEL_MAX), clipped(source, LABEL_MAX), ...asides, `id ${clipped(id, LABEL_MAX)}`];
  const words = names.filter((name) => name !== '').join(' · ');
  return [...time(occurredAt), block([run(words, { size: 'Small', isSubtle: true })], 'None')];
}

/** The card, most urgent first; what does not fit is left out from the end: other facts, then evidence, then advice. */
export function teamsCard(view: AlertView): TeamsCard {
  const body = [head(view), ...glance(view), ...groups(view), ...actions(view)];
  const bottom = foot(view);
  const max = TEAMS_BODY_MAX - ENVELOPE - size(bottom);
  for (const section of [description, remediation, evidence, more]) body.push(...section(view, max - size(body)));
  return {
    $schema: 'http://adaptivecards.io/schemas/adaptive-card.json',
    type: 'AdaptiveCard',
    version: '1.5',
    msteams: { width: 'Full' },
    body: [...body, ...bottom],
  };
}
