import type { AlertView, Line, Link, Tone } from '../_kit/alert-view/alert-view.ts';
import { titleWithin } from '../_kit/alert-view/title.ts';
import { jsonBytes } from '../_kit/chat/clip.ts';
import {
  block,
  bold,
  type Container,
  clipped,
  type Element,
  LABEL_MAX,
  mono,
  openUrl,
  type RichTextBlock,
  run,
  type Style,
  type TextBlock,
  VALUE_MAX,
} from './elements.ts';
import { entitiesOf, type MentionEntity, mentionLine } from './mention.ts';
import { sections } from './sections.ts';
import { linesOfText } from './text.ts';

/** The card, in the newest version that all Teams clients draw (https://learn.microsoft.com/microsoftteams/platform/task-modules-and-cards/cards/cards-reference). */
export interface TeamsCard {
  $schema: string;
  type: 'AdaptiveCard';
  version: '1.5';
  msteams: { width: 'Full'; entities?: MentionEntity[] };
  body: Element[];
}

/** Teams refuses a message above 28 KB, after the flow has answered (https://learn.microsoft.com/connectors/teams). */
const TEAMS_BODY_MAX = 20_000;
const ENVELOPE = 500;
const TITLE_MAX = 500;
const TEXT_MAX = 3000;
/** More of them the card parser of Microsoft's refuses. */
const ACTIONS_MAX = 5;

const size = (value: unknown): number => Buffer.byteLength(JSON.stringify(value));

const styles: Readonly<Record<Tone, Style>> = {
  critical: 'attention',
  high: 'attention',
  medium: 'warning',
  low: 'accent',
  info: 'default',
  resolved: 'good',
};

function head(view: AlertView): Container {
  const { tone, mark, severityLabel } = view;
  const title = titleWithin(view, TITLE_MAX, clipped, jsonBytes);
  return {
    type: 'Container',
    style: styles[tone],
    bleed: true,
    items: [block([run(`${mark} ${severityLabel} · ${title}`, { size: 'Large', weight: 'Bolder' })])],
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

/** The operator's text, a block a line, and what was done about it. */
function ownText({ text = [], outcome }: AlertView): RichTextBlock[] {
  const lines = linesOfText(text, TEXT_MAX).map((runs) => block(runs));
  return outcome === undefined ? lines : [...lines, block([bold(clipped(outcome, TITLE_MAX))])];
}

function glance(view: AlertView, pairs: readonly Line[]): RichTextBlock[] {
  const from = view.from.map(({ label, value }) => pair({ label: 'From', value: `${label} ${value}` }));
  return [
    ...(view.text === undefined ? sentence(view) : ownText(view)),
    ...(view.standing === undefined ? [] : [block([run(clipped(view.standing, VALUE_MAX))])]),
    ...(view.kind === 'detection' ? [] : from),
    ...pairs.map(pair),
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

function actions(links: readonly Link[]): Element[] {
  const all = links.flatMap(openUrl).slice(0, ACTIONS_MAX);
  return all.length === 0 ? [] : [{ type: 'ActionSet', actions: all }];
}

/** In the reader's own time zone (https://learn.microsoft.com/adaptive-cards/authoring-cards/text-features#datetime-function-rules), and in UTC. */
function time(occurredAt: string): TextBlock[] {
  const millis = Date.parse(occurredAt);
  // The functions below read years of four digits only.
  if (!(millis > 0 && millis < 253_402_300_800_000)) return [];
  const utc = `${new Date(millis).toISOString().slice(0, 19)}Z`;
  const text = `{{DATE(${utc}, SHORT)}} {{TIME(${utc})}} (${utc.slice(0, 10)} ${utc.slice(11, 19)} UTC)`;
  return [{ type: 'TextBlock', text, size: 'Small', isSubtle: true, wrap: true, separator: true }];
}

function foot({ product, source, id, occurredAt, footnotes, remarks }: AlertView): Element[] {
  const names = [
    ...[product, source].map((name) => clipped(name, LABEL_MAX)),
    ...remarks.map((words) => clipped(words, VALUE_MAX)),
    ...footnotes,
    `id ${clipped(id, LABEL_MAX)}`,
  ];
  const words = names.filter((name) => name !== '').join(' · ');
  return [...time(occurredAt), block([run(words, { size: 'Small', isSubtle: true })], 'None')];
}

/** What stands before the sections: where there is no room for all, the last links and facts are left out. */
function top(view: AlertView, max: number): Element[] {
  let { links, pairs } = view;
  const drawnTop = (): Element[] => [
    head(view),
    ...mentionLine(view.mentions),
    ...glance(view, pairs),
    ...groups(view),
    ...actions(links),
  ];
  let body = drawnTop();
  while (size(body) > max && links.length + pairs.length > 1) {
    if (links.length > 1) links = links.slice(0, -1);
    else pairs = pairs.slice(0, -1);
    body = drawnTop();
  }
  return body;
}

/** The card, most urgent first; what does not fit is left out from the end: other facts, then evidence, then advice. */
export function teamsCard(view: AlertView): TeamsCard {
  const msteams = { width: 'Full' as const, ...entitiesOf(view.mentions) };
  const bottom = foot(view);
  const max = TEAMS_BODY_MAX - ENVELOPE - size(bottom) - size(msteams);
  const body = top(view, max);
  for (const section of sections) body.push(...section(view, max - size(body)));
  return {
    $schema: 'http://adaptivecards.io/schemas/adaptive-card.json',
    type: 'AdaptiveCard',
    version: '1.5',
    msteams,
    body: [...body, ...bottom],
  };
}
