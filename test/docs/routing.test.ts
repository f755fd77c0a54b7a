/** The example of docs/routing.md: its configuration is checked, and its table is what the router says. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { checkConfig } from '../../infra/load-config.ts';
import { severities } from '../../lambdas/domain/alert.ts';
import { createRouter } from '../../lambdas/domain/routing.ts';
import { alertOf } from '../engine/route/alerts.ts';

const page = readFileSync('docs/routing.md', 'utf8');
const [, yaml = ''] = /```yaml tocsin\.yaml\n([\s\S]*?)```/.exec(page) ?? [];
const loaded = checkConfig(yaml, false);

const named = (cell: string): string[] => [...cell.matchAll(/`([^`]*)`/g)].map(([, name = '']) => name);
const lines = page.split('\n').filter((line) => /^\| `[^`]*=/.test(line) && line.includes('`all'));
const table = lines.map((line) => {
  const [, labels = '', routes = '', to = ''] = line.split('|');
  return { labels: named(labels)[0] ?? '', routes: named(routes), to: named(to) };
});

describe('docs/routing.md', () => {
  it('has a configuration without mistakes and without warnings', () => {
    expect(loaded).toMatchObject({ kind: 'config', warnings: [] });
    expect(table).toHaveLength(6);
  });

  it.each(table)('$labels goes to $to', async ({ labels, routes, to }) => {
    if (loaded.kind !== 'config') throw new Error('the page has mistakes');
    const pairs = labels.split(', ').map((pair) => pair.split('='));
    const said = Object.fromEntries(pairs);
    const severity = severities.find((each) => each === said['severity']) ?? 'medium';
    const found = await createRouter(loaded.config.routes)(alertOf({ source: 'prometheus', severity, labels: said }));
    expect({ routes: found.routes, to: found.destinations }).toEqual({ routes, to });
  });
});
