/** The example of docs/what-if.md: its two configurations over three alerts give the line that it shows. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { tocsin } from '../cli/cli.ts';
import { alertOf } from '../engine/route/alerts.ts';

const page = readFileSync('docs/what-if.md', 'utf8');
const folder = mkdtempSync(path.join(os.tmpdir(), 'tocsin-what-if-page-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const at = (name: string): string => path.join(folder, name);

for (const [, name = '', text = ''] of page.matchAll(/```yaml (\S+)\n([\s\S]*?)```/g)) writeFileSync(at(name), text);

const alerts = [
  { severity: 'high', cluster: 'eu' },
  { severity: 'high', cluster: 'us' },
  { severity: 'low', cluster: 'us' },
] as const;

const lines = alerts.map(({ severity, cluster }, n) =>
  JSON.stringify(
    alertOf({
      id: `prometheus:${n}`,
      fingerprint: String(n),
      source: 'prometheus',
      kind: 'detection',
      severity,
      labels: { cluster },
      receivedAt: `2026-11-21T20:0${n}:00.000Z`,
    }),
  ),
);
writeFileSync(at('alerts.jsonl'), lines.join('\n'));

describe('docs/what-if.md', () => {
  it('shows what the command prints', async () => {
    const words = ['what-if', at('new.yaml'), '--against', at('old.yaml'), '--alerts', at('alerts.jsonl')];
    const { code, out, err } = await tocsin([...words, '-o', 'table']);
    expect(code, err).toBe(0);
    const [, shown = 'no line'] = /```text\n([\s\S]*?)\n```/.exec(page) ?? [];
    expect(out).toContain(shown);
  });

  it('names the fields that the answer has', async () => {
    const words = ['what-if', at('new.yaml'), '--against', at('old.yaml'), '--alerts', at('alerts.jsonl')];
    const { destinations } = JSON.parse((await tocsin([...words, '-o', 'json'])).out);
    const named = [...page.matchAll(/\(`(\w+)`(?:, `(\w+)`)?\)/g)].flatMap(([, one, two]) => [one, two ?? []].flat());
    const slack = { ...destinations['soc-slack'], ...destinations['soc-slack'].after };
    expect(named.filter((name) => name !== undefined && !(name in slack))).toEqual([]);
  });
});
