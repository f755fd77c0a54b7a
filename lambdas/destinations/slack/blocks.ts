import { escapeMrkdwn, oneLine } from '../../domain/values/text.ts';
import { firstAdvice } from '../_kit/alert-view/advice.ts';
import type { AlertView, Line, Link } from '../_kit/alert-view/alert-view.ts';
import { firstLines, moreLines } from '../_kit/alert-view/excerpt.ts';
import type { Part } from '../_kit/alert-view/prose.ts';
import { titleWithin } from '../_kit/alert-view/title.ts';
import { type Cost, clip, partsWithin } from '../_kit/chat/clip.ts';

interface Style {
  bold?: boolean;
  code?: boolean;
  italic?: boolean;
}
type Text = { type: 'text'; text: string; style?: Style };
type Anchor = { type: 'link'; url: string; text: string };
type Section = { type: 'rich_text_section'; elements: (Text | Anchor)[] };
type Preformatted = { type: 'rich_text_preformatted'; elements: Text[] };
type PlainText = { type: 'plain_text'; text: string; emoji: false };
type Mrkdwn = { type: 'mrkdwn'; text: string; verbatim: true };
type Button = { type: 'button'; text: PlainText; url: string; action_id: string };

/** The part of Block Kit that Tocsin speaks: text that Slack does not interpret, and links that we built. */
export type SlackBlock =
  | { type: 'header'; text: PlainText }
  | { type: 'rich_text'; elements: (Section | Preformatted)[] }
  | { type: 'actions'; elements: Button[] }
  | { type: 'context'; elements: (PlainText | Mrkdwn)[] };

// https://docs.slack.dev/reference/block-kit/blocks/header-block
const HEADER_MAX = 150;
// https://docs.slack.dev/reference/block-kit/block-elements/button-element
const BUTTON_TEXT_MAX = 75;
// Slack allows 3000 for a URL; two of them would leave no room for the alert.
const URL_MAX = 1000;
// No limit is documented for rich text. The budgets keep each block below the 3000 of a section, and the whole message,
// counted as JSON after escaping, below 12 000: Slack refuses more with msg_blocks_too_long.
const VALUE_MAX = 120;
const LABEL_MAX = 50;
const DESCRIPTION_MAX = 600;
const REMEDIATION_MAX = 1800;
const EVIDENCE_MAX = 500;
const EVIDENCE_LINES = 3;
const RAW_EVIDENCE_MAX = 1600;
const RAW_EVIDENCE_LINES = 20;
const SENTENCE_MAX = 300;
const FOOTER_MAX = 300;
const NOTIFICATION_MAX = 300;
const PART_OVERHEAD = 100;

/** Slack counts text with its three characters escaped; as JSON it may be longer still. */
const cost: Cost = (text) => JSON.stringify(escapeMrkdwn(text)).length - 2;
const clipped = (text: string, max: number): string => clip(text, max, cost);

// `emoji: false`, or `:white_check_mark:` in an attacker's title would be drawn as one.
const plain = (text: string, max: number): PlainText => ({
  type: 'plain_text',
  text: clipped(text, max),
  emoji: false,
});
const text = (words: string, style?: Style): Text => ({
  type: 'text',
  text: words,
  ...(style === undefined ? {} : { style }),
});
const bold = (words: string): Text => text(words, { bold: true });
const section = (...elements: (Text | Anchor)[]): Section => ({ type: 'rich_text_section', elements });
const richText = (elements: (Section | Preformatted)[]): SlackBlock[] =>
  elements.length === 0 ? [] : [{ type: 'rich_text', elements }];

const code = (words: string): Text => text(clipped(words, VALUE_MAX), { code: true });

const pair = ({ label, value }: Line): Section => section(bold(`${clipped(label, LABEL_MAX)}: `), code(value));

const TECHNIQUES_SHOWN = 4;

function techniques({ techniques: found }: AlertView): Section[] {
  if (found.length === 0) return [];
  const shown = found.slice(0, TECHNIQUES_SHOWN).flatMap(({ text: label, url }, i): (Text | Anchor)[] => {
    const words = clipped(label, 80);
    return [text(i === 0 ? '' : ', '), url === undefined ? text(words) : { type: 'link', url, text: words }];
  });
  const more = found.length > TECHNIQUES_SHOWN ? [text(` and ${found.length - TECHNIQUES_SHOWN} more`)] : [];
  return [section(bold('ATT&CK: '), ...shown.filter((element) => element.text !== ''), ...more)];
}

/** What happened, ours but for the names in it, and what was done about it. */
function sentence({ happened, outcome }: AlertView): Section[] {
  const what = happened === undefined ? [] : [text(clipped(happened, SENTENCE_MAX))];
  const done = outcome === undefined ? [] : [bold(clipped(outcome, SENTENCE_MAX))];
  const elements = what.length > 0 && done.length > 0 ? [...what, text(' '), ...done] : [...what, ...done];
  return elements.length === 0 ? [] : [section(...elements)];
}

const GROUPS_SHOWN = 8;

