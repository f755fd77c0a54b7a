import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { preview } from '../../infra/cli/preview.ts';
import { configOf } from '../../infra/load-config.ts';
import { destinations } from '../../lambdas/destinations/index.ts';

const page = readFileSync('docs/targets.md', 'utf8');

/** The blocks of the page by what stands behind the language: ```yaml tocsin.yaml */
const blocks = new Map(
  [...page.matchAll(/```\w+ ([^\n]+)\n([\s\S]*?)```/g)].map(([, name = '', text = '']) => [name, text]),
);
const block = (name: string): string => blocks.get(name) ?? `docs/targets.md has no block "${name}"`;

const folder = mkdtempSync(path.join(os.tmpdir(), 'tocsin-targets-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function written(name: string): string {
  const file = path.join(folder, name);
  writeFileSync(file, block(name));
  return file;
}

it('the configuration is free of mistakes', () => {
  const warnings: string[] = [];
  configOf(block('tocsin.yaml'), 'tocsin.yaml', false, (line) => warnings.push(line));
  expect(warnings).toEqual([]);
});

it('its preview prints what the page says', async () => {
  const said: string[] = [];
  const options = { config: written('tocsin.yaml'), source: 'prometheus', html: path.join(folder, 'preview.html') };
  expect(await preview({ file: written('webhook.json'), ...options }, (line) => said.push(line))).toBe(0);
  const printed = said
    .join('\n')
    .split('\n')
    .map((line) => line.trim());
  const promised = block('tocsin preview webhook.json --source prometheus').trim().split('\n');
  expect(promised.length).toBe(3);
  expect(printed).toEqual(expect.arrayContaining(promised));
});

it('the page names every setting that may be chosen', () => {
  const rows = [...page.matchAll(/^\| ((?:`[\w-]+`(?:, )?)+) \| ((?:`\w+`(?:, )?)+) \|$/gm)];
  const named = rows.flatMap(([, types = '', settings = '']) =>
    types.split(', ').map((type) => `${type} ${settings}`.replaceAll('`', '')),
  );
  const declared = Object.entries(destinations).flatMap(([type, { targets }]) =>
    Object.keys(targets).length === 0 ? [] : [`${type} ${Object.keys(targets).join(', ')}`],
  );
  expect(named.toSorted()).toEqual(declared.toSorted());
});
