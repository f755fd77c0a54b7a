/** `tocsin check` says of every wrong configuration what is wrong, where, what is allowed and what to do. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { check } from '../../infra/cli/check.ts';
import { wrongConfigurations, yamlOf } from './wrong-configurations.ts';

const folder = mkdtempSync(path.join(os.tmpdir(), 'tocsin-wrong-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const environment = { HOOK: 'h', SLACK: 's', JIRA: 'j', BOT: 'b', A: 'a', B: 'b', T: 't', S: 's' };

/** What the command prints of a text, line by line without the name of the file, and its exit code. */
async function checked(text: string, secrets = false) {
  const file = path.join(folder, 'tocsin.yaml');
  writeFileSync(file, text);
  const lines: string[] = [];
  const said: string[] = [];
  const printing = {
    print: (line: string) => said.push(line),
    complain: (line: string) => lines.push(line.replace(`${file}:`, '')),
  };
  return {
    code: await check({ file, secrets, environment }, printing),
    lines,
    said: said.join('\n').replace(`${file}: `, ''),
  };
}

it('there are at least 60 of them', () => expect(wrongConfigurations.length).toBeGreaterThanOrEqual(60));

it('the usual configuration is free of mistakes and warnings', async () =>
  expect(await checked(yamlOf({}))).toEqual({ code: 0, lines: [], said: 'no mistakes' }));

describe.each(wrongConfigurations)('$section: $name', async ({ wrong }) => {
  const { code, lines } = await checked(yamlOf(wrong));
  const own = lines.find((line) => line.startsWith(`${wrong.at}: `)) ?? lines.join('\n');

  it('is said at its place, with what is allowed and what to do', () => {
    expect(own).toMatch(new RegExp(`^${wrong.at}: `));
    for (const part of wrong.says) expect(own).toContain(part);
  });

  it('is a mistake when alerts would be lost, else a warning', () => {
    expect(code).toBe(wrong.isWarning ? 0 : 1);
    expect(own.includes('warning: ')).toBe(wrong.isWarning);
  });

  it('shows no credential, and says nothing twice', () => {
    expect(lines.join('\n')).not.toContain('hunter2');
    expect(new Set(lines).size).toBe(lines.length);
  });
});

describe('a secret that is not set', () => {
  const text = yamlOf({ destinations: `soc: { type: slack, webhookUrl: "\${NOT_SET}" }` });

  it('is a mistake with --secrets', async () => {
    const { code, lines, said } = await checked(text, true);
    expect([code, said]).toEqual([1, '1 mistake']);
    expect(lines).toEqual([expect.stringContaining('5:35: destinations.soc.webhookUrl: NOT_SET is not set')]);
  });

  it('is counted as a warning without it', async () =>
    expect((await checked(text)).said).toBe('no mistakes, 1 warning'));
});

describe('no configuration', () => {
  const complaint = async (file: string): Promise<string> => {
    try {
      await check({ file, secrets: false, environment }, { print: () => undefined, complain: () => undefined });
    } catch (error) {
      return String(error);
    }
    return 'nothing';
  };

  it.each([
    ['a file that does not exist', path.join(folder, 'none.yaml'), /none\.yaml does not exist: name the file/],
    ['a folder', folder, /is a folder: name the file/],
  ])('%s', async (_, file, message) => expect(await complaint(file)).toMatch(message));

  it('a file that is not text', async () => {
    const file = path.join(folder, 'utf16.yaml');
    writeFileSync(file, Buffer.from('version: 1', 'utf16le'));
    expect(await complaint(file)).toMatch(/is not text in UTF-8: save it/);
  });
});