/** The rules of a digest, each with its newest alerts. */
function groups({ groups: all }: AlertView): SlackBlock[] {
  const shown = all.slice(0, GROUPS_SHOWN).flatMap(({ label, items }) => [
    section(bold(clipped(label, VALUE_MAX))),
    ...items.map(({ text: words, link }) => {
      const first = text(`• ${clipped(words, VALUE_MAX)} `);
      const isShort = link !== undefined && cost(link.url) <= URL_MAX;
      return isShort ? section(first, { type: 'link', url: link.url, text: link.label }) : section(first);
    }),
  ]);
  const more = all.length - GROUPS_SHOWN;
  return richText(more > 0 ? [...shown, section(text(`and ${more} more ${more === 1 ? 'rule' : 'rules'}`))] : shown);
}

function glance(view: AlertView): SlackBlock[] {
  const from = view.from.map(({ label, value }) => pair({ label: 'From', value: `${label} ${value}` }));
  return richText([
    ...sentence(view),
    ...(view.standing === undefined ? [] : [section(text(clipped(view.standing, SENTENCE_MAX)))]),
    ...(view.kind === 'detection' ? [] : from),
    ...view.pairs.map(pair),
    ...techniques(view),
    ...(view.delay === undefined ? [] : [section(bold('When: '), text(view.delay))]),
    ...view.notes.map((note) => section(text(`⚠️ ${note}`, { italic: true }))),
  ]);
}

const drawn = (part: Part): Section | Preformatted =>
  part.kind === 'code' ? { type: 'rich_text_preformatted', elements: [text(part.text)] } : section(text(part.text));

function description(view: AlertView): SlackBlock[] {
  const parts = partsWithin(view.description, DESCRIPTION_MAX, cost, PART_OVERHEAD);
  // Without it the sender's claims would read as ours.
  const heading = view.kind === 'detection' && parts.length > 0 ? [section(bold('In the sender’s words'))] : [];
  return richText([...heading, ...parts.map(drawn)]);
}

function remediation({ remediation: advice }: AlertView): SlackBlock[] {
  const { heading, parts: all } = firstAdvice(advice);
  const parts = partsWithin(all, REMEDIATION_MAX, cost, PART_OVERHEAD);
  if (parts.length === 0 && advice.title === undefined) return [];
  return richText([section(bold(clipped(heading, VALUE_MAX))), ...parts.map(drawn)]);
}

function evidence({ kind, evidence: [first, ...rest] }: AlertView): SlackBlock[] {
  if (first === undefined) return [];
  const isRaw = kind === 'unreadable';
  const { text: lines, more } = firstLines(first.content, isRaw ? RAW_EVIDENCE_LINES : EVIDENCE_LINES);
  const heading = `Evidence${rest.length > 0 ? ` (1 of ${rest.length + 1})` : ''}: ${first.label}`;
  const content = clipped(lines, isRaw ? RAW_EVIDENCE_MAX : EVIDENCE_MAX);
  return richText([
    section(bold(clipped(heading, VALUE_MAX)), ...(more === 0 ? [] : [text(moreLines(more))])),
    { type: 'rich_text_preformatted', elements: [text(content)] },
  ]);
}

const button = ({ label, url }: Link, id: string): Button[] =>
  cost(url) > URL_MAX ? [] : [{ type: 'button', text: plain(label, BUTTON_TEXT_MAX), url, action_id: id }];

function buttons({ link, record }: AlertView): SlackBlock[] {
  const elements = [
    ...(link === undefined ? [] : button(link, 'open_console')),
    ...(record === undefined ? [] : button(record, 'open_record')),
  ];
  return elements.length === 0 ? [] : [{ type: 'actions', elements }];
}

/** In the reader's own time zone (https://docs.slack.dev/messaging/formatting-message-text#date-formatting), and in UTC. */
function time(occurredAt: string): PlainText | Mrkdwn {
  const millis = Date.parse(occurredAt);
  if (Number.isNaN(millis)) return plain(occurredAt || 'time not stated', 60);
  const utc = `${new Date(millis).toISOString().slice(0, 19).replace('T', ' ')} UTC`;
  const local = `<!date^${Math.floor(millis / 1000)}^{date_short_pretty} {time_secs}|${utc}>`;
  return { type: 'mrkdwn', text: `${local} (${utc})`, verbatim: true };
}

function footer({ product, source, occurredAt, id, footnotes }: AlertView): SlackBlock {
  const origin = [clipped(product, LABEL_MAX), clipped(source, LABEL_MAX), ...footnotes].filter(
    (words) => words !== '',
  );
  const names = [origin.join(' · '), `id ${clipped(id, VALUE_MAX)}`].filter((words) => words !== '');
  return { type: 'context', elements: [time(occurredAt), ...names.map((words) => plain(words, FOOTER_MAX))] };
}

function header(view: AlertView): SlackBlock {
  const first = `${view.mark} ${view.severityLabel} · `;
  const title = titleWithin(view, HEADER_MAX - cost(first), clipped, cost);
  return { type: 'header', text: plain(`${first}${title}`, HEADER_MAX) };
}

/** The message, most urgent first: what a phone shows before anybody scrolls is how bad, what, where and what was done. */
export function slackBlocks(view: AlertView): SlackBlock[] {
  return [
    header(view),
    ...glance(view),
    ...groups(view),
    ...buttons(view),
    ...description(view),
    ...remediation(view),
    ...evidence(view),
    footer(view),
  ];
}

/** The line that phones show in a notification; Slack interprets it, so it is escaped. */
export function slackText(view: AlertView): string {
  return escapeMrkdwn(clipped(oneLine(`${view.mark} ${view.notification}`), NOTIFICATION_MAX));
}
