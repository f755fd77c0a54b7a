import type { AlertView, Link, Tone } from '../_kit/alert-view/alert-view.ts';
import type { Part } from '../_kit/alert-view/prose.ts';
import { type ChatMessage, chatMessage, linkUrl, type Room, type Run, type Section } from '../_kit/chat/chat.ts';
import { mentionWords } from './mention.ts';

/** The part of an incoming webhook's request that Tocsin speaks (https://developers.mattermost.com/integrate/webhooks/incoming/). */
export interface MattermostMessage {
  text: string;
  attachments: { fallback: string; color: string; text: string }[];
}

/** A word joiner that nobody sees: it keeps a name from being one (https://docs.mattermost.com/collaborate/mention-people.html). */
const BREAK = '\u200b';

// Names of people, channels, hashtags, emoji and addresses are looked for outside of Markdown; a backslash does not
// stop that.
const named = /[@~#](?=[\w.-])|:(?=\d*[a-z_+-][\w+-]*:|\/\/)/gi;
/** What a backslash takes the meaning from in Mattermost's Markdown (https://docs.mattermost.com/collaborate/format-messages.html). */
const active = /[\\`*_{}[\]()+!|>~#]/g;
// `<!channel>`, `<@id>` and `<url|text>` are Slack's, which the server translates; `$` begins a formula.
const entities: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', $: '&#36;' };
// A line of these makes a heading, a rule or a list of what is around it.
const leading = /^([^\S\r\n\u2028\u2029]*)([-=])/gm;

/** Prose that Mattermost shows as it is. */
export const escapeMattermost = (text: string): string =>
  text
    .replace(named, `$&${BREAK}`)
    .replace(active, '\\$&')
    .replace(/[&<$]/g, (character) => entities[character] ?? character)
    .replace(leading, (_, margin: string, mark: string) => `${margin}${mark === '-' ? '\\-' : '&#61;'}`);

/** What escaping adds at most where it is not one character. */
const added: Readonly<Record<string, number>> = { '&': 4, '<': 3, $: 4, '=': 4, '~': 2, '#': 2 };
/** At most what escaping, or showing as code, makes of a text; adds up over its characters. */
const cost = (text: string): number =>
  text.length + (text.match(/[\\`*_{}[\]()+!|>~#&<$=@:-]/g) ?? []).reduce((sum, each) => sum + (added[each] ?? 1), 0);

// The server translates Slack's `<!channel>` and `<@id>` in code as well.
const literal = (text: string): string => text.replace(/<(?=[!@])/g, `<${BREAK}`).replace(/`(?=`)/g, `\`${BREAK}`);

function inlineCode(text: string): string {
  const shown = literal(text);
  return shown.includes('`') ? `\`\` ${shown} \`\`` : `\`${shown}\``;
}

const anchor = ({ label, url }: Link): string => `[${escapeMattermost(label)}](${linkUrl(url)})`;

function drawnRun({ style, text, url }: Run): string {
  if (url !== undefined) return anchor({ label: text, url });
  if (style === 'code') return inlineCode(text);
  const escaped = escapeMattermost(text);
  if (style === 'bold') return `**${escaped}**`;
  return style === 'italic' ? `*${escaped}*` : escaped;
}

const drawnPart = ({ kind, text }: Part): string =>
  kind === 'code' ? `\`\`\`\n${literal(text)}\n\`\`\`` : escapeMattermost(text);

const drawnSection = ({ heading, parts }: Section): string =>
  [`\n**${escapeMattermost(heading)}**`, ...parts.map(drawnPart)].join('\n');

// A post takes 16 383 characters and its attachments 760 000, 7600 before version 5.
const room: Room = {
  cost,
  around: 14,
  total: 5500,
  headline: 500,
  value: 160,
  url: 700,
  description: 900,
  remediation: 2200,
  evidence: 800,
  text: 1200,
};

const colours: Readonly<Record<Tone, string>> = {
  critical: '#d92d20',
  high: '#f79009',
  medium: '#fac515',
  low: '#2e90fa',
  info: '#98a2b3',
  resolved: '#12b76a',
};

const described = ({ lines, links, sections, time, origin, id }: ChatMessage): string =>
  [
    ...lines.map((runs) => runs.map(drawnRun).join('')),
    ...(links.length === 0 ? [] : [links.map(anchor).join(' · ')]),
    ...sections.map(drawnSection),
    `\n${escapeMattermost([time, origin].filter((words) => words !== '').join(' · '))} · id ${id === '' ? 'not stated' : inlineCode(id)}`,
  ].join('\n');

/** The message: its first line is what notifications show, the rest stands in a box with a coloured edge. */
export function mattermostMessage(view: AlertView): MattermostMessage {
  const message = chatMessage(view, room);
  const { severityLabel, title, sentence, notification } = message;
  const lines = [
    `**${escapeMattermost(`${severityLabel} · ${title}`)}**`,
    mentionWords(view.mentions),
    sentence.map(drawnRun).join(''),
  ];
  return {
    text: lines.filter((line) => line !== '').join('\n'),
    attachments: [
      {
        fallback: literal(notification.replace(named, `$&${BREAK}`)),
        color: colours[view.tone],
        text: described(message).trim(),
      },
    ],
  };
}
