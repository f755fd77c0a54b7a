import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  codeSpan,
  fence,
  inertLine,
  inertQuote,
  inertTitle,
  linkTo,
} from '../../../../lambdas/destinations/_kit/issues/inert-markdown.ts';
import { visible } from '../../../../lambdas/domain/values/text.ts';
import { blockProblems, parse, referencesIn } from '../../../validators/issue-markdown.ts';

/** Made of what means something to Markdown, to GitHub or to GitLab. */
const pieces = [
  ...'`*_~#>|[](){}<>&!$%^@:+-=\\/.;\'"\t\n 1a',
  '```',
  '~~~',
  '\n\n',
  '\n    ',
  '\n/close',
  '\n> ',
  '\n1. ',
  '\n- ',
  '\n---\n',
  '@all',
  '#1',
  'GH-1',
  'http://x.example',
  'www.x.example',
  'a@b.example',
  '0123456789abcdef',
  ':smile:',
  '<!-- ',
  ' -->',
  '<br>',
  '&lt;',
  '&#64;all',
  '![x](y)',
  '[x]: y',
  '| - | - |',
  '{+x+}',
  '[vulnerability:1]',
  '\ud800',
  '\u200b',
];
const hostile = fc.array(fc.constantFrom(...pieces), { maxLength: 30 }).map((list) => list.join(''));
const line = (text: string): string => visible(text).replace(/\s+/gu, ' ').trim();

/** All text of a piece of Markdown, as its reader sees it. */
const read = (markdown: string): string =>
  parse(markdown)
    .flatMap(({ children }) => children ?? [])
    .map(({ type, content }) => (/break$/.test(type) ? '\n' : content))
    .join('')
    .replaceAll('\u200b', '');

const each = (check: (text: string) => void) => fc.assert(fc.property(hostile, check), { numRuns: 500 });
const problemsOf = (markdown: string): string[] => parse(markdown).flatMap(blockProblems);

describe('hostile text', () => {
  it('on a line is read as it was written, and nothing in it means anything', () => {
    each((text) => {
      const markdown = inertLine(text);
      expect(problemsOf(markdown)).toEqual([]);
      expect(read(markdown)).toBe(line(text));
      expect(parse(markdown).length).toBeLessThanOrEqual(3);
    });
  });

  it('in a title names nobody', () => {
    each((text) => {
      expect(referencesIn(inertTitle(text))).toEqual([]);
      expect(inertTitle(text).replaceAll('\u200b', '')).toBe(line(text));
    });
  });

  it('in a quotation stays inside', () => {
    each((text) => {
      const tokens = parse(inertQuote(text));
      expect(tokens.flatMap(blockProblems)).toEqual([]);
      expect(tokens.filter(({ type }) => !/^(blockquote|paragraph)_|^inline$/.test(type))).toEqual([]);
      expect(tokens.filter(({ type }) => type === 'blockquote_open').length).toBeLessThanOrEqual(1);
      expect(read(inertQuote(text)).replace(/\s/g, '')).toBe(visible(text).replace(/\s/g, ''));
    });
  });

  it('in a code span is one value', () => {
    each((text) => {
      const children = parse(codeSpan(text))[1]?.children ?? [];
      const value = line(text);
      expect(children.map(({ type, content }) => [type, content])).toEqual(
        value === '' ? [] : [['code_inline', value]],
      );
    });
  });

  it('in a fence is one block, and none of its lines is a command', () => {
    each((text) => {
      const tokens = parse(`${fence(text)}\n\nafter`);
      expect(tokens.map(({ type }) => type)).toEqual(['fence', 'paragraph_open', 'inline', 'paragraph_close']);
      expect(tokens[0]?.content).toBe(`${visible(text).replace(/^\//gm, ' /')}\n`);
      expect(fence(text)).not.toMatch(/^\//m);
    });
  });

  it('in the label of a link leaves the address alone', () => {
    const url = 'https://app.example.test/a_(b)*c*?x=1&copy=2&lt;#y';
    each((text) => {
      const links = parse(linkTo(text, url)).flatMap(({ children }) => children ?? []);
      expect(links.filter(({ type }) => type === 'link_open').map((token) => token.attrGet('href'))).toEqual([url]);
    });
  });
});

it.each([
  ['GH-1', 'GH-\u200b1'],
  ['03:07:10', '03:07:10'],
  ['2026-11-21', '2026-11-21'],
  ['a@b', 'a@\u200bb'],
  ['5 # 3 @ 2', '5 # 3 @ 2'],
])('breaks %s only where it would name something', (text, title) => expect(inertTitle(text)).toBe(title));
