/** The steps of the action, run as the runner of GitHub runs them: `bash -eo pipefail`, and its variables. */
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { parse } from 'yaml';

interface Step {
  readonly name?: string;
  readonly run?: string;
  readonly if?: string;
}

const { runs } = parse(readFileSync('action.yml', 'utf8')) as { readonly runs: { readonly steps: readonly Step[] } };
const ROOT = process.cwd();
const folder = mkdtempSync(path.join(os.tmpdir(), 'tocsin-action-'));
const summary = path.join(folder, 'summary.md');
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** What a step prints, and its exit code. */
function runStep(name: string, variables: Readonly<Record<string, string>>) {
  const script = runs.steps.find((step) => step.name === name)?.run ?? 'exit 99';
  const env = {
    PATH: `${path.dirname(process.execPath)}:${process.env['PATH']}`,
    HOME: folder,
    GITHUB_ACTION_PATH: ROOT,
    GITHUB_STEP_SUMMARY: summary,
    RUNNER_TEMP: folder,
    ...variables,
  };
  const { status, stdout, stderr } = spawnSync('bash', ['--noprofile', '--norc', '-eo', 'pipefail', '-c', script], {
    cwd: folder,
    env,
    encoding: 'utf8',
  });
  return { status, printed: stdout + stderr, summary: readFileSync(summary, 'utf8') };
}

const example = readFileSync('tocsin.example.yaml', 'utf8');
beforeEach(() => writeFileSync(summary, ''));

describe('Check the configuration', () => {
  it('passes for one without mistakes, and says so in the summary', () => {
    writeFileSync(path.join(folder, 'tocsin.yaml'), example);
    expect(runStep('Check the configuration', { CONFIG: 'tocsin.yaml' })).toMatchObject({
      status: 0,
      summary: expect.stringContaining('no mistakes'),
    });
  });

  it('fails for one with a mistake, and names its line in the summary', () => {
    writeFileSync(path.join(folder, 'tocsin.yaml'), example.replace('webhookUrl', 'webhokUrl'));
    const { status, summary: written } = runStep('Check the configuration', { CONFIG: 'tocsin.yaml' });
    expect(status).toBe(1);
    expect(written).toMatch(/tocsin\.yaml:\d+:\d+/);
  });

  it.each(['$(touch injected).yaml', '"; touch injected; ".yaml'])('takes the name %s as a name', (name) => {
    const { status } = runStep('Check the configuration', { CONFIG: name });
    expect(status).not.toBe(0);
    expect(() => readFileSync(path.join(folder, 'injected'))).toThrow();
  });
});

describe('Say what would change', () => {
  it('runs for pull requests alone, and only when there are alerts to look at', () => {
    const step = runs.steps.find(({ name }) => name === 'Say what would change');
    expect(step?.if).toBe("inputs.alerts != '' && github.event_name == 'pull_request'");
  });

  it('compares with the branch that the pull request is for', () => {
    const git = (...words: string[]) => execFileSync('git', words, { cwd: folder, stdio: 'pipe' });
    const origin = path.join(folder, 'origin');
    git('init', '-q', '-b', 'main', origin);
    const head = `version: 1
sources: { prometheus: { type: alertmanager, auth: none } }
destinations: { soc-slack: { type: slack, webhookUrl: "\${SLACK_WEBHOOK_URL}" } }
`;
    const before = `${head}routes: [{ to: [soc-slack] }]\n`;
    writeFileSync(path.join(origin, 'tocsin.yaml'), before);
    const author = ['-c', 'user.name=a', '-c', 'user.email=a@example.com'];
    git('-C', origin, 'add', '.');
    git('-C', origin, ...author, 'commit', '-qm', 'one');
    git('init', '-q', '.');
    git('remote', 'add', 'origin', origin);
    const stored = JSON.parse(readFileSync('test/fixtures/alerts/full.json', 'utf8'));
    const receivedAt = new Date(Date.now() - 86_400_000).toISOString();
    const alerts = ['high', 'low'].map((severity, i) =>
      JSON.stringify({ ...stored, severity, receivedAt, id: `akto:${i}`, fingerprint: String(i).repeat(32) }),
    );
    writeFileSync(path.join(folder, 'alerts.jsonl'), `${alerts.join('\n')}\n`);
    writeFileSync(
      path.join(folder, 'tocsin.yaml'),
      `${head}routes: [{ match: { severity: ">=high" }, to: [soc-slack] }]\n`,
    );
    const variables = { CONFIG: 'tocsin.yaml', ALERTS: 'alerts.jsonl', BASE: 'main' };
    const { status, printed, summary: written } = runStep('Say what would change', variables);
    expect(status, printed).toBe(0);
    expect(written).toMatch(/^```text\n2 alerts .* 1 go where they go now, 0 to more destinations, 1 to fewer/);
    expect(readFileSync(path.join(folder, 'before.yaml'), 'utf8')).toBe(before);
  });
});
