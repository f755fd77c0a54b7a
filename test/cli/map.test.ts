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
  const mistakes: string[] = [];
  const code = await map(
    { file, ...options },
    { print: (line) => lines.push(line), complain: (line) => mistakes.push(line) },
  );
  return { code, said: lines.join('\n'), mistakes: mistakes.join('\n') };
}

const own = `sources:
  acme:
    type: custom
    auth: none
    severity: { P1: high }
    map: { each: alerts, title: rule.name, severity: priority, target: { host: host } }`;

describe('without a mapping', () => {
  it('one is proposed that can be pasted, and reads the payload as well', async () => {
    const { code, said } = await tried(payload);
    expect(code).toBe(0);
    expect(said).toContain('2 records');
    const { map: expressions } = parse(said).sources['my-source'];
    expect(expressions).toEqual({
      each: 'alerts',
      problem: '[rule.id, rule.name, src, login, host]',
      type: 'rule.id',
      title: 'rule.name',
      severity: 'priority',
      occurredAt: 'created',
      state: 'status',
      actor: { ip: 'src', user: 'login' },
      target: { host: 'host' },
      finding: { firstSeenAt: 'created' },
      rule: { name: 'rule.name' },
      attack: 'tags',
      labels: { status: 'status' },
      url: 'console',
    });
    const again = await tried(payload, { config: configWith(said) });
    expect(again).toMatchObject({ code: 0 });
    expect(again.said).toContain('2 alerts, by the mapping of the source my-source');
    expect(again.said).toMatch(/title: Token used from a new country\n/);
    expect(again.said).toMatch(/no expression used.*\n {2}id: A-0990\n {2}kind: detection\n {2}note: third time/);
  });

  it('says what it uses, what it leaves, what an end is and what one problem is', async () => {
    const { said } = await tried(payload);
    expect(said).toContain('#   rule.name -> title: Token used from a new country');
    expect(said).toMatch(/# Fields that no expression uses.*\n(?:# .*\n)*# {3}note: third time this week/);
    expect(said).toMatch(
      /An end: status is "closed" in place of "open"\.\n# Tried: the alert is resolved, and it has the fingerprint/,
    );
    expect(said).toContain('these fields are the same: rule.id, rule.name, src, login, host');
    expect(said).toContain('another problem: rule.id is "R-16" in place of "R-17"');
    expect(said).toContain('the same problem: created is 1795165201 in place of 1795165200');
    expect(said).toContain('Add "id: id" if every report of this sender has an id of its own.');
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
    const config = configWith(said);
    expect(() => configOf(readFileSync(config, 'utf8'), config, true)).not.toThrow();
    expect(await tried(path.join(folder, 'payload.json'), { config })).toMatchObject({ code: 0 });
  });

  it('and when no name says anything, that is a mistake that says what to do', async () => {
    const { code, said, mistakes } = await tried(written('payload.json', '{ "q": { "w": "e" } }'));
    expect([code, said]).toEqual([1, '']);
    expect(mistakes).toContain('Write one by hand, as docs/mapping.md shows');
  });

  it.each([
    ['text', 'Tür offen', 'is no JSON object or list (not JSON)'],
    ['nothing', ' ', 'is empty; save one payload'],
  ])('a file with %s is refused', async (_, text, reason) => {
    await expect(tried(written('payload.txt', text))).rejects.toThrow(reason);
  });

  it('a file that is not there is refused', async () => {
    await expect(tried(path.join(folder, 'none.json'))).rejects.toThrow(/cannot read .*it does not exist; name a file/);
    await expect(tried(folder)).rejects.toThrow(/it is a folder/);
  });

  it('lines are records', async () => {
    const lines = ['a', 'b', 'c'].map((host) => JSON.stringify({ title: 'Disk is full', host, status: 'open' }));
    const { said } = await tried(written('payload.ndjson', lines.join('\n')));
    expect(said).toContain('3 records');
    expect(parse(said).sources['my-source'].map).toMatchObject({ title: 'title', target: { host: 'host' } });
    expect(await tried(path.join(folder, 'payload.ndjson'), { config: configWith(said) })).toMatchObject({
      code: 0,
      said: expect.stringContaining('3 alerts'),
    });
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
    const { code, said, mistakes } = await tried(written('payload.json', '{ "note": "abc", "title": "T" }'), {
      config,
    });
    expect(code).toBe(1);
    expect(said).toMatch(/expressions that failed.*\n {2}title: Unable to cast/);
    expect(mistakes).toMatch(/^1 expression failed: title\. Change it under sources: acme: map:/);
  });

  it.each([
    ['missing', '{ title: rule.name }', 'and without each they are one alert; write each: alerts'],
    ['wrong', '{ each: items, title: rule.name }', 'the payload has 2 records at alerts; write each: alerts'],
  ])('an each that is %s is said', async (_, expressions, hint) => {
    const config = configWith(`sources: { acme: { type: custom, auth: none, map: ${expressions} } }`);
    expect((await tried(payload, { config })).said).toContain(hint);
  });

  it('what an end and what one problem is, is shown for it too', async () => {
    const { said } = await tried(payload, { config: configWith(own), source: 'acme' });
    expect(said).toContain('An end: status is "closed" in place of "open".');
    expect(said).toContain('these fields are the same: rule.name, host');
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
    ' \t': 'tab\there',
    nested: { 'x\ny': 'z\r\u009b1A', severity: '\u009b' },
  };
  const file = written('payload.json', JSON.stringify(hostile));
  expect((await tried(file, { config: configWith(sources) })).said).not.toMatch(obeyed);
});

it('is a command', async () => {
  const run = promisify(execFile);
  const { stdout } = await run(process.execPath, ['infra/cli/bin/tocsin.ts', 'map', payload]);
  expect(stdout).toContain('type: custom');
  await expect(run(process.execPath, ['infra/cli/bin/tocsin.ts', 'map', `${payload}\u001b[2J`])).rejects.toMatchObject({
    code: 1,
    stdout: '',
    stderr: expect.stringMatching(/^tocsin: cannot read [ -~]*it does not exist[ -~]*\n$/),
  });
  await expect(run(process.execPath, ['infra/cli/bin/tocsin.ts', 'map'])).rejects.toMatchObject({
    code: 2,
    stderr: "tocsin map: missing required argument 'file'; see tocsin map --help\n",
  });
}, 30_000);
