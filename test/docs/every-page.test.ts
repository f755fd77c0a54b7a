/** What holds for each page: its links lead somewhere, its configurations work, and it answers three questions in a minute. */
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { parseDocument } from 'yaml';
import { checkConfig } from '../../infra/load-config.ts';
import { destinations } from '../../lambdas/destinations/index.ts';
import { sources } from '../../lambdas/sources/index.ts';
import manifest from '../../package.json' with { type: 'json' };
import { allPages, anchorOf, blocksIn, headingsIn, linksIn, textOf, withoutBlocks } from './markdown.ts';

/** For those who change Tocsin, or records and lists: they are looked up and not read through. */
const forDevelopers = ['CHANGELOG.md', 'CONTRIBUTING.md', 'docs/glossary.md', 'docs/README.md', 'SECURITY.md'];
const isRead = (file: string): boolean =>
  !forDevelopers.includes(file) && !file.startsWith('docs/decisions/') && path.basename(file) !== 'README.md';

/** The blocks of a language, numbered. */
const textsIn = (file: string, language: string): { readonly n: number; readonly text: string }[] =>
  blocksIn(file)
    .filter((block) => block.language === language)
    .map(({ text }, i) => ({ n: i + 1, text }));
/** JSON with an ellipsis is cut, and that with braces of a template is none yet. */
const jsonIn = (file: string) => textsIn(file, 'json').filter(({ text }) => !/…|\{\{\{/.test(text));
const yamlIn = (file: string) => textsIn(file, 'yaml');

describe.each(allPages)('%s', (file) => {
  it('has links that lead to a page, a file or a heading', () => {
    const broken = linksIn(textOf(file)).filter((target) => {
      const [name = '', anchor] = target.split('#');
      const to = name === '' ? file : path.join(path.dirname(file), decodeURIComponent(name));
      if (!existsSync(to)) return true;
      return anchor !== undefined && !headingsIn(textOf(to)).map(anchorOf).includes(anchor);
    });
    expect(broken).toEqual([]);
  });

  it.each(jsonIn(file))('has JSON that can be parsed: $n', ({ text }) => {
    expect(() => JSON.parse(text)).not.toThrow();
  });

  it.each(yamlIn(file))('has YAML without mistakes: $n', ({ text }) => {
    expect(parseDocument(text).errors).toEqual([]);
    if (!/^version: 1$/m.test(text)) return;
    const checked = checkConfig(text, false);
    // Certificates lie beside the reader's configuration.
    const mistakes =
      checked.kind === 'config' ? [] : checked.mistakes.filter(({ message }) => !/no such file/.test(message));
    expect(mistakes).toEqual([]);
  });

  it('names scripts that there are', () => {
    const named = [...textOf(file).matchAll(/npm run (?:--silent )?([\w:-]+)/g)].map(([, name = '']) => name);
    expect(named.filter((name) => !(name in manifest.scripts))).toEqual([]);
  });
});

/** Worked examples and references that are longer; each is in parts that stand by themselves. */
const longer = [
  'docs/adapters.md',
  'docs/answers.md',
  'docs/api.md',
  'docs/console.md',
  'docs/destinations/elasticsearch.md',
  'docs/destinations/jsm-operations.md',
  'docs/destinations/opensearch.md',
  'docs/mapping.md',
  'docs/reach.md',
  'docs/runbook.md',
  'docs/sources/custom.md',
  'docs/sources/generic.md',
];

describe.each(allPages.filter(isRead))('a reader of %s', (file) => {
  const text = withoutBlocks(textOf(file));

  it('is answered what it is, before anything else', () => {
    const [heading = '', second = ''] = text.split('\n').filter((line) => line.trim() !== '');
    expect(heading).toMatch(/^# \S/);
    expect(second).toMatch(/^[`A-Z]/);
  });

  it('is answered what to do', () => {
    expect(textOf(file)).toMatch(/^(?: *```|\d+\. |\|)/m);
  });

  it('is answered what if it fails', () => {
    const about = /\b(?:if|fails?|wrong|not|mistakes|refused|missing)\b/i;
    expect(
      headingsIn(text)
        .slice(1)
        .filter((heading) => about.test(heading)),
    ).not.toEqual([]);
  });

  it('reads it in a minute or two', () => {
    const prose = text.split('\n').filter((line) => !/^\s*\|/.test(line));
    const words = prose.join('\n').match(/[\p{L}\d]+/gu)?.length ?? 0;
    if (!longer.includes(file)) expect(words).toBeLessThan(520);
  });
});

describe('README.md', () => {
  const readme = textOf('README.md');

  it('is one screen', () => {
    expect(readme.split('\n').length).toBeLessThan(92);
  });

  it('has the two commands first', () => {
    const [first] = blocksIn('README.md');
    expect(first?.text.match(/npm run demo|npm start/g)).toEqual(['npm run demo', 'npm start']);
  });

  it('shows a picture of the console and one of a message', () => {
    const pictures = [...readme.matchAll(/!\[[^\]]+\]\(([^)]+)\)/g)].map(([, file = '']) => file);
    expect(pictures).toHaveLength(2);
    for (const file of pictures) expect(readFileSync(file).subarray(1, 4).toString()).toBe('PNG');
  });

  it('counts the sources and the destinations as they are', () => {
    expect(readme).toContain(`[${Object.keys(sources).length} sources]`);
    expect(readme).toContain(`[${Object.keys(destinations).length} destinations]`);
  });
});

describe('docs/engine.md', () => {
  const rows = [...textOf('docs/engine.md').matchAll(/^\| `(\w+)` \| `([\w-]+\.ts)` \|/gm)];
  const pipeline = readFileSync('lambdas/engine/deliver/pipeline.ts', 'utf8');

  it('names the stages of the pipeline, each in a file that exports it', () => {
    expect(rows.length).toBeGreaterThan(12);
    for (const [, name = '', file = ''] of rows) {
      expect(pipeline).toMatch(new RegExp(`\\b${name}\\b`));
      expect(readFileSync(`lambdas/engine/deliver/${file}`, 'utf8')).toMatch(
        new RegExp(`export (?:async )?(?:function|const) ${name}\\b`),
      );
    }
  });

  it('names those before a request in the order in which they are called', () => {
    const decide = pipeline.slice(pipeline.indexOf('async function decide'), pipeline.indexOf('function undecided'));
    const names = rows.map(([, name = '']) => name).filter((name) => new RegExp(`\\b${name}\\b`).test(decide));
    expect(names.length).toBeGreaterThan(8);
    const places = names.map((name) => decide.search(new RegExp(`\\b${name}\\b`)));
    expect(places).toEqual(places.toSorted((a, b) => a - b));
  });
});

it('docs/delivery-guarantees.md names tests that there are', () => {
  const named = [...textOf('docs/delivery-guarantees.md').matchAll(/`(test\/[\w/.-]+)`/g)].map(([, file = '']) => file);
  expect(named.length).toBeGreaterThan(8);
  expect(named.filter((file) => !existsSync(file))).toEqual([]);
});
