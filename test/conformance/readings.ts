/** What clients make of a rendered message, read without the code that wrote it: whom it calls, what it links, its words. */
import { readMail } from '../../infra/sandbox/_kit/mime-reader.ts';
import type { OutboundRequest } from '../../lambdas/domain/outbound.ts';
import { isFields, listOf } from '../../lambdas/domain/values/json-fields.ts';
import { parse } from '../validators/issue-markdown.ts';

type Node = Readonly<Record<string, unknown>>;

/** Every object of a document, in order. */
function* nodesOf(value: unknown): Generator<Node> {
  if (Array.isArray(value)) for (const inner of value) yield* nodesOf(inner);
  else if (isFields(value)) {
    yield value;
    for (const inner of Object.values(value)) yield* nodesOf(inner);
  }
}

function* textsOf(value: unknown): Generator<string> {
  if (typeof value === 'string') yield value;
  else if (typeof value === 'object' && value !== null) for (const inner of Object.values(value)) yield* textsOf(inner);
}

const textAt = (value: unknown, ...path: readonly string[]): string => {
  const found = path.reduce<unknown>((inner, key) => (isFields(inner) ? inner[key] : undefined), value);
  return typeof found === 'string' ? found : '';
};

const bodyOf = ({ body = '{}' }: OutboundRequest): unknown => JSON.parse(body);

/** One way of a vendor to call somebody. */
interface Reading {
  /** Names as an operator writes them. */
  readonly names: readonly string[];
  /** Whom a message calls, as it stands there. */
  called(body: unknown): readonly string[];
  /** The same message without its calls. */
  without(body: unknown): unknown;
}

const isCall = ({ type }: Node): boolean => type === 'user' || type === 'usergroup' || type === 'broadcast';
const idOf = (node: Node): string => String(node['user_id'] ?? node['usergroup_id'] ?? node['range']);

