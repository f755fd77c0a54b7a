import type { OutboundRequest } from '../../lambdas/domain/outbound.ts';
import { broken, markdownProblems, unseen } from './chat-markdown.ts';

/** What Mattermost's server and its Markdown ask of a webhook's message (https://developers.mattermost.com/integrate/webhooks/incoming/). */

type Node = Readonly<Record<string, unknown>>;
const isNode = (value: unknown): value is Node => typeof value === 'object' && value !== null && !Array.isArray(value);

// Before version 5, attachments took so many characters; newer ones take a hundred times that.
const OLD_ATTACHMENTS_MAX = 7900;
const TEXT_MAX = 16_383;

const dialect = {
  active: /[*_~`|<>[\]\\{}!$]|(?<!&)#|^\s*[-=+]|&(?!(?:amp|lt|#36|#61);)/m,
  // Names are looked for with a backslash before them too.
  forbidden: /@\w|~\w|#\w(?<!&#\d)|:[\w+-]*[a-z_+-][\w+-]*:|\w:\/\/|\bwww\.\w/i,
};
// In code nobody is named, but the server translates these everywhere.
const slack = /<[!@][\w^|]+>/;

const named = (text: string): boolean => /@\w|<[!@]/.test(text);

function attachmentProblems(attachment: unknown): string[] {
  if (!isNode(attachment)) return ['an attachment is no object'];
  const { fallback, color, text, ...rest } = attachment;
  return [
    ...broken([
      [Object.keys(rest).length === 0, `an attachment has ${Object.keys(rest)}`],
      [typeof fallback === 'string' && fallback !== '' && !/@\w/.test(fallback), `the fallback is ${fallback}`],
      [/^#[0-9a-f]{6}$/.test(String(color)), 'the colour'],
      [!slack.test(String(text)), 'the text has a name of Slack’s'],
    ]),
    ...markdownProblems(String(text), dialect).map((problem) => `the text ${problem}`),
  ];
}

export function problems({ body = '' }: OutboundRequest): string[] {
  const message: unknown = JSON.parse(body);
  if (!isNode(message)) return ['the body is no object'];
  const { text, attachments, channel, ...rest } = message;
  const size = Array.from(JSON.stringify(attachments)).length;
  const list = Array.isArray(attachments) ? attachments : [];
  return [
    ...broken([
      [Object.keys(rest).length === 0, `it has ${Object.keys(rest)}`],
      [typeof text === 'string' && text !== '' && text.length <= TEXT_MAX, 'the text'],
      [channel === undefined || typeof channel === 'string', 'the channel'],
      [!named(String(text)), 'the text names somebody'],
      [size <= OLD_ATTACHMENTS_MAX, `the attachments have ${size} characters`],
      [list.length === 1, `it has ${list.length} attachments`],
      [!unseen.test(body), 'it has characters that nobody sees'],
    ]),
    ...markdownProblems(String(text), dialect).map((problem) => `the message ${problem}`),
    ...list.flatMap(attachmentProblems),
  ];
}
