/** The example of docs/routing.md: its configuration is checked, and its table is what the router says. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { Trace, traceLines } from '../../infra/cli/trace-lines.ts';
import { checkConfig } from '../../infra/load-config.ts';
import { severities } from '../../lambdas/domain/alert.ts';
import { createRouter } from '../../lambdas/domain/routing.ts';
import { traceAlert } from '../../lambdas/engine/trace/trace.ts';
import { sqliteStores } from '../../lambdas/store/sqlite/index.ts';
import { memoryDatabase } from '../../lambdas/store/sqlite/memory.ts';
import { memoryBlobs } from '../../test/store/memory-blobs.ts';
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

  it('shows the way of the fourth line as tocsin trace prints it', async () => {
    if (loaded.kind !== 'config') throw new Error('the page has mistakes');
    const [, shown = ''] = /```text tocsin trace[^\n]*\n([\s\S]*?)```/.exec(page) ?? [];
    const labels = Object.fromEntries((table[3]?.labels ?? '').split(', ').map((pair) => pair.split('=')));
    const stores = sqliteStores(memoryDatabase(), memoryBlobs(), { retentionDays: 30, now: Date.now });
    const alert = alertOf({ source: 'prometheus', severity: 'medium', title: 'Test alert', labels });
    const traced = await traceAlert(alert, { ...stores, installed: loaded.config, now: Date.now });
    const lines = traceLines(Trace.parse({ alerts: [{ alert, ...traced }] }).alerts[0] as never);
    expect(lines.join('\n')).toBe(shown.trimEnd());
  });
});
