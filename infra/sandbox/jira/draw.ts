import { type Fields, isFields } from '../../../lambdas/domain/values/json-fields.ts';
import { all, rows, safe } from '../_kit/draw.ts';
import { at, listAt, textAt } from '../_kit/json.ts';

const tags: Readonly<Record<string, string>> = {
  paragraph: 'p',
  heading: 'h4',
  codeBlock: 'pre',
  blockquote: 'blockquote',
  table: 'table',
  tableRow: 'tr',
  tableHeader: 'th',
  tableCell: 'td',
  rule: 'hr',
};

const hasMark = (node: unknown, type: string): boolean =>
  listAt(node, 'marks').some((mark) => textAt(mark, 'type') === type);

function adfText(node: unknown): string {
  const text = safe(textAt(node, 'text'));
  if (hasMark(node, 'link')) return `<span class="link">${text}</span>`;
  if (hasMark(node, 'strong')) return `<b>${text}</b>`;
  return hasMark(node, 'code') ? `<code>${text}</code>` : text;
}

/** Blocks that are more than a tag. */
const blocks: Readonly<Record<string, (node: unknown, inner: string) => string>> = {
  panel: (node, inner) => `<div class="panel ${safe(textAt(node, 'attrs', 'panelType'))}">${inner}</div>`,
  expand: (node, inner) => `<details><summary>${safe(textAt(node, 'attrs', 'title'))}</summary>${inner}</details>`,
  orderedList: (_, inner) => `<ol>${inner}</ol>`,
  listItem: (_, inner) => `<li>${inner}</li>`,
};

/** An Atlassian document by its blocks. */
function adf(node: unknown): string {
  if (typeof node === 'string') return safe(node);
  const type = textAt(node, 'type') ?? '';
  if (type === 'text') return adfText(node);
  if (type === 'hardBreak') return '<br>';
  const inner = all(listAt(node, 'content'), adf);
  const block = Object.hasOwn(blocks, type) ? blocks[type] : undefined;
  if (block !== undefined) return block(node, inner);
  const tag = Object.hasOwn(tags, type) ? tags[type] : undefined;
  return tag === undefined ? `${inner} ` : `<${tag}>${inner}</${tag}>`;
}

/** An issue or a comment. */
export function drawJira(body: unknown): string {
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

function fieldsOf(body: unknown): Fields {
  const fields = at(body, 'fields');
  return isFields(fields) ? fields : {};
}
