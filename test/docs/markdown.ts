/** All pages of the documentation, and what a reader finds on them. */
import { globSync, readFileSync } from 'node:fs';

/** Pages of people; NOTICE, licences and the content for SIEMs are none. */
export const allPages = globSync(['*.md', 'docs/**/*.md', 'deploy/**/*.md'])
  .filter((file) => !file.startsWith('node_modules') && !file.startsWith('docs/content/'))
  .toSorted();

export const textOf = (file: string): string => readFileSync(file, 'utf8');

/** Without blocks of code. */
export const withoutBlocks = (text: string): string => text.replaceAll(/^ *```[\s\S]*?^ *```$/gm, '');

/** The blocks of a page: language, name behind it, text. */
export const blocksIn = (file: string) =>
  [...textOf(file).matchAll(/^( *)```(\w+) ?([^\n]*)\n([\s\S]*?)^\1```$/gm)].map(
    ([, indent = '', language = '', name = '', text = '']) => ({
      file,
      language,
      name,
      text: text.replaceAll(new RegExp(`^${indent}`, 'gm'), ''),
    }),
  );

/** The anchor that GitHub gives a heading. */
export const anchorOf = (heading: string): string =>
  heading
    .replaceAll(/\[([^\]]*)\]\([^)]*\)/g, '$1')
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N} _-]/gu, '')
    .replaceAll(' ', '-');

export const headingsIn = (text: string): string[] =>
  [...withoutBlocks(text).matchAll(/^#{1,6} (.+)$/gm)].map(([, heading = '']) => heading.trim());

/** The targets of links and pictures; addresses of the web are not among them. */
export const linksIn = (text: string): string[] =>
  [...withoutBlocks(text).matchAll(/\]\(([^)\s]+)\)/g)]
    .map(([, target = '']) => target)
    .filter((target) => !/^[a-z]+:/.test(target));
