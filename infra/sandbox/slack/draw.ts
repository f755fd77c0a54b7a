import { all, pretty, safe } from '../_kit/draw.ts';
import { at, listAt, textAt } from '../_kit/json.ts';

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
  if (/^!date\^/.test(token)) return safe(slackPlain(token.split('|')[1] ?? token));
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

const styles = [
  ['code', 'code'],
  ['bold', 'b'],
  ['italic', 'i'],
] as const;

const styled = (element: unknown, html: string): string =>
  styles.reduce(
    (inner, [name, tag]) => (at(element, 'style', name) === true ? `<${tag}>${inner}</${tag}>` : inner),
    html,
  );

function slackElement(element: unknown): string {
  const type = textAt(element, 'type') ?? '';
  const label = textAt(element, 'text') ?? textAt(element, 'text', 'text') ?? textAt(element, 'url') ?? '';
  const drawn = Object.hasOwn(slackElements, type) ? slackElements[type] : undefined;
  if (drawn !== undefined) return drawn(element, label);
  return styled(element, safe(label));
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
    case 'context':
      return `<p class="small">${listAt(block, 'elements').map(slackElement).join(' &nbsp; ')}</p>`;
    case 'rich_text':
      return `<div>${all(listAt(block, 'elements'), slackElement)}</div>`;
    case 'table':
      return pretty(at(block, 'rows'));
    default:
      return `<div class="small">${safe(words)}${all(listAt(block, 'elements'), slackElement)}</div>`;
  }
}

/** Blocks, or the text without them. */
export function drawSlack(body: unknown): string {
  const blocks = listAt(body, 'blocks');
  if (blocks.length === 0) return `<p>${slackText(textAt(body, 'text') ?? textAt(body, 'markdown_text') ?? '')}</p>`;
  return all(blocks, slackBlock);
}