const slack: Reading = {
  names: ['here', 'U012ABCDE', 'S012ABCDE'],
  called(body) {
    const interpreted = [...nodesOf(body)].filter(({ type }) => type === 'mrkdwn').map((node) => String(node['text']));
    const inText = [textAt(body, 'text'), ...interpreted].flatMap((text) => text.match(/<[@!#](?!date\^)/g) ?? []);
    return [...[...nodesOf(body)].filter(isCall).map(idOf), ...inText];
  },
  without: (body) =>
    isFields(body)
      ? { ...body, blocks: listOf(body['blocks']).filter((block) => ![...nodesOf(block)].some(isCall)) }
      : body,
};

const hasAt = (node: unknown): boolean => [...textsOf(node)].some((text) => /<at>/i.test(text));

const teams: Reading = {
  names: ['anna@example.com', '48d31887-5fad-4d73-a9f5-3c356e68a038'],
  called: (body) => [
    ...[...nodesOf(body)].filter(({ type }) => type === 'mention').map((node) => textAt(node, 'mentioned', 'id')),
    // A name in a card without an entity would be a call that we do not know of.
    ...[...nodesOf(body)]
      .filter(({ type, text }) => type !== 'mention' && hasAt(text))
      .flatMap(({ type, text }) => (type === 'TextBlock' ? [] : [String(text)])),
  ],
  without(body) {
    const [attachment] = isFields(body) ? listOf(body['attachments']) : [];
    const card = isFields(attachment) ? attachment['content'] : undefined;
    if (!isFields(body) || !isFields(attachment) || !isFields(card)) return body;
    const content = {
      ...card,
      msteams: { width: 'Full' },
      body: listOf(card['body']).filter(
        (element) => !(isFields(element) && element['type'] === 'TextBlock' && hasAt(element)),
      ),
    };
    return { ...body, attachments: [{ ...attachment, content }] };
  },
};

const pings = /<@&?!?\d+>|@(?:everyone|here)\b/g;

const discord: Reading = {
  names: ['everyone', '123456789012345678', '&165511591545143296'],
  called(body) {
    const allowed = isFields(body) ? body['allowed_mentions'] : undefined;
    const of = (key: string): readonly unknown[] => (isFields(allowed) ? listOf(allowed[key]) : []);
    // Discord looks for names whatever stands before them; which of them ring, the list says.
    const found = (textAt(body, 'content').match(pings) ?? []).map((word) => word.replace(/^<@!?|[@>]/g, ''));
    return found.filter(
      (name) =>
        (/^\d/.test(name) && of('users').includes(name)) ||
        (name.startsWith('&') && of('roles').includes(name.slice(1))) ||
        (/^[eh]/.test(name) && of('parse').includes('everyone')),
    );
  },
  without(body) {
    if (!isFields(body)) return body;
    const lines = textAt(body, 'content').split('\n');
    const content = lines.filter((line) => !/^(?:(?:<@&?\d+>|@everyone|@here) ?)+$/.test(line)).join('\n');
    return { ...body, content, allowed_mentions: { parse: [] } };
  },
};

const mattermost: Reading = {
  names: ['@anna.weber', '@here'],
  called: (body) =>
    [...textsOf(body)].flatMap((text) => text.replace(/`+[^`]*`+/g, '').match(/@[\w.-]+|<!\w+>/g) ?? []),
  without: (body) =>
    isFields(body) ? { ...body, text: textAt(body, 'text').replace('\n@anna.weber @here', '') } : body,
};

const googleChat: Reading = {
  names: ['all', '123456789012345678901'],
  called: (body) =>
    [textAt(body, 'text'), textAt(body, 'fallbackText')].flatMap((text) =>
      [...text.matchAll(/<users\/(\w+)>/g)].map(([, name = '']) => name),
    ),
  without(body) {
    if (!isFields(body)) return body;
    const { text: _, ...rest } = body;
    return rest;
  },
};

const telegram: Reading = {
  names: ['@anna_weber', '123456789'],
  called(body) {
    const entities = isFields(body) ? listOf(body['entities']).filter(isFields) : [];
    const code = entities.filter(({ type }) => type === 'code' || type === 'pre');
    const text = code.reduce<string>(
      (left, { offset, length }) => {
        const [from, size] = [Number(offset), Number(length)];
        return left.slice(0, from) + ' '.repeat(size) + left.slice(from + size);
      },
      textAt(body, 'text'),
    );
    const persons = entities.filter(({ type }) => type === 'text_mention').map(({ user }) => textId(user));
    return [...(text.match(/@\w+/g) ?? []), ...persons];
  },
  without(body) {
    if (!isFields(body)) return body;
    const line = '\n@anna_weber user 123456789';
    const text = textAt(body, 'text');
    const at = text.indexOf(line);
    const entities = listOf(body['entities'])
      .filter(isFields)
      .filter(({ type }) => type !== 'text_mention')
      .map((entity) =>
        Number(entity['offset']) > at ? { ...entity, offset: Number(entity['offset']) - line.length } : entity,
      );
    return { ...body, text: text.replace(line, ''), entities };
  },
};
const textId = (user: unknown): string => String(isFields(user) ? user['id'] : '');

/** Trackers look for names in what is left of Markdown once it is drawn, outside of code. */
const inMarkdown = (markdown: string): string[] =>
  parse(markdown)
    .flatMap(({ children }) => children ?? [])
    .filter(({ type }) => type.startsWith('text'))
    .flatMap(({ content }) => content.match(/@[a-z\d][\w./-]*/gi) ?? []);

const issues = (field: string): Reading => ({
  names: ['@octocat', '@example/security'],
  called: (body) => inMarkdown(textAt(body, field)),
  without: (body) =>
    isFields(body) ? { ...body, [field]: textAt(body, field).replace('\n\n@octocat @example/security', '') } : body,
});

const jira: Reading = {
  names: ['5b10ac8d82e05b22cc7d4ef5'],
  called(body) {
    const mentions = [...nodesOf(body)].filter(({ type }) => type === 'mention');
    const wiki = textAt(body, 'fields', 'description').replace(/\{noformat\}[\s\S]*?\{noformat\}/g, '');
    const named = [...wiki.matchAll(/(?<!\\)\[~([^\]]+)\]/g)].map(([, name = '']) => name);
    return [...mentions.map((node) => textAt(node, 'attrs', 'id')), ...named];
  },
  without(body) {
    const calls =
      /\{"type":"paragraph","content":\[\{"type":"mention","attrs":\{"id":"5b10ac8d82e05b22cc7d4ef5"\}\}\]\},?/;
    return JSON.parse(JSON.stringify(body).replace(calls, '').replace('\\n[~5b10ac8d82e05b22cc7d4ef5]', ''));
  },
};

const readings: Readonly<Record<string, Reading>> = {
  slack,
  teams,
  discord,
  mattermost,
  'google-chat': googleChat,
  telegram,
  'github-issues': issues('body'),
  'gitlab-issues': issues('description'),
  jira,
};

/** Names that an operator can call at a destination; none where nobody can be called. */
export const namesFor = (type: string): readonly string[] => readings[type]?.names ?? [];

/** Whom a request calls, sorted. */
export const calledIn = (type: string, request: OutboundRequest): string[] =>
  [...(readings[type]?.called(bodyOf(request)) ?? [])].sort();

/** The request without its calls, for rules that know of none. */
export const withoutCalls = (type: string, request: OutboundRequest): OutboundRequest => {
  const reading = readings[type];
  return reading === undefined ? request : { ...request, body: JSON.stringify(reading.without(bodyOf(request))) };
};

const mailIn = (type: string, request: OutboundRequest): string | undefined => {
  if (type === 'email') return request.body ?? '';
  if (type !== 'ses') return undefined;
  return Buffer.from(textAt(bodyOf(request), 'Content', 'Raw', 'Data'), 'base64').toString('latin1');
};

/** All that a person reads of a message, without what makes it inert. */
export function readable(type: string, request: OutboundRequest): string {
  const mail = mailIn(type, request);
  const read = mail === undefined ? undefined : readMail(mail);
  const texts = read === undefined ? [...textsOf(bodyOf(request))] : [read.text, read.html];
  return texts.join('\n').replace(/\\(?=[^\w\s])|\u200b|&#8203;/g, '');
}

/** Every address in a message that a client could make a link of. */
export const linksIn = (type: string, request: OutboundRequest): string[] =>
  readable(type, request).match(/https?:\/\/[^\s"'<>()[\]|]+/gi) ?? [];
