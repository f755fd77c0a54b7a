import type { AlertView, Link, Tone } from '../_kit/alert-view/alert-view.ts';
import type { Part } from '../_kit/alert-view/prose.ts';
import { type ChatMessage, chatMessage, linkUrl, type Room, type Run, type Section } from '../_kit/chat/chat.ts';
import { type AllowedMentions, allowedMentions, callsNobody, mentionWords } from './mention.ts';

/** The part of a webhook message that Tocsin speaks (https://docs.discord.com/developers/resources/webhook#execute-webhook). */
export interface DiscordMessage {
  content: string;
  embeds: { color: number; description: string; footer: { text: string } }[];
  allowed_mentions: AllowedMentions;
}

/** What begins something in Discord’s Markdown, wherever it stands (https://support.discord.com/hc/en-us/articles/210298617). */
const active = /[\\*_~`|<>[\]#@]/g;
// At the beginning of a line they make lists and small print.
const leading = /^([^\S\r\n\u2028\u2029]*)([-+])/gm;

/** Prose that Discord shows as it is. `steam://` and `discord://` would become links. */
export const escapeDiscord = (text: string): string =>
  text.replace(active, '\\$&').replace(leading, '$1\\$2').replaceAll('://', ':\\//');

/** At most what escaping, or showing as code, makes of a text; adds up over its characters. */
const cost = (text: string): number => text.length + (text.match(/[\\*_~`|<>[\]#@+:-]/g)?.length ?? 0);

// A backtick cannot be escaped in code. No two stand together, so none of them ends what two or three began.
const apart = (text: string): string => text.replace(/`(?=`)/g, '`\u200b');

function inlineCode(text: string): string {
  if (!text.includes('`')) return `\`${text}\``;
  const padded = `${text.startsWith('`') ? ' ' : ''}${apart(text)}${text.endsWith('`') ? ' ' : ''}`;
  return `\`\`${padded}\`\``;
}

const anchor = ({ label, url }: Link): string => `[${escapeDiscord(label)}](${linkUrl(url)})`;

function drawnRun({ style, text, url }: Run): string {
  if (url !== undefined) return anchor({ label: text, url });
  if (style === 'code') return inlineCode(text);
  const escaped = escapeDiscord(text);
  if (style === 'bold') return `**${escaped}**`;
  return style === 'italic' ? `*${escaped}*` : escaped;
}

const drawnPart = ({ kind, text }: Part): string =>
  kind === 'code' ? `\`\`\`\n${apart(text)}\n\`\`\`` : escapeDiscord(text);

const drawnSection = ({ heading, parts }: Section): string =>
  [`\n**${escapeDiscord(heading)}**`, ...parts.map(drawnPart)].join('\n');

// https://docs.discord.com/developers/resources/message#embed-object-embed-limits: 4096 for the description, 6000 in all.
const room: Room = {
  cost,
  around: 14,
  total: 3900,
  headline: 400,
  value: 100,
  url: 500,
  description: 800,
  remediation: 1600,
  evidence: 700,
  text: 700,
};

const colours: Readonly<Record<Tone, number>> = {
  critical: 0xd9_2d_20,
  high: 0xf7_90_09,
  medium: 0xfa_c5_15,
  low: 0x2e_90_fa,
  info: 0x98_a2_b3,
  resolved: 0x12_b7_6a,
};

const described = ({ lines, links, sections }: ChatMessage): string =>
  [
    ...lines.map((runs) => runs.map(drawnRun).join('')),
    ...(links.length === 0 ? [] : [links.map(anchor).join(' · ')]),
    ...sections.map(drawnSection),
  ].join('\n');

/** The message: one line that notifications show, and an embed that says the rest. */
export function discordMessage(view: AlertView): DiscordMessage {
  const message = chatMessage(view, room);
  const { severityLabel, title, sentence, time, origin, id } = message;
  const lines = [
    callsNobody(`**${escapeDiscord(`${severityLabel} · ${title}`)}**`),
    mentionWords(view.mentions),
    callsNobody(sentence.map(drawnRun).join('')),
  ];
  return {
    content: lines.filter((line) => line !== '').join('\n'),
    embeds: [
      {
        color: colours[view.tone],
        description: described(message).trim() || 'The sender states nothing else.',
        // A footer is plain text: nothing in it is interpreted.
        footer: { text: [time, origin, `id ${id}`].filter((words) => words !== '').join(' · ') },
      },
    ],
    allowed_mentions: allowedMentions(view.mentions),
  };
}
