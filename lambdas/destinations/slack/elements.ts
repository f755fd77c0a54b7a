import { escapeMrkdwn } from '../../domain/values/text.ts';
import { type Cost, clip } from '../_kit/chat/clip.ts';
import type { Mention } from './mention.ts';

interface Style {
  bold?: boolean;
  code?: boolean;
  italic?: boolean;
}
export type Text = { type: 'text'; text: string; style?: Style };
export type Anchor = { type: 'link'; url: string; text: string };
export type Section = { type: 'rich_text_section'; elements: (Text | Anchor | Mention)[] };
export type Preformatted = { type: 'rich_text_preformatted'; elements: Text[] };
export type PlainText = { type: 'plain_text'; text: string; emoji: false };
export type Mrkdwn = { type: 'mrkdwn'; text: string; verbatim: true };
export type Button = { type: 'button'; text: PlainText; action_id: string } & ({ url: string } | { value: string });

/** The part of Block Kit that Tocsin speaks: text that Slack does not interpret, and links that we built. */
export type SlackBlock =
  | { type: 'header'; text: PlainText }
  | { type: 'rich_text'; elements: (Section | Preformatted)[] }
  | { type: 'actions'; elements: Button[]; block_id?: string }
  | { type: 'context'; elements: (PlainText | Mrkdwn)[] };

/** Slack counts text with its three characters escaped; as JSON it may be longer still. */
export const cost: Cost = (text) => JSON.stringify(escapeMrkdwn(text)).length - 2;
export const clipped = (text: string, max: number): string => clip(text, max, cost);

// `emoji: false`, or `:white_check_mark:` in an attacker's title would be drawn as one.
export const plain = (text: string, max: number): PlainText => ({
  type: 'plain_text',
  text: clipped(text, max),
  emoji: false,
});
export const text = (words: string, style?: Style): Text => ({
  type: 'text',
  text: words,
  ...(style === undefined ? {} : { style }),
});
export const bold = (words: string): Text => text(words, { bold: true });
export const section = (...elements: (Text | Anchor | Mention)[]): Section => ({ type: 'rich_text_section', elements });
export const richText = (elements: (Section | Preformatted)[]): SlackBlock[] =>
  elements.length === 0 ? [] : [{ type: 'rich_text', elements }];
