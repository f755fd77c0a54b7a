/**
 * The guides, line by line, as their reader types them: `bash` in a folder of its own, `npx` and `npm start` from this
 * repository, and the vendors' mock receivers at the end. Only addresses are other ones.
 */

import { spawn, spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Sandbox, startSandbox } from '../../infra/sandbox/server/server.ts';
import { childEnv } from '../child-env.ts';
import { blocksIn } from '../docs/markdown.ts';
import { freePort } from '../free-port.ts';
import { until } from '../until.ts';

const ROOT = process.cwd();
const base = mkdtempSync(path.join(os.tmpdir(), 'tocsin-guides-'));
const bin = path.join(base, 'bin');
let sandbox: Sandbox;

/** A program of this name that runs words of this repository. */
function program(name: string, script: string): void {
  writeFileSync(path.join(bin, name), `#!/bin/bash\n${script}\n`);
  chmodSync(path.join(bin, name), 0o755);
}

beforeAll(async () => {
  sandbox = await startSandbox();
  mkdirSync(bin);
  program(
    'npx',
    `[ "$1 $2" = "--no tocsin" ] || exit 90; shift 2; exec "${process.execPath}" "${ROOT}/infra/cli/bin/tocsin.ts" "$@"`,
  );
});
afterAll(async () => {
  await sandbox.close();
  rmSync(base, { recursive: true, force: true });
});

/** What a reader types when a command asks for a value. */
const typed = (name: string): string => {
  const { endpoints, secrets } = sandbox;
  const values: Readonly<Record<string, string>> = {
    SLACK_WEBHOOK_URL: endpoints.slackWebhookUrl,
    JIRA_API_TOKEN: secrets.jiraApiToken,
    SPLUNK_HEC_TOKEN: secrets.splunkToken,
  };
  return values[name] ?? `no value for ${name}`;
};

/** The vendors' addresses of the guide's configuration become those of the mock receivers. */
const reachable = (yaml: string): string =>
  yaml
    .replace('https://example.atlassian.net', sandbox.endpoints.jiraUrl)
    .replace('"https://hec.example.com:8088"', `"${sandbox.endpoints.splunkUrl}"`);

/** A running system in the folder of a reader. */
interface Running {
  readonly url: string;
  stop(): Promise<void>;
}

async function start(folder: string, words: readonly string[] = []): Promise<Running> {
  const port = await freePort();
  const args = [path.join(ROOT, 'infra/local/start.ts'), ...words, '--port', String(port)];
  const child = spawn(process.execPath, args, { cwd: folder, env: { ...childEnv, HOME: folder } });
  let printed = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (printed += chunk));
  const isThere = () => (printed.includes('Console:') || child.exitCode !== null ? true : undefined);
  await until('npm start listens', isThere);
  expect(child.exitCode, printed).toBeNull();
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  return {
    url: `http://127.0.0.1:${port}`,
    async stop() {
      child.kill('SIGTERM');
      await ended;
    },
  };
}

/** Runs a line of a guide; fails with what it printed. The mock receivers are in this process, so it does not block. */
async function type(line: string, folder: string, url: string): Promise<string> {
  const [, asked] = /^npx --no tocsin secrets set (\w+)$/.exec(line) ?? [];
  const env = { ...childEnv, PATH: `${bin}:${process.env['PATH']}`, HOME: folder, TOCSIN_URL: url };
  const child = spawn('bash', ['-e', '-o', 'pipefail', '-c', line], { cwd: folder, env });
  child.stdin.end(asked === undefined ? '' : `${typed(asked)}\n`);
  let printed = '';
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (chunk) => {
      printed += chunk;
    });
  const status = await new Promise((resolve) => child.once('close', resolve));
  expect(status, `${line}\n${printed}`).toBe(0);
  return printed;
}

/** What is there before a reader begins, or is not there in a test. */
const isElsewhere = (line: string): boolean => /^(?:npm ci|git |cd )/.test(line);

/** The system of a reader, as `npm start` and its end change it. */
interface Terminal {
  running: Running | undefined;
}

const needsSystem = (line: string): boolean => /tocsin (?:test|send|sources|backup|alerts|ledger)/.test(line);

/** What has to be so before a line is typed: a system runs, runs with other options, or does not run. */
async function prepare(line: string, folder: string, terminal: Terminal): Promise<void> {
  const [, words] = /^npm start(?: -- (.*))?$/.exec(line) ?? [];
  const isStart = line.startsWith('npm start');
  if (isStart || line.includes('tocsin restore')) {
    await terminal.running?.stop();
    terminal.running = undefined;
  }
  if (isStart || needsSystem(line)) terminal.running ??= await start(folder, words?.split(' '));
}

