import { createRequire } from 'node:module';
import type { OutboundRequest } from '../../lambdas/domain/outbound.ts';

/** What Teams and Microsoft's own card parser ask of a message: one sentence per violation. */

// The package's main entry does not load under Node, its bundle does.
const { AdaptiveCard, SerializationContext, Versions }: typeof import('adaptivecards') = createRequire(import.meta.url)(
  'adaptivecards/dist/adaptivecards.js',
);

const BODY_MAX_BYTES = 20 * 1024;

type Node = Readonly<Record<string, unknown>>;
const isNode = (value: unknown): value is Node => typeof value === 'object' && value !== null && !Array.isArray(value);

function* nodes(value: unknown, path = ''): Generator<[string, Node]> {
  if (Array.isArray(value)) for (const [i, inner] of value.entries()) yield* nodes(inner, `${path}/${i}`);
  if (!isNode(value)) return;
  yield [path, value];
  for (const [key, inner] of Object.entries(value)) yield* nodes(inner, `${path}/${key}`);
}

/** The one text that Teams interprets: the time, built by us. */
const ours = /^\{\{DATE\([\dT:-]+Z, SHORT\)\}\} \{\{TIME\([\dT:-]+Z\)\}\} \([\d: -]+ UTC\)$/;

const rules: Readonly<Record<string, (node: Node) => boolean>> = {
  TextBlock: ({ text }) => ours.test(String(text)),
  TextRun: ({ text }) =>
    typeof text === 'string' && text !== '' && !/<\/?at\b|\{\{\s*(DATE|TIME)\s*\(|https?:\/\//i.test(text),
  RichTextBlock: ({ inlines }) => Array.isArray(inlines) && inlines.length > 0,
  Container: ({ items }) => Array.isArray(items) && items.length > 0,
  ActionSet: ({ actions }) => Array.isArray(actions) && actions.length > 0 && actions.length <= 6,
  'Action.OpenUrl': ({ url, title }) => /^https?:\/\//.test(String(url)) && title !== '',
};

function nodeProblems([path, node]: [string, Node]): string[] {
  const rule = typeof node['type'] === 'string' ? rules[node['type']] : undefined;
  return rule === undefined || rule(node) ? [] : [`${path} is ${JSON.stringify(node).slice(0, 300)}`];
}

/** What the parser of the Adaptive Cards SDK finds, and what its own validation finds after that. */
function parserProblems(card: Node): string[] {
  const context = new SerializationContext(Versions.v1_5);
  const parsed = new AdaptiveCard();
  parsed.parse(card, context);
  const events = Array.from({ length: context.eventCount }, (_, i) => context.getEventAt(i).message);
  return [...events, ...parsed.validateProperties().validationEvents.map(({ message }) => message)];
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: what must not be there
const unseen = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]|\p{Surrogate}/u;

export const cardOf = ({ body = '' }: OutboundRequest): Node => {
  const message = JSON.parse(body);
  return message.attachments[0].content;
};

export function problems(request: OutboundRequest): string[] {
  const { body = '' } = request;
  const card = cardOf(request);
  const { attachments, type } = JSON.parse(body);
  const size = Buffer.byteLength(body);
  return [
    ...(size <= BODY_MAX_BYTES ? [] : [`the body has ${size} bytes`]),
    ...(type === 'message' && attachments.length === 1 && attachments[0].contentUrl === null ? [] : ['the envelope']),
    ...(attachments[0].contentType === 'application/vnd.microsoft.card.adaptive' ? [] : ['the content type']),
    ...(card['type'] === 'AdaptiveCard' && card['version'] === '1.5' ? [] : ['the version']),
    ...(JSON.stringify(card['msteams']) === '{"width":"Full"}' ? [] : ['it mentions somebody']),
    ...(unseen.test(body) ? ['it has characters that nobody sees'] : []),
    ...[...nodes(card)].flatMap(nodeProblems),
    ...parserProblems(card),
  ];
}
