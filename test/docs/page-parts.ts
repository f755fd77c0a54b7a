/** The parts of a page of the documentation, as a reader finds them. */
import { readdirSync, readFileSync } from 'node:fs';

export const typesIn = (folder: 'sources' | 'destinations'): string[] =>
  readdirSync(`docs/${folder}`)
    .filter((file) => file.endsWith('.md') && file !== 'README.md')
    .map((file) => file.slice(0, -'.md'.length));

/** The text under a heading; empty when the page has no such heading. */
export function sectionOf(page: string, heading: string): string {
  const [, text = ''] = page.split(`\n## ${heading}\n`);
  return text.split('\n## ')[0] ?? '';
}

/** The blocks of a language in a text, those in lists without their indentation. */
export const blocksOf = (text: string, language: string): string[] =>
  [...text.matchAll(new RegExp(`^( *)\`\`\`${language}[^\\n]*\\n([\\s\\S]*?)^ *\`\`\``, 'gm'))].map(
    ([, indent = '', block = '']) => block.replaceAll(new RegExp(`^${indent}`, 'gm'), ''),
  );

export const pageOf = (folder: 'sources' | 'destinations', type: string): string =>
  readFileSync(`docs/${folder}/${type}.md`, 'utf8');