/** Follows a guide; answers what each line printed. */
async function follow(file: string, folder: string): Promise<ReadonlyMap<string, string>> {
  const blocks = blocksIn(file);
  const configuration = blocks.find(({ name }) => name === 'tocsin.yaml')?.text;
  if (configuration !== undefined) writeFileSync(path.join(folder, 'tocsin.yaml'), reachable(configuration));
  const lines = blocks.flatMap(({ language, text }) => (language === 'sh' ? text.trim().split('\n') : []));
  const printed = new Map<string, string>();
  const terminal: Terminal = { running: undefined };
  try {
    for (const line of lines.filter((each) => !isElsewhere(each))) {
      await prepare(line, folder, terminal);
      if (line.startsWith('npm start')) continue;
      printed.set(line, await type(line, folder, terminal.running?.url ?? 'http://127.0.0.1:9'));
    }
  } finally {
    await terminal.running?.stop();
  }
  return printed;
}

const folderOf = (name: string): string => {
  const folder = path.join(base, name);
  mkdirSync(folder);
  return folder;
};

const arrivals = (receiver: string) =>
  sandbox.received().filter((each) => each.receiver === receiver && each.arrived && each.ok);

/** The ids of the alerts once there are some. */
const listedIn = (folder: string, url: string, words = ''): Promise<string[]> =>
  until('the alert is listed', async () => {
    const { alerts } = JSON.parse(await type(`npx --no tocsin alerts -o json${words}`, folder, url));
    return alerts.length > 0 ? alerts.map(({ id }: { readonly id: string }) => id) : undefined;
  });

describe('the guide', () => {
  it('to a first alert in Slack ends with a test message and an alert there', async () => {
    const printed = await follow('docs/guides/first-slack-alert.md', folderOf('first'));
    expect(printed.get('npx --no tocsin test soc-slack')).toMatch(/delivered/);
    expect(printed.get('npx --no tocsin send akto --sample')).toMatch(/accepted/);
    await until('both are in Slack', () => (arrivals('slack').length >= 2 ? true : undefined));
  });

  it('for Akto delivers to Slack and Jira', async () => {
    const before = arrivals('jira').length;
    const printed = await follow('docs/guides/akto.md', folderOf('akto'));
    expect(printed.get('npx --no tocsin test sec-jira')).toMatch(/delivered/);
    expect(arrivals('jira').length).toBe(before + 1);
    expect(printed.get('npx --no tocsin sources')).toMatch(/akto-prod/);
  });

  it('for AccuKnox delivers to Slack and Splunk, and answers 200', async () => {
    const printed = await follow('docs/guides/accuknox.md', folderOf('accuknox'));
    expect(printed.get('npx --no tocsin test splunk')).toMatch(/delivered/);
    expect(printed.get('npx --no tocsin send accuknox --sample')).toMatch(/accepted/);
  });

  it('for secrets says which are missing, and none of their values', async () => {
    const folder = folderOf('secrets');
    writeFileSync(
      path.join(folder, '.env'),
      'AKTO_HOOK_TOKEN=the-value\nAKTO_HOOK_TOKEN_NEXT=a\nSLACK_WEBHOOK_URL=b\n',
    );
    const said = (await follow('docs/guides/secrets.md', folder)).get('npx --no tocsin secrets check') ?? '';
    expect(said).toMatch(/AKTO_HOOK_TOKEN_NEXT/);
    expect(said).not.toContain('the-value');
  });

  it('for backup and restore ends with a system that has the same alerts', async () => {
    const folder = folderOf('backup');
    const first = await start(folder);
    await type('AKTO_HOOK_TOKEN=sample-akto-token npx --no tocsin send akto --sample', folder, first.url);
    const before = await listedIn(folder, first.url);
    await first.stop();
    await follow('docs/guides/backup-and-restore.md', folder);
    const restored = await start(folder, ['--data', 'restored']);
    expect(await listedIn(folder, restored.url, ' --data restored')).toEqual(before);
    await restored.stop();
  });
});

describe('README.md', () => {
  it('starts, and its command sends a first alert into the console', async () => {
    const folder = folderOf('readme');
    const [first, second] = blocksIn('README.md').filter(({ language }) => language === 'sh');
    expect(first?.text).toContain('npm start');
    const running = await start(folder);
    expect(await type(second?.text.trim() ?? '', folder, running.url)).toMatch(/accepted/);
    expect(await listedIn(folder, running.url)).toEqual([expect.stringMatching(/^akto:/)]);
    expect((await fetch(`${running.url}/console`)).status).toBe(200);
    await running.stop();
  });

  it('runs the demo to its end', () => {
    const demo = spawnSync(process.execPath, ['infra/local/demo.ts'], { encoding: 'utf8', timeout: 110_000 });
    expect(demo.status, demo.stdout + demo.stderr).toBe(0);
  });
});
