import type { AlertView, Line, Tone } from '../_kit/alert-view/alert-view.ts';
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
import { sections } from './sections.ts';

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
const TITLE_MAX = 500;

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

function actions({ link, record }: AlertView): Element[] {
  const all = [...openUrl(link), ...openUrl(record)];
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

function foot({ product, source, id, occurredAt, footnotes }: AlertView): Element[] {
  const names = [clipped(product, LABEL_MAX), clipped(source, LABEL_MAX), ...footnotes, `id ${clipped(id, LABEL_MAX)}`];
  const words = names.filter((name) => name !== '').join(' · ');
  return [...time(occurredAt), block([run(words, { size: 'Small', isSubtle: true })], 'None')];
}

/** The card, most urgent first; what does not fit is left out from the end: other facts, then evidence, then advice. */
export function teamsCard(view: AlertView): TeamsCard {
  const body = [head(view), ...glance(view), ...groups(view), ...actions(view)];
  const bottom = foot(view);
  const max = TEAMS_BODY_MAX - ENVELOPE - size(bottom);
  for (const section of sections) body.push(...section(view, max - size(body)));
  return {
    $schema: 'http://adaptivecards.io/schemas/adaptive-card.json',
    type: 'AdaptiveCard',
    version: '1.5',
    msteams: { width: 'Full' },
    body: [...body, ...bottom],
  };
}
