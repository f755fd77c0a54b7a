import { type ComponentChildren, h } from 'preact';
import { useMemo } from 'preact/hooks';
import { visible } from '../../../../lambdas/domain/values/text.ts';

// How a vendor shows a message is drawn where the vendors are known, as HTML. Here it becomes elements of this page, and
// only those that can do nothing: no address, no script and no frame gets this far, whatever the HTML says.

const tags: ReadonlySet<string> = new Set(
  'p h4 b i u s em strong small code pre mark span div hr br blockquote table tbody thead tr th td ol ul li dl dt dd details summary'.split(
    ' ',
  ),
);
/** They are left out with all that is in them. */
const dropped: ReadonlySet<string> = new Set([
  'script',
  'style',
  'head',
  'title',
  'template',
  'noscript',
  'svg',
  'math',
]);

const properties: ReadonlySet<string> = new Set(
  'color background background-color border border-left border-top border-bottom border-radius border-collapse font-size font-weight font-style font-family text-align text-decoration white-space padding margin margin-top margin-bottom line-height width max-width vertical-align'.split(
    ' ',
  ),
);
const harmless = /^[\w\s#.,%'"()-]{1,120}$/;

/** The declarations of a `style` attribute that colour or space something; none that loads or moves something. */
function styleOf(text: string): Record<string, string> {
  const declarations = text.split(';').map((each) => {
    const at = each.indexOf(':');
    return [each.slice(0, at).trim().toLowerCase(), each.slice(at + 1).trim()] as const;
  });
  return Object.fromEntries(
    declarations.filter(
      ([name, value]) => properties.has(name) && harmless.test(value) && !/url|image|expression|var\(/i.test(value),
    ),
  );
}

const DEEPEST = 60;
const MOST_NODES = 4_000;

interface Walk {
  left: number;
}

/** The policy of this page is asked for a style as soon as it is parsed: it gets another name before. */
const LOOK = 'data-look';
const withoutStyle = (html: string): string =>
  html.replace(/ style=(?=["'])/gi, ` ${LOOK}=`).replace(/<(\/?)style\b/gi, '<$1template');

const parsed = (html: string): Node => new DOMParser().parseFromString(withoutStyle(html), 'text/html').body;

const childrenOf = (node: Node, depth: number, walk: Walk): ComponentChildren[] =>
  [...node.childNodes].map((each) => drawn(each, depth + 1, walk));

function attributesOf(element: Element): Record<string, unknown> {
  const { localName: tag } = element;
  const title = element.getAttribute('href') ?? element.getAttribute('title');
  const named = (element.getAttribute('class') ?? '').split(' ').filter((each) => /^[a-z-]{1,20}$/.test(each));
  const classes = [...named.map((each) => `drawn-${each}`), ...(tag === 'a' ? ['drawn-link'] : [])].join(' ');
  return {
    ...(classes === '' ? {} : { class: classes }),
    ...(title === null ? {} : { title: visible(title) }),
    style: styleOf(element.getAttribute(LOOK) ?? ''),
  };
}

function drawn(node: Node, depth: number, walk: Walk): ComponentChildren {
  walk.left -= 1;
  if (walk.left < 0 || depth > DEEPEST) return null;
  if (node.nodeType === Node.TEXT_NODE) return visible(node.nodeValue ?? '');
  return node instanceof Element ? elementOf(node, depth, walk) : null;
}

function elementOf(node: Element, depth: number, walk: Walk): ComponentChildren {
  // What a mail hides, its reader does not see.
  if (dropped.has(node.localName) || /display:\s*none/i.test(node.getAttribute(LOOK) ?? '')) return null;
  if (node.localName === 'iframe') {
    const inner = parsed(node.getAttribute('srcdoc') ?? '');
    return <div class="mail">{childrenOf(inner, depth, walk)}</div>;
  }
  const tag = tags.has(node.localName) ? node.localName : 'span';
  if (tag === 'br' || tag === 'hr') return h(tag, {});
  return h(tag, attributesOf(node), ...childrenOf(node, depth, walk));
}

/** A message as its reader sees it. */
export function Drawing({ html }: { readonly html: string }) {
  const content = useMemo(() => childrenOf(parsed(html), 0, { left: MOST_NODES }), [html]);
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a long message scrolls, and the keyboard has to reach it
    <section class="drawing" tabIndex={0} aria-label="The message as its reader sees it">
      {content}
    </section>
  );
}
