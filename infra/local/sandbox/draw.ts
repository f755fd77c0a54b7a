import { isFields } from '../../../lambdas/core/record.ts';
import { escapeHtml, visible } from '../../../lambdas/core/text.ts';
import { at, listAt, parseJson, textAt } from './json.ts';
import type { SandboxReceipt } from './received.ts';
import { unescaped } from './receiver.ts';

/** Text of unknown origin, safe inside an element; what hides or reorders is shown. */
export const safe = (text: unknown): string => escapeHtml(visible(String(text ?? '')));

const pretty = (value: unknown): string =>
  `<pre>${safe(typeof value === 'string' ? value : JSON.stringify(value, undefined, 2))}</pre>`;

const rows = (pairs: readonly (readonly [string, unknown])[]): string =>
  `<table>${pairs
    .filter(([, value]) => value !== undefined && value !== null && value !== '')
    .map(
      ([name, value]) =>
        `<tr><th>${safe(name)}</th><td>${safe(typeof value === 'object' ? JSON.stringify(value) : value)}</td></tr>`,
    )
    .join('')}</table>`;

const all = (values: readonly unknown[], draw: (value: unknown) => string): string => values.map(draw).join('');

/** Slack's own entities back to characters, its links and pings marked: they are what an attacker would want. */
function slackText(text: string): string {
  return text
    .split(/(<[^<>]+>)/)
    .map((part, index) => (index % 2 === 1 ? slackToken(part.slice(1, -1)) : safe(slackPlain(part))))
    .join('');
}

const slackPlain = (text: string): string =>
  text.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&');

