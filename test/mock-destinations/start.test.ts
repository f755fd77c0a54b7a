/** `npm start -- --sandbox` as a process: nothing is set, and it works. */

import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, expect, it } from 'vitest';
import { childEnv } from '../child-env.ts';
import { until } from '../until.ts';

const START = path.resolve('infra/local/start.ts');

const yaml = (channel: string): string => `version: 1
sources: { tool: { type: generic, auth: { bearer: "\${TOOL_TOKEN}" } } }
destinations: { soc: { type: slack, token: "\${SLACK_BOT_TOKEN}", channel: ${channel} } }
routes: [{ to: [soc] }]
`;

let folder = '';
let child: ChildProcess | undefined;
afterEach(async () => {
  const ended = new Promise((resolve) => child?.once('exit', resolve));
  child?.kill();
  await ended;
  rmSync(folder, { recursive: true, force: true });
});

/** Starts in a folder of its own; answers what it has said so far. */
function start(config: string | undefined): () => string {
  folder = mkdtempSync(path.join(os.tmpdir(), 'tocsin-start-sandbox-'));
  if (config !== undefined) writeFileSync(path.join(folder, 'tocsin.yaml'), config);
  const started = spawn(process.execPath, [START, '--sandbox', '--port', '0'], { cwd: folder, env: childEnv });
  child = started;
  let said = '';
  started.stdout.on('data', (chunk: Buffer) => (said += chunk.toString()));
  started.stderr.on('data', (chunk: Buffer) => (said += chunk.toString()));
  return () => said;
}

const part = (said: string, pattern: RegExp): string => pattern.exec(said)?.[1] ?? '';

it('runs one’s own configuration without a secret, and takes a changed one', async () => {
  const said = start(yaml('C0FIRST0000'));
  await until('it is up', () => (/Status: /.test(said()) ? true : undefined));
  expect(said()).toContain('nothing is sent anywhere else');
  expect(said()).not.toMatch(/is not set|^ {2}!/m);
  const url = part(said(), /listens on (http\S+),/);
  const token = part(said(), /sign in with (\S+)\)/);
  const hook = part(said(), /TOOL_TOKEN=(\S+) npx --no tocsin send tool --sample/);
  const newest = async (): Promise<{ request: { body: string } } | undefined> => {
    const answer = await fetch(`${url}/v1/sandbox/received`, { headers: { authorization: `Bearer ${token}` } });
    return ((await answer.json()) as { received: { request: { body: string } }[] }).received[0];
  };
  const post = (title: string) =>
    fetch(`${url}/v1/hooks/tool`, {
      method: 'POST',
      headers: { authorization: `Bearer ${hook}` },
      body: JSON.stringify({ title }),
    });
  expect((await post('first')).status).toBe(202);
  await until('it is shown', async () => ((await newest())?.request.body.includes('C0FIRST0000') ? true : undefined));
  expect(existsSync(path.join(folder, '.tocsin', 'sandbox', 'admin-token'))).toBe(true);
  expect(existsSync(path.join(folder, '.tocsin', 'admin-token'))).toBe(false);
  writeFileSync(path.join(folder, 'tocsin.yaml'), yaml('C0SECOND000'));
  await until('it is reloaded', () =>
    /Configuration reloaded: destinations changed soc/.test(said()) ? true : undefined,
  );
  expect((await post('second')).status).toBe(202);
  await until('the new channel', async () =>
    (await newest())?.request.body.includes('C0SECOND000') ? true : undefined,
  );
  expect(said()).not.toMatch(/SLACK_BOT_TOKEN is not set/);
});

it('runs the sample where there is no configuration', async () => {
  const said = start(undefined);
  await until('it is up', () => (/Status: /.test(said()) ? true : undefined));
  expect(said()).toMatch(/no tocsin.yaml found: a sample\n[\s\S]*Sandbox: http/);
});
