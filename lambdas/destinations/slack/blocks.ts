import { escapeMrkdwn, oneLine } from '../../domain/values/text.ts';
import type { AlertView, Line, Link } from '../_kit/alert-view/alert-view.ts';
import { titleWithin } from '../_kit/alert-view/title.ts';
import type { TextRun } from '../_kit/wording.ts';
import {
  type Anchor,
  type Button,
  bold,
  clipped,
  cost,
  type Mrkdwn,
  type PlainText,
  plain,
  richText,
  type Section,
  type SlackBlock,
  section,
  type Text,
  text,
} from './elements.ts';
import { mentionOf } from './mention.ts';
import { sections } from './sections.ts';

export type { SlackBlock } from './elements.ts';

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
const SENTENCE_MAX = 300;
const TEXT_MAX = 900;
const FOOTER_MAX = 300;
const NOTIFICATION_MAX = 300;
/** The heading of a section, and what surrounds it and its text. */
const SECTION_OVERHEAD = 600;
const MESSAGE_MAX = 11_900;

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

/** As much of the operator's text as there is room for; half an address leads nowhere. */
function ownText(runs: readonly TextRun[]): (Text | Anchor)[] {
  const shown: (Text | Anchor)[] = [];
  let left = TEXT_MAX;
  for (const { text: words, url } of runs) {
    const size = cost(words) + (url === undefined ? 0 : cost(url));
    if (left <= 0 || (url !== undefined && size > left)) break;
    shown.push(url === undefined ? text(clipped(words, left)) : { type: 'link', url, text: words });
    left -= size;
  }
  return shown;
}

/** What happened, ours but for the names in it or the operator's text, and what was done about it. */
function sentence({ text: own, happened, outcome }: AlertView): Section[] {
  const said = happened === undefined ? [] : [text(clipped(happened, SENTENCE_MAX))];
  const what = own === undefined ? said : ownText(own);
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

/** Whom the operator calls, on a line of its own below the title. */
function mentions({ mentions: names }: AlertView): SlackBlock[] {
  const found = names.map(mentionOf).filter((mention) => mention !== undefined);
  const elements = found.flatMap((mention, i) => (i === 0 ? [mention] : [text(' '), mention]));
  return elements.length === 0 ? [] : richText([section(...elements)]);
}

function glance(view: AlertView, pairs: readonly Line[]): SlackBlock[] {
  const from = view.from.map(({ label, value }) => pair({ label: 'From', value: `${label} ${value}` }));
  return richText([
    ...(view.text === undefined ? sentence(view) : []),
    ...(view.standing === undefined ? [] : [section(text(clipped(view.standing, SENTENCE_MAX)))]),
    ...(view.kind === 'detection' ? [] : from),
    ...pairs.map(pair),
    ...techniques(view),
    ...(view.delay === undefined ? [] : [section(bold('When: '), text(view.delay))]),
    ...view.notes.map((note) => section(text(`⚠️ ${note}`, { italic: true }))),
  ]);
}

/** The operator's text in a block of its own: a block holds no more than the facts. */
const texted = (view: AlertView): SlackBlock[] => (view.text === undefined ? [] : richText(sentence(view)));

const button = ({ label, url }: Link, id: string): Button[] =>
  cost(url) > URL_MAX ? [] : [{ type: 'button', text: plain(label, BUTTON_TEXT_MAX), url, action_id: id }];

function buttons(view: AlertView, links: readonly Link[]): SlackBlock[] {
  const ids = new Map([
    [view.answer, 'open_answer'],
    [view.link, 'open_console'],
    [view.record, 'open_record'],
  ]);
  const elements = links.flatMap((link, i) => button(link, ids.get(link) ?? `open_link_${i + 1}`));
  return elements.length === 0 ? [] : [{ type: 'actions', elements }];
}

/** The end of the year 9999; of times before 1970 and after it Slack says nothing. */
const LAST_MS = 253_402_300_799_999;

/** In the reader's own time zone (https://docs.slack.dev/messaging/formatting-message-text#date-formatting), and in UTC. */
function time(occurredAt: string): PlainText | Mrkdwn {
  const millis = Date.parse(occurredAt);
  if (Number.isNaN(millis)) return plain(occurredAt || 'time not stated', 60);
  const utc = `${new Date(millis).toISOString().slice(0, 19).replace('T', ' ')} UTC`;
  if (millis < 0 || millis > LAST_MS) return plain(utc, 60);
  const local = `<!date^${Math.floor(millis / 1000)}^{date_short_pretty} {time_secs}|${utc}>`;
  return { type: 'mrkdwn', text: `${local} (${utc})`, verbatim: true };
}

function footer({ product, source, occurredAt, id, footnotes, remarks }: AlertView): SlackBlock {
  const origin = [clipped(product, LABEL_MAX), clipped(source, LABEL_MAX), ...footnotes].filter(
    (words) => words !== '',
  );
  const names = [origin.join(' · '), remarks.join(' · '), `id ${clipped(id, VALUE_MAX)}`].filter(
    (words) => words !== '',
  );
  return { type: 'context', elements: [time(occurredAt), ...names.map((words) => plain(words, FOOTER_MAX))] };
}

function header(view: AlertView): SlackBlock {
  const first = `${view.mark} ${view.severityLabel} · `;
  const title = titleWithin(view, HEADER_MAX - cost(first), clipped, cost);
  return { type: 'header', text: plain(`${first}${title}`, HEADER_MAX) };
}

const size = (blocks: readonly SlackBlock[]): number => JSON.stringify(blocks).length;

/** What stands before the sender's words: where there is no room for all, the last links and facts are left out. */
function top(view: AlertView, answers: readonly SlackBlock[], max: number): SlackBlock[] {
  let { links, pairs } = view;
  const drawnTop = (): SlackBlock[] => [
    header(view),
    ...mentions(view),
    ...texted(view),
    ...glance(view, pairs),
    ...groups(view),
    ...buttons(view, links),
    ...answers,
  ];
  let blocks = drawnTop();
  while (size(blocks) > max && links.length + pairs.length > 1) {
    if (links.length > 1) links = links.slice(0, -1);
    else pairs = pairs.slice(0, -1);
    blocks = drawnTop();
  }
  return blocks;
}

/**
 * The message, most urgent first: what a phone shows before anybody scrolls is how bad, what, where and what was done.
 * The buttons that answer stand below the links.
 */
export function slackBlocks(view: AlertView, answers: readonly SlackBlock[] = []): SlackBlock[] {
  const foot = footer(view);
  const max = MESSAGE_MAX - size([foot]);
  const blocks = top(view, answers, max);
  for (const section of sections) {
    const left = max - size(blocks) - SECTION_OVERHEAD;
    if (left > 0) blocks.push(...section(view, left));
  }
  return [...blocks, foot];
}

/** The line that phones show in a notification; Slack interprets it, so it is escaped. */
export function slackText(view: AlertView): string {
  return escapeMrkdwn(clipped(oneLine(`${view.mark} ${view.notification}`), NOTIFICATION_MAX));
}
