import type { OutboundRequest } from '../../lambdas/domain/outbound.ts';
import { broken, unseen } from './chat-markdown.ts';

/** What Telegram asks of a message (https://core.telegram.org/bots/api#sendmessage), and what it finds in text by itself. */

const TEXT_MAX = 4096;
const ENTITIES_MAX = 100;

type Node = Readonly<Record<string, unknown>>;
const isNode = (value: unknown): value is Node => typeof value === 'object' && value !== null && !Array.isArray(value);

interface Span {
  readonly type: string;
  readonly from: number;
  readonly to: number;
  readonly url: string;
}

const spanOf = (entity: unknown): Span | undefined => {
  if (!isNode(entity)) return undefined;
  const { type, offset, length, url = '' } = entity;
  return typeof offset === 'number' && typeof length === 'number'
    ? { type: String(type), from: offset, to: offset + length, url: String(url) }
    : undefined;
};

// Addresses without a scheme, names, tags, commands, mail addresses: links that nobody asked for.
const detected =
  /(?:https?|tg|ton):\/\/|@\w|(?<![\p{L}\p{N}])[#$]\p{L}|(?<![\w/<>.])\/[a-z0-9_]+(?![\w/<>])|[\p{L}\p{N}-]+\.\p{L}{2,}/iu;

const isCode = ({ type }: Span): boolean => type === 'code' || type === 'pre';

/** The text without code: what Telegram searches. */
const searched = (text: string, spans: readonly Span[]): string =>
  spans
    .filter(isCode)
    .reduce((left, { from, to }) => `${left.slice(0, from)}${'\ufffc'.repeat(to - from)}${left.slice(to)}`, text);

const known = ['bold', 'italic', 'code', 'pre', 'text_link'];

function spanProblems(text: string, { type, from, to, url }: Span, before: number): string[] {
  const words = text.slice(from, to);
  return broken([
    [known.includes(type), `the entity ${type}`],
    [from >= 0 && to > from && to <= text.length, `${type} from ${from} to ${to}`],
    [words.isWellFormed() && words.trim() !== '', `${type} around ${JSON.stringify(words)}`],
    [before <= from, `${type} overlaps another`],
    [type !== 'text_link' || /^https?:\/\/[^\s]+$/i.test(url), `a link to ${url}`],
  ]);
}

export function problems({ body = '', url }: OutboundRequest): string[] {
  const message: unknown = JSON.parse(body);
  if (!isNode(message)) return ['the body is no object'];
  const { text, entities, link_preview_options: preview } = message;
  if (typeof text !== 'string' || !Array.isArray(entities)) return ['it has no text'];
  const spans = entities.map(spanOf).filter((span) => span !== undefined);
  const found = detected.exec(searched(text, spans));
  return [
    ...broken([
      [/\/bot\d+:[\w-]+\/sendMessage$/.test(url), 'the address'],
      [!('parse_mode' in message) && !('reply_markup' in message), 'it interprets markup'],
      [JSON.stringify(preview) === '{"is_disabled":true}', 'it previews links'],
      [text.length <= TEXT_MAX, `it has ${text.length} characters`],
      // Telegram would trim it, and every offset would be wrong.
      [text === text.trim() && text !== '', 'it begins or ends with white space'],
      [spans.length <= ENTITIES_MAX && spans.length === entities.length, `it has ${entities.length} entities`],
      [found === null, `Telegram finds ${found?.[0]}`],
      [!unseen.test(text), 'it has characters that nobody sees'],
    ]),
    ...spans.flatMap((span, i) => spanProblems(text, span, spans[i - 1]?.to ?? 0)),
  ];
}
