import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { pages, writtenPages } from '../../infra/docs/pages.ts';
import { checkConfig } from '../../infra/load-config.ts';
import { destinations } from '../../lambdas/destinations/index.ts';
import { sources } from '../../lambdas/sources/index.ts';

const all = pages();

describe('a page for every type', () => {
  it.each([...all.keys()])('%s is as its type says: run "npm run docs" when it is not', (file) => {
    expect(existsSync(`docs/${file}`)).toBe(true);
    expect(readFileSync(`docs/${file}`, 'utf8')).toBe(all.get(file));
  });

  it('and no page for what is gone', () => {
    expect(writtenPages().sort()).toEqual(
      [...all.keys()].filter((file) => /^(destinations|sources)\//.test(file)).sort(),
    );
  });

  it.each(Object.entries(destinations))('%s: every setting says what it means', (type) => {
    const rows = all.get(`destinations/${type}.md`)?.match(/^\| `.*$/gm) ?? [];
    expect(rows.filter((row) => /\|\s*\|$/.test(row))).toEqual([]);
  });

  it('every setting of the file says what it means: infra/setting-descriptions.ts has those of routes, sources and the like', () => {
    const rows = all.get('configuration.md')?.match(/^\| `.*$/gm) ?? [];
    expect(rows.length).toBeGreaterThan(60);
    expect(rows.filter((row) => /\|\s*\|$/.test(row))).toEqual([]);
  });

  it.each(Object.entries(sources))('%s: the configuration on its page is free of mistakes', (type, { about }) => {
    const text = `version: 1
sources: { one: { type: ${type}, auth: ${about.auth} } }
destinations: { archive: { type: webhook, url: https://archive.example.com/in } }
routes: [{ to: [archive] }]
`;
    expect(checkConfig(text, false)).toMatchObject({ kind: 'config' });
    expect(about.setup.join(' ')).toContain('{url}');
  });
});
