import type { AlertView, Link } from '../_kit/alert-view/alert-view.ts';
import { type ChatMessage, chatMessage, type Room, type Run, type Section } from '../_kit/chat/chat.ts';
import { calledIn, type TelegramUser } from './mention.ts';

/** Offsets and lengths in UTF-16 units (https://core.telegram.org/bots/api#messageentity). */
type Entity =
  | { type: 'bold' | 'italic' | 'code' | 'pre'; offset: number; length: number }
  | { type: 'text_link'; offset: number; length: number; url: string }
  | { type: 'text_mention'; offset: number; length: number; user: TelegramUser };

/** A text and what is marked in it: no `parse_mode`, so nothing in the text is markup. */
export interface TelegramText {
  text: string;
  entities: Entity[];
}

/** Nobody sees it; it keeps a name from being one. */
const BREAK = '\u200b';

// Telegram itself makes links of addresses without a scheme, of names, tags, commands and mail addresses.
const detected = /@(?=\w)|[#$](?=\p{L})|\/(?=\w)|\.(?=\p{L})|:(?=\/\/)/gu;

/** Prose in which Telegram finds nothing to tap on. */
export const inertProse = (text: string): string => text.replace(detected, `$&${BREAK}`);

/** At most what breaking makes of a text; adds up over its characters. */
const cost = (text: string): number => text.length + (text.match(/[@#$/.:]/g)?.length ?? 0);

interface Piece {
  readonly text: string;
  readonly type?: Exclude<Entity['type'], 'text_mention'>;
  readonly url?: string;
  readonly user?: TelegramUser;
}

/** Joins the pieces and notes where the marked ones are. */
function assembled(pieces: readonly Piece[]): TelegramText {
  const entities: Entity[] = [];
  let text = '';
  for (const { text: words, type, url, user } of pieces) {
    const place = { offset: text.length, length: words.length };
    if (user !== undefined) entities.push({ type: 'text_mention', ...place, user });
    else if (type === 'text_link' && url !== undefined) entities.push({ type, ...place, url });
    else if (type !== undefined && type !== 'text_link' && words !== '') entities.push({ type, ...place });
    text += words;
  }
  return { text, entities };
}

const prose = (text: string): Piece => ({ text: inertProse(text) });
const newline: Piece = { text: '\n' };

/** Nothing is found in code, so a value is shown there as it is. */
function pieceOf({ style, text, url }: Run): Piece {
  if (url !== undefined) return { text: inertProse(text), type: 'text_link', url };
  if (style === 'code') return { text, type: 'code' };
  return style === 'plain' ? prose(text) : { text: inertProse(text), type: style };
}

const linkPieces = (links: readonly Link[]): Piece[] =>
  links.flatMap(({ label, url }, i): Piece[] => [
    ...(i === 0 ? [] : [{ text: ' · ' }]),
    { text: inertProse(label), type: 'text_link', url },
  ]);

function sectionPieces({ heading, parts }: Section): Piece[] {
  const drawn = parts.flatMap(({ kind, text }): Piece[] => [
    newline,
    kind === 'code' ? { text, type: 'pre' } : prose(text),
  ]);
  return [{ text: '\n\n' }, { text: inertProse(heading), type: 'bold' }, ...drawn];
}

// https://core.telegram.org/bots/api#sendmessage: 4096 characters, after entities are parsed. Telegram ignores entities
// above the hundredth: code stands between prose, so the two sections that may have much of it hold less than fifty.
const room: Room = {
  cost,
  around: 20,
  total: 3900,
  headline: 350,
  value: 90,
  url: 1500,
  description: 700,
  remediation: 1200,
  evidence: 500,
  text: 900,
};

/** Whom the operator calls, on a line of its own. */
const mentions = (names: readonly string[]): Piece[] =>
  calledIn(names).flatMap(({ text, user }, i): Piece[] => [
    i === 0 ? newline : { text: ' ' },
    user === undefined ? { text } : { text, user },
  ]);

function head({ severityLabel, title, sentence }: ChatMessage, names: readonly string[]): Piece[] {
  const first: Piece = { text: inertProse(`${severityLabel} · ${title}`), type: 'bold' };
  const said = sentence.length === 0 ? [] : [newline, ...sentence.map(pieceOf)];
  return [first, ...mentions(names), ...said];
}

function foot({ time, origin, id }: ChatMessage): Piece[] {
  const words = [time, origin].filter((text) => text !== '').join(' · ');
  return [
    { text: '\n\n' },
    prose(words),
    { text: ' · id ' },
    id === '' ? { text: 'not stated' } : { text: id, type: 'code' },
  ];
}

/** The message: what the preview shows first is severity, what was done, and the title. */
export function telegramText(view: AlertView): TelegramText {
  const message = chatMessage(view, room);
  return assembled([
    ...head(message, view.mentions),
    ...message.lines.flatMap((runs) => [newline, ...runs.map(pieceOf)]),
    ...(message.links.length === 0 ? [] : [newline, ...linkPieces(message.links)]),
    ...message.sections.flatMap(sectionPieces),
    ...foot(message),
  ]);
}