function slackToken(token: string): string {
  if (/^[@!#]/.test(token)) return `<mark>ping ${safe(token)}</mark>`;
  const [url = '', label = url] = token.split('|');
  return `<span class="link" title="${safe(url)}">${safe(slackPlain(label))}</span>`;
}

const children = (element: unknown): string => all(listAt(element, 'elements'), slackElement);

const slackElements: Readonly<Record<string, (element: unknown, label: string) => string>> = {
  mrkdwn: (_, label) => `<span>${slackText(label)}</span> `,
  button: (_, label) => `<span class="button">${safe(label)}</span> `,
  link: (element, label) => `<span class="link" title="${safe(textAt(element, 'url'))}">${safe(label)}</span>`,
  broadcast: () => '<mark>ping everybody</mark>',
  user: (element) => `<mark>ping ${safe(textAt(element, 'user_id'))}</mark>`,
  usergroup: (element) => `<mark>ping ${safe(textAt(element, 'usergroup_id'))}</mark>`,
  rich_text_section: (element) => `<p>${children(element)}</p>`,
  rich_text_list: (element) => `<p>${children(element)}</p>`,
  rich_text_quote: (element) => `<p>${children(element)}</p>`,
  rich_text_preformatted: (element) => `<pre>${children(element)}</pre>`,
};

function slackElement(element: unknown): string {
  const type = textAt(element, 'type') ?? '';
  const label = textAt(element, 'text') ?? textAt(element, 'text', 'text') ?? textAt(element, 'url') ?? '';
  const drawn = Object.hasOwn(slackElements, type) ? slackElements[type] : undefined;
  if (drawn !== undefined) return drawn(element, label);
  return at(element, 'style', 'bold') === true ? `<b>${safe(label)}</b>` : safe(label);
}

function slackBlock(block: unknown): string {
  const words = textAt(block, 'text', 'text') ?? textAt(block, 'text');
  switch (textAt(block, 'type')) {
    case 'header':
      return `<h4>${safe(words)}</h4>`;
    case 'divider':
      return '<hr>';
    case 'section': {
      const fields = all(listAt(block, 'fields'), (field) => `<p class="field">${slackElement(field)}</p>`);
      return `<p>${slackText(words ?? '')}</p>${fields}`;
    }
    case 'table':
      return pretty(at(block, 'rows'));
    default:
      return `<div class="small">${safe(words)}${all(listAt(block, 'elements'), slackElement)}</div>`;
  }
}

function slack(body: unknown): string {
  const blocks = listAt(body, 'blocks');
  if (blocks.length === 0) return `<p>${slackText(textAt(body, 'text') ?? textAt(body, 'markdown_text') ?? '')}</p>`;
  return all(blocks, slackBlock);
}

function cardElement(element: unknown): string {
  const type = textAt(element, 'type') ?? '';
  if (type === 'FactSet')
    return rows(
      listAt(element, 'facts').map((fact) => [
        unescaped(textAt(fact, 'title') ?? ''),
        unescaped(textAt(fact, 'value') ?? ''),
      ]),
    );
  if (type.startsWith('Action.'))
    return `<span class="button" title="${safe(textAt(element, 'url'))}">${safe(textAt(element, 'title'))}</span> `;
  if (type === 'TextRun') return safe(textAt(element, 'text'));
  if (typeof element === 'string') return safe(element);
  const heavy = at(element, 'weight') === 'Bolder' || at(element, 'weight') === 'bolder';
  const text = safe(unescaped(textAt(element, 'text') ?? ''));
  const inner = ['body', 'items', 'columns', 'inlines', 'rows', 'cells', 'actions'].map((key) =>
    all(listAt(element, key), cardElement),
  );
  return `<div>${heavy ? `<b>${text}</b>` : text}${inner.join('')}</div>`;
}

const teams = (body: unknown): string =>
  all(listAt(body, 'attachments'), (attachment) => cardElement(at(attachment, 'content')));

/** The words of an Atlassian document, a paragraph a line. */
function adf(node: unknown): string {
  if (typeof node === 'string') return safe(node);
  const type = textAt(node, 'type');
  if (type === 'text') return safe(textAt(node, 'text'));
  if (type === 'hardBreak') return '<br>';
  const inner = all(listAt(node, 'content'), adf);
  if (type === 'codeBlock') return `<pre>${inner}</pre>`;
  return type === 'paragraph' || type === 'heading' || type === 'tableRow' ? `<p>${inner}</p>` : `${inner} `;
}

function jira(body: unknown): string {
  const comment = at(body, 'body');
  if (comment !== undefined) return adf(comment);
  const { project, issuetype, priority, labels } = isFields(at(body, 'fields')) ? fieldsOf(body) : {};
  const name = (value: unknown) => textAt(value, 'name') ?? textAt(value, 'key') ?? textAt(value, 'id');
  const facts = rows([
    ['key', at(body, 'key')],
    ['project', name(project)],
    ['type', name(issuetype)],
    ['priority', name(priority)],
    ['labels', Array.isArray(labels) ? labels.join(', ') : undefined],
  ]);
  return `${facts}${adf(at(body, 'fields', 'description') ?? '')}`;
}

function fieldsOf(body: unknown): Readonly<Record<string, unknown>> {
  const fields = at(body, 'fields');
  return isFields(fields) ? fields : {};
}

function splunk(body: unknown): string {
  const event = at(body, 'event');
  const meta = ['time', 'index', 'source', 'sourcetype', 'host'].map((name) => [name, at(body, name)] as const);
  return rows([...meta, ...(isFields(event) ? Object.entries(event) : [['event', event] as const])]);
}

function webhook(body: unknown): string {
  const value = typeof body === 'string' ? (parseJson(body)?.value ?? body) : body;
  return isFields(value) ? rows(Object.entries(value)) : pretty(value);
}

const drawings = { slack, 'slack-bot': slack, teams, jira, splunk, webhook } as const;

/** One receipt, roughly as its reader would see it, with the raw body to unfold. */
export function draw({
  receiver,
  operation,
  ok,
  status,
  fault,
  problem,
  at: when,
  summary,
  body,
}: SandboxReceipt): string {
  const trouble = ok || problem === summary ? undefined : problem;
  const said = [status === 0 ? 'connection cut' : String(status), fault, trouble].filter(Boolean);
  return `<article class="${ok ? 'ok' : 'bad'}">
<h3>${safe(summary)}</h3><p class="small">${safe(when.slice(11, 23))} · ${safe(operation)} · ${safe(said.join(' · '))}</p>
<div class="drawing">${drawings[receiver](body)}</div>
<details><summary>as sent</summary>${pretty(body)}</details></article>`;
}
