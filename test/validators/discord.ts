import type { OutboundRequest } from '../../lambdas/domain/outbound.ts';
import { broken, markdownProblems, unseen } from './chat-markdown.ts';

/** What Discord's reference asks of a webhook message (https://docs.discord.com/developers/resources/webhook#execute-webhook). */

type Node = Readonly<Record<string, unknown>>;
const isNode = (value: unknown): value is Node => typeof value === 'object' && value !== null && !Array.isArray(value);

const dialect = {
  active: /[*_~`|<>[\]#\\]|^\s*[-+]/m,
  forbidden: /@(everyone|here)|<[@#:t]|\b(https?|steam|discord):\/\//i,
};

const within = (value: unknown, max: number): boolean =>
  typeof value === 'string' && value.trim() !== '' && value.length <= max;

function embedProblems(embed: unknown): string[] {
  if (!isNode(embed)) return ['an embed is no object'];
  const { color, description, footer, ...rest } = embed;
  const small = isNode(footer) ? footer['text'] : undefined;
  const total = String(description).length + String(small).length;
  return [
    ...broken([
      [Object.keys(rest).length === 0, `an embed has ${Object.keys(rest)}`],
      [Number.isInteger(color) && Number(color) >= 0 && Number(color) <= 0xff_ff_ff, 'the colour'],
      [within(description, 4096), `the description has ${String(description).length} characters`],
      [within(small, 2048), 'the footer'],
      [total <= 6000, `${total} characters in all`],
    ]),
    ...markdownProblems(String(description), dialect).map((problem) => `the description ${problem}`),
  ];
}

export function problems({ body = '', url }: OutboundRequest): string[] {
  const message: unknown = JSON.parse(body);
  if (!isNode(message)) return ['the body is no object'];
  const { content, embeds, allowed_mentions: allowed, thread_name: thread, ...rest } = message;
  const list = Array.isArray(embeds) ? embeds : [];
  return [
    ...broken([
      [/\?wait=true(&thread_id=\d+)?$/.test(url), 'it does not wait'],
      [Object.keys(rest).length === 0, `it has ${Object.keys(rest)}`],
      [within(content, 2000), 'the content'],
      [JSON.stringify(allowed) === '{"parse":[]}', 'it pings'],
      [thread === undefined || within(thread, 100), `the thread is called ${thread}`],
      [list.length === 1, `it has ${list.length} embeds`],
      [!unseen.test(body), 'it has characters that nobody sees'],
    ]),
    ...markdownProblems(String(content), dialect).map((problem) => `the content ${problem}`),
    ...list.flatMap(embedProblems),
  ];
}
