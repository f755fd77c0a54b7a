import type { OutboundRequest } from '../../lambdas/domain/outbound.ts';

/** What Slack's documentation limits, walked over a message: one sentence per violation. */

const TOTAL_MAX = 12_000;
const BLOCKS_MAX = 50;

type Node = Readonly<Record<string, unknown>>;
const isNode = (value: unknown): value is Node => typeof value === 'object' && value !== null && !Array.isArray(value);

/** Every object below a value, the value first, with where it stands. */
function* nodes(value: unknown, path = ''): Generator<[string, Node]> {
  if (Array.isArray(value)) for (const [i, inner] of value.entries()) yield* nodes(inner, `${path}/${i}`);
  if (!isNode(value)) return;
  yield [path, value];
  for (const [key, inner] of Object.entries(value)) yield* nodes(inner, `${path}/${key}`);
}

/** `&` → `&amp;` and so on: how Slack stores, and may count, a text. */
const escaped = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');

function between(value: unknown, min: number, max: number): boolean {
  const size = typeof value === 'string' || Array.isArray(value) ? value.length : -1;
  return size >= min && size <= max;
}

const text = (node: Node): unknown => (isNode(node['text']) ? node['text']['text'] : undefined);
const elements = (node: Node): readonly unknown[] => (Array.isArray(node['elements']) ? node['elements'] : []);

/** Text inside one rich_text block; no limit is documented, so that of a section is kept. */
const richTextLength = (node: Node): number =>
  [...nodes(node['elements'])].reduce(
    (sum, [, inner]) => sum + (typeof inner['text'] === 'string' ? escaped(inner['text']).length : 0),
    0,
  );

// https://docs.slack.dev/reference/block-kit/blocks
const rules: Readonly<Record<string, (node: Node) => boolean>> = {
  header: (node) => isNode(node['text']) && node['text']['type'] === 'plain_text' && between(text(node), 1, 150),
  plain_text: (node) => between(node['text'], 1, 3000) && node['emoji'] === false,
  mrkdwn: (node) => between(node['text'], 1, 3000) && node['verbatim'] === true,
  rich_text: (node) => between(node['elements'], 1, 100) && richTextLength(node) <= 3000,
  rich_text_section: (node) => between(node['elements'], 1, 100),
  rich_text_preformatted: (node) => between(node['elements'], 1, 100),
  text: (node) => between(node['text'], 1, 3000),
  link: (node) =>
    /^https:\/\/(attack\.mitre\.org\/(tactics\/TA\d{4}\/|techniques\/T\d{4}\/(\d{3}\/)?)|tocsin\.example\.test\/console#\/alerts\/[\w%.~!()*-]+)$/.test(
      String(node['url']),
    ) && between(node['text'], 1, 3000),
  actions: (node) => between(node['elements'], 1, 25),
  button: (node) =>
    between(text(node), 1, 75) &&
    // A link, or an answer, which carries a text that means something to us alone.
    (node['value'] === undefined
      ? /^https?:\/\//.test(String(node['url'])) && between(node['url'], 1, 3000)
      : node['url'] === undefined && /^[\w.-]{1,500}$/.test(String(node['value']))) &&
    between(node['action_id'], 1, 255),
  context: (node) =>
    between(node['elements'], 1, 10) &&
    elements(node).every((element) => isNode(element) && between(element['text'], 1, 2000)),
};

// The only markup that Slack may interpret is the date that we build.
const date = /<!date\^\d+\^\{date_short_pretty\} \{time_secs\}\|[\d: -]+ UTC>/g;

function markupProblems(path: string, node: Node): string[] {
  const words = node['text'];
  if (node['type'] !== 'mrkdwn' || typeof words !== 'string') return [];
  return /[<>]|&(?!(?:amp|lt|gt);)/.test(words.replace(date, '')) ? [`${path} has markup of the sender: ${words}`] : [];
}

function nodeProblems([path, node]: [string, Node]): string[] {
  const { type } = node;
  if (typeof type !== 'string') return [];
  const rule = rules[type];
  if (rule === undefined) return [`${path} has the unknown type ${type}`];
  return rule(node)
    ? markupProblems(path, node)
    : [`${path} is not within the limits of ${type}: ${JSON.stringify(node).slice(0, 300)}`];
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: what must not be there
const unseen = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]|\p{Surrogate}/u;

export function problems({ body = '' }: OutboundRequest): string[] {
  const message: unknown = JSON.parse(body);
  if (!isNode(message)) return ['the body is no object'];
  const { text: fallback, blocks } = message;
  const size = JSON.stringify(blocks).length;
  return [
    ...(between(fallback, 1, 4000) && !/[<>]|&(?!(?:amp|lt|gt);)/.test(String(fallback))
      ? []
      : [`text is ${fallback}`]),
    ...(between(blocks, 1, BLOCKS_MAX) ? [] : ['the number of blocks']),
    ...(size <= TOTAL_MAX ? [] : [`the blocks have ${size} characters`]),
    ...(message['unfurl_links'] === false && message['unfurl_media'] === false ? [] : ['it unfurls']),
    ...('link_names' in message || 'parse' in message ? ['it interprets names'] : []),
    ...(unseen.test(body) ? ['it has characters that nobody sees'] : []),
    ...[...nodes(blocks)].flatMap(nodeProblems),
  ];
}
