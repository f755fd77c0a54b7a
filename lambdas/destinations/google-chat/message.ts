import { defang, escapeHtml } from '../../domain/values/text.ts';
import type { AlertView, Link, Tone } from '../_kit/alert-view/alert-view.ts';
import type { Part } from '../_kit/alert-view/prose.ts';
import { type ChatMessage, chatMessage, type Room, type Run, type Section } from '../_kit/chat/chat.ts';
import { clip, jsonBytes } from '../_kit/chat/clip.ts';
import { mentionWords } from './mention.ts';

type Widget =
  | { textParagraph: { text: string } }
  | { buttonList: { buttons: { text: string; onClick: { openLink: { url: string } } }[] } };
interface CardSection {
  header?: string;
  collapsible?: true;
  uncollapsibleWidgetsCount?: number;
  widgets: Widget[];
}

interface Card {
  cardId: 'alert';
  card: { header?: { title: string; subtitle: string }; sections: CardSection[] };
}

/** The part of a message that Tocsin speaks (https://developers.google.com/workspace/chat/api/reference/rest/v1/spaces.messages). */
export interface GoogleChatMessage {
  /** Whom the operator calls; cards call nobody. */
  text?: string;
  /** For notifications, and where no card can be shown. */
  fallbackText: string;
  cardsV2: Card[];
}

/** `<users/all>` would call everybody, `<url|text>` would be a link; plain text knows no way to escape them. */
const inert = (text: string): string => text.replaceAll('<', '‹').replaceAll('>', '›');

// A card folds spaces and knows no code: margins and lines are kept by hand.
const margin = (line: string): string => line.replace(/^ +/, (spaces) => '\u00a0'.repeat(spaces.length));
const html = (text: string): string => escapeHtml(text).split('\n').map(margin).join('<br>');

/** At most what escaping makes of a text, in bytes of JSON; adds up over its characters. */
const cost = (text: string): number =>
  jsonBytes(escapeHtml(text).replace(/\n/g, '<br>').replace(/ /g, '\u00a0')) + 2 * (text.match(/\./g)?.length ?? 0);

function drawnRun({ style, text, url }: Run): string {
  const shown = html(text);
  if (url !== undefined) return `<a href="${escapeHtml(url)}">${shown}</a>`;
  if (style === 'bold') return `<b>${shown}</b>`;
  return style === 'italic' ? `<i>${shown}</i>` : shown;
}

const paragraph = (text: string): Widget => ({ textParagraph: { text } });
// Nothing is code here, so an address in evidence would become a link.
const drawnPart = ({ text }: Part): string => html(defang(text));

/** Three sections of so many, and what surrounds them, stay below the 100 of a card. */
const WIDGETS_MAX = 25;
/** What is seen of a section before it is unfolded. */
const UNFOLDED = 3;

/** A section with a heading of ours. */
function drawnSection({ heading, parts }: Section): CardSection {
  const own = parts.map(drawnPart);
  const rest = own.slice(WIDGETS_MAX - 1).join('<br>');
  const texts = [...own.slice(0, WIDGETS_MAX - 1), ...(rest === '' ? [] : [rest])];
  const widgets = (texts.length === 0 ? ['—'] : texts).map(paragraph);
  const folded = widgets.length <= UNFOLDED ? {} : { collapsible: true as const, uncollapsibleWidgetsCount: UNFOLDED };
  return { header: html(heading), ...folded, widgets };
}

const buttons = (links: readonly Link[]): Widget[] =>
  links.length === 0
    ? []
    : [{ buttonList: { buttons: links.map(({ label, url }) => ({ text: label, onClick: { openLink: { url } } })) } }];

// A message takes 32 000 bytes and a card 100 widgets (https://developers.google.com/workspace/chat/api/reference/rest/v1/cards).
const room: Room = {
  cost,
  // Each run is a tag or two, each part a widget.
  around: 40,
  total: 18_000,
  headline: 1200,
  value: 400,
  url: 1500,
  description: 3000,
  remediation: 6000,
  evidence: 2500,
  text: 4000,
};

const colours: Readonly<Record<Tone, string>> = {
  critical: '#d92d20',
  high: '#c4620a',
  medium: '#a15c07',
  low: '#175cd3',
  info: '#475467',
  resolved: '#067647',
};

const drawnRuns = (runs: readonly Run[]): string => runs.map(drawnRun).join('');

function titled(view: AlertView, { title, sentence, lines }: ChatMessage): Widget[] {
  const head = `<font color="${colours[view.tone]}"><b>${html(title)}</b></font>`;
  const all = lines.map(drawnRuns).join('<br>');
  return [
    paragraph(sentence.length === 0 ? head : `${head}<br>${drawnRuns(sentence)}`),
    ...(all === '' ? [] : [paragraph(all)]),
  ];
}

/** So many lines of so many bytes: with `room.total` below the 32 000 of a message. */
const MORE_SHOWN = 20;
const MORE_LINE_MAX = 300;

/** All other facts, folded. */
function folded({ more }: AlertView): CardSection[] {
  if (more.length === 0) return [];
  const lines = more
    .slice(0, MORE_SHOWN)
    .map(({ label, value }) => html(clip(`${label}: ${value}`, MORE_LINE_MAX, cost)));
  const header = `${more.length} more ${more.length === 1 ? 'fact' : 'facts'}`;
  const section = { header, collapsible: true as const, uncollapsibleWidgetsCount: 0 };
  return [{ ...section, widgets: [paragraph(lines.join('<br>'))] }];
}

function small({ time, id }: ChatMessage): CardSection {
  const words = [time, `id ${id}`].filter((text) => text !== '').join(' · ');
  return { widgets: [paragraph(`<i>${html(words)}</i>`)] };
}

/** A line as a message: in a card, since text would be interpreted. */
export const googleChatLine = (text: string): GoogleChatMessage => ({
  fallbackText: inert(text),
  cardsV2: [{ cardId: 'alert', card: { sections: [{ widgets: [paragraph(html(text))] }] } }],
});

/** The card, and what a notification says of it. */
export function googleChatMessage(view: AlertView): GoogleChatMessage {
  const message = chatMessage(view, room);
  const { severityLabel, origin, sections, links, notification } = message;
  const header = { title: severityLabel, subtitle: inert(origin) };
  const mentions = mentionWords(view.mentions);
  return {
    ...(mentions === '' ? {} : { text: mentions }),
    fallbackText: inert(notification),
    cardsV2: [
      {
        cardId: 'alert',
        card: {
          header,
          sections: [
            { widgets: [...titled(view, message), ...buttons(links)] },
            ...sections.map(drawnSection),
            ...folded(view),
            small(message),
          ],
        },
      },
    ],
  };
}
