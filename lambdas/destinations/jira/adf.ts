/** Atlassian Document Format (https://developer.atlassian.com/cloud/jira/platform/apis/document/structure/). */

interface Mark {
  readonly type: 'strong' | 'code' | 'link';
  readonly attrs?: { readonly href: string };
}

export interface Node {
  readonly type: string;
  readonly text?: string;
  readonly attrs?: Readonly<Record<string, string | number | boolean>>;
  readonly marks?: readonly Mark[];
  readonly content?: readonly Node[];
}

export type PanelType = 'info' | 'note' | 'success' | 'warning' | 'error';

/** Jira refuses a document with an empty text node, so an empty text is no node at all. */
export const text = (value: string, ...marks: readonly Mark[]): Node[] =>
  value === '' ? [] : [{ type: 'text', text: value, ...(marks.length === 0 ? {} : { marks }) }];

export const strong = (value: string): Node[] => text(value, { type: 'strong' });
export const code = (value: string): Node[] => text(value, { type: 'code' });

/** Only ever for addresses that are known to be http(s): Jira's own schema lets `javascript:` through. */
export const link = (value: string, href: string): Node[] => text(value, { type: 'link', attrs: { href } });

const block = (type: string, content: readonly Node[], attrs?: Node['attrs']): Node => ({
  type,
  ...(attrs === undefined ? {} : { attrs }),
  content,
});

/** https://developer.atlassian.com/cloud/jira/platform/apis/document/nodes/mention/ */
export const mention = (id: string): Node => ({ type: 'mention', attrs: { id } });

export const paragraph = (...inline: readonly (readonly Node[])[]): Node => block('paragraph', inline.flat());

/** Lines become hard breaks; an empty line begins a new paragraph. */
export const paragraphs = (value: string): Node[] =>
  value
    .split(/\n{2,}/)
    .filter((part) => part.trim() !== '')
    .map((part) =>
      paragraph(
        part.split('\n').flatMap((line, i): Node[] => (i === 0 ? text(line) : [{ type: 'hardBreak' }, ...text(line)])),
      ),
    );

export const heading = (value: string): Node => block('heading', text(value), { level: 3 });
export const panel = (panelType: PanelType, content: readonly Node[]): Node => block('panel', content, { panelType });
export const codeBlock = (value: string): Node => block('codeBlock', text(value));
export const expand = (title: string, content: readonly Node[]): Node => block('expand', content, { title });
export const rule = (): Node => ({ type: 'rule' });

/** Each item begins with a paragraph, as the schema wants. */
export const orderedList = (items: readonly (readonly Node[])[]): Node =>
  block(
    'orderedList',
    items.map((content) => block('listItem', content[0]?.type === 'paragraph' ? content : [paragraph(), ...content])),
  );

/** Rows of a name and its value. */
export const table = (rows: readonly (readonly [name: string, value: readonly Node[]])[]): Node =>
  block(
    'table',
    rows.map(([name, value]) =>
      block('tableRow', [block('tableHeader', [paragraph(strong(name))]), block('tableCell', [paragraph(value)])]),
    ),
    { isNumberColumnEnabled: false, layout: 'default' },
  );

export const doc = (content: readonly Node[]) => ({ version: 1, type: 'doc', content });
