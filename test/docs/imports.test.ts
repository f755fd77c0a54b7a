/** The guides from other programs: their old files become what they show, and what is printed beside it. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { tocsin } from '../cli/cli.ts';

const folder = mkdtempSync(path.join(os.tmpdir(), 'tocsin-guides-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe.each(['alertmanager', 'falcosidekick', 'kubearmor-sidekick', 'outpost'])('docs/guides/from-%s.md', (peer) => {
  const page = readFileSync(`docs/guides/from-${peer}.md`, 'utf8');
  const [[, name = '', old = ''] = [], [, made, shown = ''] = []] = [
    ...page.matchAll(/```(?:yaml|json) (\S+)\n([\s\S]*?)```/g),
  ];
  const [, notes = ''] = /```text\n([\s\S]*?)```/.exec(page) ?? [];

  it('shows what the command prints for its old file', async () => {
    expect(made).toBe('tocsin.yaml');
    writeFileSync(path.join(folder, name), old);
    const { code, out, err } = await tocsin(['import', peer, path.join(folder, name)]);
    expect({ code, out, err }).toEqual({ code: 0, out: shown, err: notes });
  });

  it('shows a file that passes the check', async () => {
    writeFileSync(path.join(folder, `${peer}.yaml`), shown);
    expect((await tocsin(['check', path.join(folder, `${peer}.yaml`)])).code).toBe(0);
  });
});
