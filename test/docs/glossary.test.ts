import { globSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { checkProse, checkSource } from './glossary/check.ts';
import { namesIn } from './glossary/names.ts';
import { parseGlossary, wordsIn } from './glossary/tables.ts';

/** The folders that use the words of the glossary by now; the others join when they are renamed. */
const spoken = ['lambdas/{store,transport,functions,engine,config}/**/*.ts', 'infra/**/*.{ts,tsx}'];
/** All pages, also those that are generated from what sources and destinations say of themselves. */
const pages = ['*.md', 'docs/**/*.md', '.github/**/*.md', 'deploy/**/*.md'];

const root = path.join(import.meta.dirname, '../..');
const read = (file: string): string => readFileSync(path.join(root, file), 'utf8');
const filesOf = (globs: readonly string[]): string[] =>
  [...new Set(globs.flatMap((glob) => globSync(glob, { cwd: root })))].sort();
const glossary = parseGlossary(read('docs/glossary.md'));

it('the glossary has its tables', () => {
  expect(glossary.names.length).toBeGreaterThan(80);
  expect(glossary.phrases.length).toBeGreaterThan(20);
  expect(glossary.exceptions.length).toBeGreaterThan(5);
});

it('names use the words of the glossary', () => {
  const files = filesOf(spoken);
  expect(files.length).toBeGreaterThan(50);
  expect(files.flatMap((file) => checkSource(glossary, file, read(file))).join('\n')).toBe('');
});

it('pages use the words of the glossary', () => {
  const files = filesOf(pages).filter((file) => file !== path.join('docs', 'glossary.md'));
  expect(files.flatMap((file) => checkProse(glossary, file, read(file))).join('\n')).toBe('');
});

it('an exception is for a word that is not used otherwise, or for a log event', () => {
  const words = glossary.names.map((each) => each.words.join(' '));
  for (const { word } of glossary.exceptions) {
    const parts = wordsIn(word).join(' ');
    expect(word.includes('.') || words.some((each) => ` ${parts} `.includes(` ${each} `)), word).toBe(true);
  }
});

describe('the check itself', () => {
  const small = parseGlossary(
    [
      '## Words',
      '| use | for | not any more |',
      '| --- | --- | --- |',
      '| group | alerts | `gathering`, `putDown`, "in sum" |',
      '## Exceptions',
      '| words | where | why |',
      '| --- | --- | --- |',
      '| `gatheringPlace` | `src/*.ts` | a reason |',
    ].join('\n'),
  );

  it.each([
    ['const gatheringsOf = 1', []],
    ['const maxGathering = 1', ['src/a.ts:1 maxGathering (gathering) → group']],
    ['interface X { GATHERING_MS?: 1 }', ['src/a.ts:1 GATHERING_MS (gathering) → group']],
    ['\n\nconst { putDownAt } = x', ['src/a.ts:3 putDownAt (put down) → group']],
    ['x.gathering(); y?.gathering', []],
    ["import { gathering } from 'package'; gathering()", []],
    ["import { type X, gathering } from './own.ts'; gathering()", []],
    ["import './own.ts'; const gathering = import('x')", ['src/a.ts:1 gathering (gathering) → group']],
    ["const a = 'a gathering' // gathering", []],
    ["fail('gathering_full')", ['src/a.ts:1 gathering_full (gathering) → group']],
    ["({ reason: 'gathering' })", ['src/a.ts:1 gathering (gathering) → group']],
    [`const a = \`\${\`x\`}\` + /\`/.source; const gathering = 1`, ['src/a.ts:1 gathering (gathering) → group']],
    ['const gatheringPlace = 1', []],
    ["log('group.flushed', {})", []],
    [
      "ports.log('group.flush')",
      ['src/a.ts:1 group.flush → a log event is noun.verb_past, such as delivery.attempted'],
    ],
  ])('%j', (source, mistakes) => {
    expect(checkSource(small, 'src/a.ts', source)).toEqual(mistakes);
  });

  it('looks at the names of files', () => {
    expect(checkSource(small, 'src/gathering/put-down.ts', '')).toHaveLength(2);
  });

  it('looks at prose, and not at code in it', () => {
    const page = 'Told in\nsum, in-sum, `in sum`, [x](in-sum.md).\n```\nin sum\n```\nIn sum.';
    expect(checkProse(small, 'README.md', page)).toEqual([
      'README.md:1 "in sum" → group',
      'README.md:6 "in sum" → group',
    ]);
  });

  it('finds the names of a file once', () => {
    expect(namesIn('const a = b; a;').map(({ text }) => text)).toEqual(['a', 'b']);
  });
});
