import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { map } from '../../infra/cli/map.ts';
import { preview } from '../../infra/cli/preview.ts';
import { configOf } from '../../infra/load-config.ts';
import { bodyOf } from '../conformance/source-cases.ts';

let folder: string;
let payload: string;
beforeAll(() => {
  folder = mkdtempSync(path.join(os.tmpdir(), 'tocsin-map-'));
  payload = written('two-alerts.json', bodyOf('custom', 'two-alerts').toString('utf8'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const written = (name: string, text: string): string => {
  const file = path.join(folder, name);
  writeFileSync(file, text);
  return file;
};

const rest = `destinations:
  soc: { type: slack, webhookUrl: "\${SLACK_URL}" }
routes:
  - to: [soc]
`;

const configWith = (sources: string): string => written('own.yaml', `version: 1\n${sources}\n${rest}`);

async function tried(file: string, options: { source?: string; config?: string } = {}) {
  const lines: string[] = [];
  const code = await map({ file, ...options }, (line) => lines.push(line));
  return { code, said: lines.join('\n') };
}

const own = `sources:
  acme:
    type: custom
    auth: none
    severity: { P1: high }
    map: { each: alerts, title: rule.name, severity: priority, target: { host: host } }`;

const proposed = (said: string): string => said.slice(said.indexOf('\nsources:') + 1);

describe('without a mapping', () => {
  it('one is proposed that can be pasted, and reads the payload as well', async () => {
    const { code, said } = await tried(payload);
    expect(code).toBe(0);
    expect(said).toContain('2 alerts, without a mapping');
    const yaml = proposed(said);
    expect(parse(yaml).sources['my-source'].map).toEqual({
      each: 'alerts',
      id: 'id',
      type: 'rule.id',
      title: 'rule.name',
      severity: 'priority',
      occurredAt: 'created',
      state: 'status',
      actor: { ip: 'src', user: 'login' },
      target: { host: 'host' },
      attack: 'tags',
      labels: { status: 'status' },
    });
    const again = await tried(payload, { config: configWith(yaml) });
    expect(again).toMatchObject({ code: 0 });
    expect(again.said).toContain('2 alerts, by the mapping of the source my-source');
    expect(again.said).toMatch(/title: Token used from a new country\n/);
    expect(again.said).toMatch(
      /no expression used.*\n {2}kind: detection\n {2}console: https:[^\n]*\n {2}note: third time/,
    );
  });

  it.each([
    [
      'names that JSONata cannot take as they are',
      { 'rule name': 'x', and: { 'a-b': { severity: 'high' } }, 'b`c': { host: 'h' } },
    ],
    ['one flat object', { title: 'T', status: 'resolved', ts: 1_795_165_200, url: 'https://a.example.test/1' }],
    ['a list in a list', { groups: [{ alerts: [{ title: 'T', severity: 'low' }] }] }],
    ['text that looks like YAML', { title: 'a: [b', description: '"#' }],
  ])('a proposal for %s has no mistake', async (_, value) => {
    const { said } = await tried(written('payload.json', JSON.stringify(value)));
    const config = configWith(proposed(said));
    expect(() => configOf(readFileSync(config, 'utf8'), config, true)).not.toThrow();
    expect(await tried(path.join(folder, 'payload.json'), { config })).toMatchObject({ code: 0 });
  });

  it('and when no name says anything, that is said', async () => {
    const { code, said } = await tried(written('payload.json', '{ "q": { "w": "e" } }'));
    expect(code).toBe(0);
    expect(said).toContain('write a mapping by hand');
  });
});

describe('with a mapping', () => {
  it('the alerts are as they would be, and what was not used is told', async () => {
    const { code, said } = await tried(payload, { config: configWith(own), source: 'acme' });
    expect(code).toBe(0);
    expect(said).toMatch(/title: Token used from a new country\n/);
    expect(said).toMatch(/severity: high[\s\S]*vendorSeverity: P1/);
    expect(said).toMatch(/no expression used[^\n]*\n(?:.*\n)* {2}login: mallory/);
    expect(said).not.toMatch(/no expression used[^\n]*\n(?:.*\n)* {2}priority:/);
  });

  it('what failed is told, and the exit code says so', async () => {
    const config = configWith('sources: { acme: { type: custom, auth: none, map: { title: "$number(note)" } } }');
    const { code, said } = await tried(written('payload.json', '{ "note": "abc", "title": "T" }'), { config });
    expect(code).toBe(1);
    expect(said).toMatch(/expressions that failed.*\n {2}title: Unable to cast/);
  });

  it('a preview shows the alert as mapped too', async () => {
    const lines: string[] = [];
    const html = path.join(folder, 'preview.html');
    await preview({ file: payload, config: configWith(own), source: 'acme', html }, (line) => lines.push(line));
    expect(lines.join('\n')).toContain('[high] Token used from a new country (acme:');
  });
});

it('a source of another type is shown as it is, and an unknown one is refused', async () => {
  const config = configWith('sources: { akto: { type: akto, auth: none } }');
  const file = written('payload.json', '{ "a": 1 }');
  expect((await tried(file, { config, source: 'akto' })).said).toContain('as the type akto reads it');
  await expect(tried(file, { config, source: 'acme' })).rejects.toThrow(
    'no source "acme" is configured; there are: akto',
  );
});

// biome-ignore lint/suspicious/noControlCharactersInRegex: what a terminal obeys
const obeyed = /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202e]/;

it.each([
  ['without a mapping', 'sources: { acme: { type: custom, auth: none } }'],
  ['with one', 'sources: { acme: { type: custom, auth: none, map: { id: title } } }'],
])('nothing in a payload reaches the terminal as a command, %s', async (_, sources) => {
  const hostile = {
    title: 'a\u001b[2Jb',
    'k\u001b]0;x\u0007': 'v\u202e',
    nested: { 'x\ny': 'z\r\u009b1A', severity: '\u009b' },
  };
  const file = written('payload.json', JSON.stringify(hostile));
  expect((await tried(file, { config: configWith(sources) })).said).not.toMatch(obeyed);
});

it('is a command', async () => {
  const run = promisify(execFile);
  const { stdout } = await run(process.execPath, ['infra/cli/tocsin.ts', 'map', payload]);
  expect(stdout).toContain('type: custom');
  await expect(run(process.execPath, ['infra/cli/tocsin.ts', 'map'])).rejects.toMatchObject({
    code: 1,
    stderr: expect.stringContaining('map wants a file'),
  });
}, 30_000);
