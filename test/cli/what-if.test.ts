/** `tocsin what-if` over the alerts of a running system, and over a file. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { clientOf } from '../../infra/cli/client.ts';
import { silentContext } from '../../infra/cli/silent-context.ts';
import { readStored } from '../../infra/cli/what-if/read-past.ts';
import type { Report } from '../../infra/cli/what-if/report.ts';
import { effortMsOf } from '../effort.ts';
import { type Pipeline, startPipeline } from '../pipeline/pipeline.ts';
import { type Receiver, startReceiver } from '../pipeline/receiver.ts';
import { tocsin } from './cli.ts';

const ALERTS = 5_000;
const IN_WEBHOOK = 50;
const TOKEN = 'pipeline-admin-token';

const folder = mkdtempSync(path.join(os.tmpdir(), 'tocsin-what-if-'));
const at = (name: string): string => path.join(folder, name);

let receiver: Receiver;
let system: Pipeline;

const yamlOf = (routes: string): string => `version: 1
sources:
  edge: { type: alertmanager, auth: { bearer: "\${HOOK_TOKEN}" } }
destinations:
  archive: { type: webhook, url: "${receiver.url}/archive" }
  oncall: { type: webhook, url: "${receiver.url}/oncall" }
  audit: { type: webhook, url: "${receiver.url}/audit" }
routes:
${routes}`;

const alertOf = (n: number) => ({
  status: 'firing',
  labels: {
    alertname: `Check${n}`,
    severity: n % 10 === 0 ? 'critical' : 'warning',
    team: n % 2 === 0 ? 'web' : 'data',
  },
  annotations: { summary: `check ${n} failed`, description: 'x'.repeat(400) },
  startsAt: '2026-11-21T20:00:00Z',
  endsAt: '0001-01-01T00:00:00Z',
  generatorURL: 'https://prometheus.example.test/',
  fingerprint: String(n),
});

beforeAll(async () => {
  receiver = await startReceiver(() => undefined);
  const current = yamlOf(
    '  - { name: all, to: [archive] }\n  - { name: urgent, match: { severity: critical }, to: [oncall] }\n',
  );
  const changed = yamlOf(
    '  - { name: all, match: { severity: critical }, to: [archive] }\n  - { name: web, match: { labels.team: web }, to: [audit] }\n',
  );
  writeFileSync(at('tocsin.yaml'), current);
  writeFileSync(at('new.yaml'), changed);
  system = await startPipeline(current);
  for (let n = 0; n < ALERTS; n += IN_WEBHOOK) {
    const alerts = Array.from({ length: IN_WEBHOOK }, (_, i) => alertOf(n + i));
    await system.hook('edge', JSON.stringify({ version: '4', status: 'firing', alerts }));
  }
  await system.settled(ALERTS / IN_WEBHOOK, 110_000);
});
afterAll(async () => {
  await system.close();
  await receiver.close();
  rmSync(folder, { recursive: true, force: true });
});

const environment = () => ({ TOCSIN_URL: system.url, TOCSIN_ADMIN_TOKEN: TOKEN });
const whatIf = (...words: string[]) =>
  tocsin(['what-if', at('new.yaml'), '--against', at('tocsin.yaml'), ...words], { environment: environment() });

describe('tocsin what-if', () => {
  it('says in counts what a change does to stored alerts', async () => {
    const { code, out, err } = await whatIf('-o', 'json', '--save', at('alerts.jsonl'));
    expect(code, err).toBe(0);
    const report: Report = JSON.parse(out);
    // Of 5,000 alerts 500 are critical, each of team web; 2,500 are of team web.
    expect(report).toMatchObject({ alerts: 5_000, same: 0, added: 0, lost: 2_500, moved: 2_500 });
    expect(report.unrouted).toEqual({ before: 0, after: 2_500 });
    expect(report.destinations['archive']).toMatchObject({ gained: 0, lost: 4_500, isAbout: false });
    expect(report.destinations['archive']?.after).toMatchObject({ alerts: 500, notified: 500, requests: 500 });
    expect(report.destinations['oncall']).toMatchObject({ lost: 500 });
    expect(report.destinations['audit']).toMatchObject({ gained: 2_500 });
    expect(report.routes).toEqual({
      all: { before: 5_000, after: 500 },
      urgent: { before: 500, after: 0 },
      web: { before: 0, after: 2_500 },
    });
    expect(report.moves).toEqual({ 'archive → audit': 2_000, 'oncall → audit': 500 });
    expect(report.examples.map(({ after }) => after)).toEqual([[], [], [], [], []]);
    expect(report.monthlyCost.after).toBeLessThan(report.monthlyCost.before);
  });

  it('says the same over the file that it saved, without a system', async () => {
    const words = [
      'what-if',
      at('new.yaml'),
      '--against',
      at('tocsin.yaml'),
      '--alerts',
      at('alerts.jsonl'),
      '-o',
      'json',
    ];
    const { code, out } = await tocsin(words);
    expect(code).toBe(0);
    expect(JSON.parse(out)).toMatchObject({ alerts: 5_000, lost: 2_500, moved: 2_500 });
    expect(readFileSync(at('alerts.jsonl'), 'utf8').trim().split('\n')).toHaveLength(ALERTS);
  });

  it('shows a table that a person can decide by', async () => {
    const { out } = await tocsin([
      'what-if',
      at('new.yaml'),
      '--against',
      at('tocsin.yaml'),
      '--alerts',
      at('alerts.jsonl'),
      '-o',
      'table',
    ]);
    expect(out).toContain('nobody is notified of 2500 (0 now)');
    expect(out).toMatch(/archive +5000 → 500 +0 +4500/);
    expect(out).toContain('2000 alerts: archive → audit');
  });

  it('costs no more than twice reading them', async () => {
    const ratios: number[] = [];
    const ask = clientOf({ url: system.url, token: TOKEN, data: '.tocsin' }, silentContext);
    for (let round = 0; round < 5 && !(Math.min(...ratios) <= 2); round += 1) {
      const reading = await effortMsOf(() => readStored({ limit: ALERTS }, { ask }));
      ratios.push((await effortMsOf(() => whatIf('-o', 'json'))) / reading);
    }
    expect(Math.min(...ratios), ratios.join(', ')).toBeLessThanOrEqual(2);
  });

  it('reads no more than was asked for, and says so', async () => {
    const { out } = await whatIf('-o', 'json', '--limit', '300');
    const report: Report = JSON.parse(out);
    expect(report.alerts).toBe(300);
    expect(report.notes.join()).toContain('only the newest 300 alerts were read');
  });

  it('says which lines of a file are no alerts', async () => {
    writeFileSync(
      at('mixed.jsonl'),
      `${readFileSync(at('alerts.jsonl'), 'utf8').split('\n')[0]}\n{"no":1}\nnonsense\n`,
    );
    const { out } = await whatIf('-o', 'json', '--alerts', at('mixed.jsonl'));
    const report: Report = JSON.parse(out);
    expect(report).toMatchObject({ alerts: 1 });
    expect(report.notes.join()).toContain('2 lines are no alerts, such as line 2, 3');
  });

  it('refuses a configuration with mistakes, and a file that exists', async () => {
    writeFileSync(at('wrong.yaml'), 'version: 1\nroutes: []\n');
    const wrong = await tocsin(['what-if', at('wrong.yaml'), '--against', at('tocsin.yaml')]);
    expect(wrong).toMatchObject({ code: 1 });
    expect(wrong.err).toContain('wrong.yaml');
    const again = await whatIf('--save', at('alerts.jsonl'));
    expect(again).toMatchObject({ code: 2 });
    expect(again.err).toContain('exists already');
  });
});
