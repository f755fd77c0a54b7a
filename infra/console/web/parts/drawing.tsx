import { type ComponentChildren, h } from 'preact';
import { useMemo } from 'preact/hooks';
import { visible } from '../../../../lambdas/domain/values/text.ts';
import { type Element, type Node, parseMarkup } from './markup.ts';

// How a vendor shows a message is drawn where the vendors are known, as HTML. Here it becomes elements of this page, and
// only those that can do nothing: no address, no script and no frame gets this far, whatever the HTML says.

const tags: ReadonlySet<string> = new Set(
  'p h4 b i u s em strong small code pre mark span div hr br blockquote table tbody thead tr th td ol ul li dl dt dd details summary'.split(
    ' ',
  ),
);
/** They are left out with all that is in them. */
const dropped: ReadonlySet<string> = new Set('head template noscript svg math select object'.split(' '));

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

const MOST_NODES = 4_000;

interface Walk {
  left: number;
}

function attributesOf({ tag, attributes }: Element): Record<string, unknown> {
  const { href, title = href, class: names = '', style = '' } = attributes;
  const named = names.split(' ').filter((each) => /^[a-z-]{1,20}$/.test(each));
  const classes = [...named.map((each) => `drawn-${each}`), ...(tag === 'a' ? ['drawn-link'] : [])].join(' ');
  return {
    ...(classes === '' ? {} : { class: classes }),
    ...(title === undefined ? {} : { title: visible(title) }),
    style: styleOf(style),
  };
}

const childrenOf = (nodes: readonly Node[], walk: Walk): ComponentChildren[] => nodes.map((each) => drawn(each, walk));

function drawn(node: Node, walk: Walk): ComponentChildren {
  walk.left -= 1;
  if (walk.left < 0) return null;
  return typeof node === 'string' ? visible(node) : elementOf(node, walk);
}

function elementOf(element: Element, walk: Walk): ComponentChildren {
  const { tag, attributes, children } = element;
  // What a mail hides, its reader does not see.
  if (dropped.has(tag) || /display:\s*none/i.test(attributes['style'] ?? '')) return null;
  if (tag === 'iframe') return <div class="mail">{childrenOf(parseMarkup(attributes['srcdoc'] ?? ''), walk)}</div>;
  if (tag === 'br' || tag === 'hr') return h(tag, {});
  return h(tags.has(tag) ? tag : 'span', attributesOf(element), ...childrenOf(children, walk));
}

/** A message as its reader sees it. */
export function Drawing({ html }: { readonly html: string }) {
  const content = useMemo(() => childrenOf(parseMarkup(html), { left: MOST_NODES }), [html]);
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a long message scrolls, and the keyboard has to reach it
    <section class="drawing" tabIndex={0} aria-label="The message as its reader sees it">
      {content}
    </section>
  );
}
