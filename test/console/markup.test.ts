import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Node, parseMarkup } from '../../infra/console/web/parts/markup.ts';
import { services } from '../../infra/sandbox/registry.ts';
import { escapeHtml } from '../../lambdas/domain/values/text.ts';
import { corpus } from '../conformance/corpus.ts';
import { effortMs } from '../effort.ts';

const textOf = (nodes: readonly Node[]): string =>
  nodes.map((node) => (typeof node === 'string' ? node : textOf(node.children))).join('');
const shapeOf = (nodes: readonly Node[]): unknown[] =>
  nodes.map((node) => (typeof node === 'string' ? node : [node.tag, node.attributes, ...shapeOf(node.children)]));

describe('the HTML of drawings', () => {
  it.each<[string, unknown[]]>([
    ['a &lt;b&gt; &amp;amp; &#39;&#x41;&nbsp;&nope; &', ["a <b> &amp; 'A\u00a0&nope; &"]],
    [
      '<p class="x y" title=\'q"\'>a<b>b</b><br>c</p>d',
      [['p', { class: 'x y', title: 'q"' }, 'a', ['b', {}, 'b'], ['br', {}], 'c'], 'd'],
    ],
    ['<DIV A=1 b c = 2/>x', [['div', { a: '1', c: '2/' }, 'x']]],
    ['1 < 2 <3', ['1 ', '<', ' 2 ', '<', '3']],
    ['<!doctype html><!-- <b>no</b> --><script>if (a<b) "</p>"</script>x</p></nothing>', ['x']],
    ['<b>open', [['b', {}, 'open']]],
    ['<b', [['b', {}]]],
    ['<i x="never ends', [['i', { x: '' }]]],
    ['<iframe srcdoc="&lt;p&gt;in&lt;/p&gt;"></iframe>', [['iframe', { srcdoc: '<p>in</p>' }]]],
    ['<b x=1 x=2 __proto__=3>', [['b', { x: '1' }]]],
  ])('%j is read', (html, shape) => {
    expect(shapeOf(parseMarkup(html))).toEqual(shape);
  });

  it('gives back any text that was escaped', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string({ unit: 'binary' }), fc.constantFrom(...Object.values(corpus))), (text) => {
        expect(textOf(parseMarkup(`<p title="${escapeHtml(text)}">${escapeHtml(text)}</p>`))).toBe(text);
        expect(parseMarkup(`<p title="${escapeHtml(text)}">x</p>`)).toMatchObject([{ attributes: { title: text } }]);
      }),
    );
  });

  it('has the hostile texts of every drawing as texts alone', () => {
    const draws = new Set(Object.values(services).map(({ draw }) => draw as (body: unknown) => string));
    for (const text of Object.values(corpus))
      for (const draw of draws)
        for (const body of [{ text, title: text, body: text, html: escapeHtml(text) }, text]) {
          const tags = JSON.stringify(shapeOf(parseMarkup(draw(body)))).match(
            /\["(?:script|img|a|svg|form|style)",\{/g,
          );
          expect(tags, `${text} ${draw.name}`).toBeNull();
        }
  });

  it('is read in time in proportion to its length', () => {
    const parts = ['<', '<a ', '<!--', '</a', '<a b="', ' ', '&', '<b><i>', '<script>', '= ', '"'];
    for (const part of parts) {
      const effort = effortMs(() => parseMarkup(part.repeat(200_000)));
      expect(effort, part).toBeLessThan(4_000);
    }
  });

  it('never fails', () => {
    const piece = fc.oneof(
      fc.constantFrom('<', '>', '</', '<a', '="', "'", '<!--', '-->', '&#', ';', '<p>', '</p>'),
      fc.string(),
    );
    fc.assert(fc.property(fc.array(piece), (pieces) => void parseMarkup(pieces.join(''))));
  });
});
