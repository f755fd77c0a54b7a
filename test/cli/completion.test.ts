import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { tocsin } from './cli.ts';

const scriptOf = async (shell: string): Promise<string> => (await tocsin(['completion', shell])).out;

async function fileOf(shell: string): Promise<string> {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'tocsin-completion-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const file = path.join(folder, `tocsin.${shell}`);
  writeFileSync(file, await scriptOf(shell));
  return file;
}

describe('the completion script', () => {
  it('of bash loads without a word', async () => {
    const file = await fileOf('bash');
    const called = spawnSync('bash', ['-n', file], { encoding: 'utf8' });
    expect([called.status, called.stderr]).toEqual([0, '']);
  });

  it.each([
    ['al', 'alerts alert'],
    ['silence a', 'add'],
    ['silence add --un', '--until'],
    ['alerts --sin', '--since'],
    ['destinations ', 'pause'],
    ['secrets check --con', '--config'],
  ])('of bash completes "tocsin %s" with %s', async (typed, expected) => {
    const file = await fileOf('bash');
    const words = ['tocsin', ...typed.split(' ')];
    const list = words.map((word) => `'${word}'`).join(' ');
    const script = `source ${file}; COMP_WORDS=(${list}); COMP_CWORD=${words.length - 1}; _tocsin; echo "\${COMPREPLY[@]}"`;
    expect(execFileSync('bash', ['-c', script], { encoding: 'utf8' })).toContain(expected);
  });

  it.each(['zsh', 'fish'])('of %s knows every command and quotes every text', async (shell) => {
    const script = await scriptOf(shell);
    for (const name of ['alerts', 'silence', 'resume', 'completion']) expect(script).toContain(name);
    for (const line of script.split('\n')) expect((line.match(/'/g) ?? []).length % 2, line).toBe(0);
  });
});
