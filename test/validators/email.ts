import { addressesIn, header, type ReadMail, readMail } from '../../infra/sandbox/_kit/mime-reader.ts';
import type { OutboundRequest } from '../../lambdas/domain/outbound.ts';

/** All headers there may be, in their order: one that an alert smuggled in would be another. */
const names = [
  'from',
  'to',
  'subject',
  'date',
  'message-id',
  'auto-submitted',
  'x-auto-response-suppress',
  'in-reply-to',
  'references',
  'importance',
  'x-priority',
  'x-tocsin-severity',
  'mime-version',
  'content-type',
];

/** Every tag there may be, with the attributes it may have. */
const tags: Readonly<Record<string, readonly string[]>> = {
  html: ['lang'],
  head: [],
  meta: ['charset', 'name', 'content'],
  title: [],
  style: [],
  body: ['class', 'style'],
  div: ['style'],
  table: ['role', 'class', 'width', 'cellpadding', 'cellspacing', 'border', 'style'],
  tr: [],
  td: ['class', 'style', 'align', 'valign', 'bgcolor'],
  b: [],
  i: [],
  p: ['class', 'style'],
  h1: ['style'],
  br: [],
  span: ['class', 'style'],
  a: ['class', 'style', 'href'],
};
/** To the vendor's console, and to the record. */
const LINKS_MAX = 2;
/** Links of the operator’s in tests of `message`. */
const operators = /^https:\/\/(?:wiki|grafana)\.example\.com\//;
const RECORDS = 'https://tocsin.example.test/console#/alerts/';
const ACTIONS = 'https://tocsin.example.test/v1/actions/';
/** Gmail hides the rest. */
const HTML_MAX = 102 * 1024;
const PREFERRED_LINE = 78;

// biome-ignore lint/suspicious/noControlCharactersInRegex: what must not be there
const unseen = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]|\p{Surrogate}/u;

function tagProblems(tag: string): string[] {
  const [, name = '', rest = ''] = /^<\/?([a-z0-9]+)((?: [a-z]+="[^"<>]*")*)>$/.exec(tag) ?? [];
  const allowed = tags[name];
  if (allowed === undefined) return [`the tag ${tag.slice(0, 80)}`];
  const attributes = [...rest.matchAll(/ ([a-z]+)="/g)].map(([, attribute = '']) => attribute);
  return attributes.filter((attribute) => !allowed.includes(attribute)).map((attribute) => `${name} has ${attribute}`);
}

function linkProblems(html: string): string[] {
  const links = [...html.matchAll(/ href="([^"]*)"/g)].map(([, url = '']) => url);
  // A digest has links to the records of the alerts that it stands for.
  const others = links.filter((url) => !url.startsWith(RECORDS) && !url.startsWith(ACTIONS) && !operators.test(url));
  return [
    ...(others.length > LINKS_MAX ? [`${links.length} links`] : []),
    ...links.filter((url) => !/^https?:\/\/[^\s"'<>]+$/.test(url)).map((url) => `the link ${url}`),
    ...(/url\(|@import|expression\(|javascript:[^<]*"/i.test(html.replace(/>[^<]*</g, '><'))
      ? ['CSS or a script']
      : []),
  ];
}

/** Text that a client would make a link of, save our own links. */
function addressProblems(text: string): string[] {
  const own =
    /^(?:(?:Open \S+|Open in Tocsin): https?:\/\/\S+|Acknowledge, silence or resolve: https:\/\/tocsin\.example\.test\/v1\/actions\/[\w.-]+|(?:Runbook|Panel \d): https:\/\/(?:wiki|grafana)\.example\.com\/\S+| {2}https:\/\/tocsin\.example\.test\/console#\/alerts\/\S+)$/gm;
  return /https?:\/\//i.test(text.replace(own, '')) ? ['an address that a client links'] : [];
}

function htmlProblems(html: string): string[] {
  const found = html.match(/<[^>]*>/g) ?? [];
  const [doctype, ...all] = found;
  const text = html.replace(/<[^>]*>/g, ' ');
  return [
    ...(doctype === '<!doctype html>' ? [] : ['no doctype']),
    ...all.flatMap(tagProblems),
    ...linkProblems(html),
    ...addressProblems(text),
    ...(/&(?!(?:amp|lt|gt|quot|#39|nbsp|zwnj);)/.test(text) ? ['an entity that is not ours'] : []),
    ...(Buffer.byteLength(html) > HTML_MAX ? [`HTML of ${Buffer.byteLength(html)} bytes`] : []),
    ...(unseen.test(html) ? ['characters that nobody sees'] : []),
  ];
}

function headerProblems(mail: ReadMail, raw: string): string[] {
  const there = [...mail.headers.keys()];
  const head = raw.slice(0, raw.indexOf('\r\n\r\n'));
  const messageId = header(mail, 'message-id') ?? '';
  return [
    ...(JSON.stringify(there) === JSON.stringify(names.filter((name) => mail.headers.has(name))) ? [] : ['headers']),
    ...[...mail.headers].filter(([, values]) => values.length > 1).map(([name]) => `${name} twice`),
    ...(head.split('\r\n').some((line) => line.length > PREFERRED_LINE && / \S+ \S/.test(line))
      ? ['a header line above 78']
      : []),
    ...(/^<tocsin\.alert\.[0-9a-f]{32}@[a-z.]+>$/.test(messageId) ? [] : ['message-id']),
    ...((header(mail, 'subject') ?? '') === '' || unseen.test(header(mail, 'subject') ?? '') ? ['subject'] : []),
  ];
}

/** What is wrong with a whole message that goes from here to there. */
export function messageProblems(raw: string, from: string, to: readonly string[]): string[] {
  const mail = readMail(raw);
  const parts = raw.split(/\r\n--=_tocsin_[0-9a-f]{32}(?:--)?\r\n/).length;
  return [
    ...mail.problems,
    ...headerProblems(mail, raw),
    ...(JSON.stringify(addressesIn(header(mail, 'from'))) === JSON.stringify([from]) ? [] : ['from']),
    ...(JSON.stringify(addressesIn(header(mail, 'to'))) === JSON.stringify(to) ? [] : ['to']),
    ...(parts === 4 && mail.text !== '' && mail.html !== '' ? [] : ['parts']),
    ...(unseen.test(mail.text) ? ['characters that nobody sees'] : []),
    ...addressProblems(mail.text),
    ...htmlProblems(mail.html),
  ];
}

/** The whole request: envelope and message say the same, and the id goes along. */
export function problems({ url, headers, body = '', envelope }: OutboundRequest): string[] {
  const { from = '', to = [] } = envelope ?? {};
  return [
    ...(/^smtps?:\/\/[^/@]+$/.test(url) ? [] : ['url']),
    ...(headers['message-id'] === header(readMail(body), 'message-id') ? [] : ['the id outside']),
    ...messageProblems(body, from, to),
  ];
}
