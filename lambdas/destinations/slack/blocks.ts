import { escapeMrkdwn, oneLine } from '../../domain/values/text.ts';
import { adviceHeading, adviceParts } from '../_kit/alert-view/advice.ts';
import { type Brief, joined, type Line, type Link } from '../_kit/alert-view/alert-view.ts';
import type { Part } from '../_kit/alert-view/prose.ts';
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
const RAW_EVIDENCE_MAX = 1600;
const FACTS_MAX = 450;
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

function row(label: string, lines: readonly Line[], absent: boolean): Section[] {
  if (lines.length === 0) return absent ? [section(bold(`${label}: `), text('not stated', { italic: true }))] : [];
  const values = lines.flatMap((line, i) => [
    text(`${i === 0 ? '' : ' · '}${clipped(line.label, LABEL_MAX)} `),
    code(line.value),
  ]);
  return [section(bold(`${label}: `), ...values)];
}

const TECHNIQUES_SHOWN = 4;

function techniques({ techniques: found }: Brief): Section[] {
  if (found.length === 0) return [];
  const shown = found.slice(0, TECHNIQUES_SHOWN).flatMap(({ id, name, url }, i): (Text | Anchor)[] => {
    const words = clipped(name === undefined ? id : `${id} ${name}`, 60);
    return [text(i === 0 ? '' : ', '), url === undefined ? text(words) : { type: 'link', url, text: words }];
  });
  const more = found.length > TECHNIQUES_SHOWN ? [text(` and ${found.length - TECHNIQUES_SHOWN} more`)] : [];
  return [section(bold('MITRE: '), ...shown.filter((element) => element.text !== ''), ...more)];
}

function glance(brief: Brief): SlackBlock[] {
  const detected = brief.kind === 'detection';
  return richText([
    ...(brief.done === undefined ? [] : [section(bold(brief.done))]),
    ...(detected ? [] : row('From', brief.from, true)),
    ...row('Who', brief.who, detected && brief.tone !== 'resolved'),
    ...row('Where', brief.where, detected),
    ...techniques(brief),
    ...(brief.delay === undefined ? [] : [section(bold('When: '), text(brief.delay))]),
    ...brief.notes.map((note) => section(text(`⚠️ ${note}`, { italic: true }))),
  ]);
}

const drawn = (part: Part): Section | Preformatted =>
  part.kind === 'code' ? { type: 'rich_text_preformatted', elements: [text(part.text)] } : section(text(part.text));

function description(brief: Brief): SlackBlock[] {
  const parts = partsWithin(brief.description, DESCRIPTION_MAX, cost, PART_OVERHEAD);
  // Without it the sender's claims would read as ours.
  const heading = brief.kind === 'detection' && parts.length > 0 ? [section(bold('In the sender’s words'))] : [];
  return richText([...heading, ...parts.map(drawn)]);
}

function remediation({ remediation: advice }: Brief): SlackBlock[] {
  const parts = partsWithin(adviceParts(advice.steps), REMEDIATION_MAX, cost, PART_OVERHEAD);
  if (parts.length === 0 && advice.title === undefined) return [];
  return richText([section(bold(clipped(adviceHeading(advice), VALUE_MAX))), ...parts.map(drawn)]);
}

function evidence(brief: Brief): SlackBlock[] {
  const [first] = brief.evidence;
  if (first === undefined) return [];
  const count = brief.evidence.length > 1 ? ` (1 of ${brief.evidence.length})` : '';
  const max = brief.kind === 'unreadable' ? RAW_EVIDENCE_MAX : EVIDENCE_MAX;
  return richText([
    section(bold(clipped(`Evidence${count}: ${first.label}`, VALUE_MAX))),
    { type: 'rich_text_preformatted', elements: [text(clipped(first.content, max))] },
  ]);
}

function facts({ facts: all }: Brief): SlackBlock[] {
  const shown = clipped(
    joined(all.map(({ label, value }) => ({ label: `${clipped(label, LABEL_MAX)}:`, value }))),
    FACTS_MAX,
  );
  return shown === '' ? [] : [{ type: 'context', elements: [plain(shown, FACTS_MAX)] }];
}

const button = ({ label, url }: Link, id: string): Button[] =>
  cost(url) > URL_MAX ? [] : [{ type: 'button', text: plain(label, BUTTON_TEXT_MAX), url, action_id: id }];

function buttons({ link, record }: Brief): SlackBlock[] {
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

function footer({ product, source, occurredAt, id, asides }: Brief): SlackBlock {
  const origin = [clipped(product, LABEL_MAX), clipped(source, LABEL_MAX), ...asides].filter((words) => words !== '');
  const names = [origin.join(' · '), `id ${clipped(id, VALUE_MAX)}`].filter((words) => words !== '');
  return { type: 'context', elements: [time(occurredAt), ...names.map((words) => plain(words, FOOTER_MAX))] };
}

/** The message, most urgent first: what a phone shows before anybody scrolls is severity, title, action, who and where. */
export function slackBlocks(brief: Brief): SlackBlock[] {
  return [
    { type: 'header', text: plain(`${brief.mark} ${brief.badge} · ${brief.headline}`, HEADER_MAX) },
    ...glance(brief),
    ...buttons(brief),
    ...description(brief),
    ...remediation(brief),
    ...evidence(brief),
    ...facts(brief),
    footer(brief),
  ];
}

/** The line that phones show in a notification; Slack interprets it, so it is escaped. */
export function slackText(brief: Brief): string {
  return escapeMrkdwn(clipped(oneLine(`${brief.mark} ${brief.notification}`), NOTIFICATION_MAX));
}
