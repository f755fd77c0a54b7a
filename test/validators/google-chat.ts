import type { OutboundRequest } from '../../lambdas/domain/outbound.ts';
import { broken, unseen } from './chat-markdown.ts';

/** What Google's reference asks of a card (https://developers.google.com/workspace/chat/api/reference/rest/v1/cards). */

const BODY_MAX_BYTES = 32_000;
const WIDGETS_MAX = 100;

type Node = Readonly<Record<string, unknown>>;
const isNode = (value: unknown): value is Node => typeof value === 'object' && value !== null && !Array.isArray(value);
const listOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);
const keysWithin = (node: Node, ...known: string[]): string[] =>
  Object.keys(node)
    .filter((key) => !known.includes(key))
    .map((key) => `the unknown field ${key}`);

const entity = /&(?:amp|lt|gt|quot|#39);/g;
const tag = /<\/?([a-z]+)((?: [a-z]+="[^"<>]*")*)>/g;
const allowed: Readonly<Record<string, RegExp>> = {
  b: /^$/,
  i: /^$/,
  br: /^$/,
  font: /^(?: color="#[0-9a-f]{6}")?$/,
  a: /^(?: href="https:\/\/(?:attack\.mitre\.org\/(?:tactics\/TA\d{4}\/|techniques\/T\d{4}\/(?:\d{3}\/)?)|tocsin\.example\.test\/console#\/alerts\/[\w%.~!()*-]+)")?$/,
};

/** Each tag is closed in turn, by one of its own name. */
function nestingProblems(html: string): string[] {
  const open: string[] = [];
  const found: string[] = [];
  for (const [whole, name = ''] of html.matchAll(tag)) {
    if (name === 'br') continue;
    if (!whole.startsWith('</')) open.push(name);
    else if (open.pop() !== name) found.push(`${whole} closes nothing`);
  }
  return [...found, ...open.map((name) => `${name} is not closed`)];
}

/** Reads the little HTML of a card: known tags, and nothing else that HTML would interpret. */
function htmlProblems(html: string): string[] {
  const unknown = [...html.matchAll(tag)].filter(
    ([, name = '', attributes = '']) => !(Object.hasOwn(allowed, name) && allowed[name]?.test(attributes)),
  );
  const text = html.replace(tag, '').replace(entity, '');
  return [
    ...unknown.map(([whole]) => `the tag ${whole}`),
    ...nestingProblems(html),
    ...broken([
      [!/[<>&"']/.test(text), `active text: ${text.slice(0, 200)}`],
      [!/\bhttps?:\/\/|\bwww\.\w/i.test(text), 'an address that becomes a link'],
    ]),
  ];
}

function buttonProblems(button: unknown): string[] {
  if (!isNode(button) || typeof button['text'] !== 'string' || button['text'] === '') return ['a button without text'];
  const click = isNode(button['onClick']) ? button['onClick']['openLink'] : undefined;
  return isNode(click) && /^https?:\/\//.test(String(click['url'])) ? [] : ['a button without a link'];
}

function widgetProblems(widget: unknown): string[] {
  if (!isNode(widget) || Object.keys(widget).length !== 1) return ['a widget is of one kind'];
  const { textParagraph: text, buttonList: buttons } = widget;
  if (isNode(buttons)) return listOf(buttons['buttons']).flatMap(buttonProblems);
  return isNode(text) && typeof text['text'] === 'string' && text['text'] !== ''
    ? htmlProblems(text['text'])
    : ['a paragraph without text'];
}

function sectionProblems(section: unknown): string[] {
  if (!isNode(section)) return ['a section is no object'];
  const { header = '', collapsible, uncollapsibleWidgetsCount: shown = 0 } = section;
  const widgets = listOf(section['widgets']);
  return [
    ...keysWithin(section, 'header', 'collapsible', 'uncollapsibleWidgetsCount', 'widgets'),
    ...broken([
      [widgets.length > 0, 'a section without widgets'],
      [collapsible === undefined || Number(shown) < widgets.length, 'a section that folds nothing'],
    ]),
    ...htmlProblems(String(header)),
    ...widgets.flatMap(widgetProblems),
  ];
}

const widgetsOf = (sections: readonly unknown[]): number =>
  sections.reduce<number>((sum, each) => sum + (isNode(each) ? listOf(each['widgets']).length : 0), 0);

function cardProblems(entry: unknown): string[] {
  const card = isNode(entry) ? entry['card'] : undefined;
  const header = isNode(card) ? card['header'] : undefined;
  if (!isNode(entry) || !isNode(card) || !isNode(header)) return ['a card without content'];
  const sections = listOf(card['sections']);
  return [
    ...broken([
      [typeof entry['cardId'] === 'string', 'no cardId'],
      [widgetsOf(sections) <= WIDGETS_MAX, 'too many widgets'],
      [typeof header['title'] === 'string' && header['title'] !== '', 'no title'],
      [!/[<>]/.test(`${header['title']}${header['subtitle']}`), `the header is ${JSON.stringify(header)}`],
    ]),
    ...sections.flatMap(sectionProblems),
  ];
}

export function problems({ body = '', url }: OutboundRequest): string[] {
  const message: unknown = JSON.parse(body);
  if (!isNode(message)) return ['the body is no object'];
  const { fallbackText: text, cardsV2 } = message;
  const query = new URL(url).searchParams;
  return [
    ...keysWithin(message, 'fallbackText', 'cardsV2', 'thread'),
    ...broken([
      [Buffer.byteLength(body) <= BODY_MAX_BYTES, `${Buffer.byteLength(body)} bytes`],
      [/^tocsin-[0-9a-f]{40}$/.test(query.get('requestId') ?? ''), 'no requestId'],
      [query.has('key') && query.has('token'), 'the credential is gone'],
      [typeof text === 'string' && text !== '' && !/[<>]/.test(text), 'the fallback text'],
      [listOf(cardsV2).length === 1, 'it is not one card'],
      [!unseen.test(body), 'it has characters that nobody sees'],
    ]),
    ...listOf(cardsV2).flatMap(cardProblems),
  ];
}
