/** Prometheus itself: reads the metrics of a running system with its token, and takes the rules. */
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Metric, metrics, prometheusName } from '../../lambdas/domain/metrics.ts';
import { ADMIN_TOKEN, aktoWebhook, type Pipeline, startPipeline, yamlOf } from '../pipeline/pipeline.ts';
import { type Receiver, startReceiver } from '../pipeline/receiver.ts';
import { until } from '../until.ts';
import { installed, type Program, start } from './program.ts';

const command = installed('prometheus');
const tool = installed('promtool');
const RULES = path.resolve('docs/content/prometheus/tocsin.rules.yml');

let receiver: Receiver;
let pipeline: Pipeline;

const scraped = async (): Promise<string> => {
  const answer = await fetch(`${pipeline.url}/metrics`, { headers: { authorization: `Bearer ${ADMIN_TOKEN}` } });
  return answer.text();
};

beforeAll(async () => {
  receiver = await startReceiver();
  pipeline = await startPipeline(yamlOf({ good: `{ type: webhook, url: "${receiver.url}/good" }` }));
  await pipeline.hook('akto', aktoWebhook(1));
  await pipeline.settled(1);
}, 60_000);
afterAll(async () => {
  await pipeline?.close();
  await receiver?.close();
});

describe.skipIf(tool === undefined)(`promtool (${tool ?? 'not installed here'})`, () => {
  const run = (args: readonly string[], input = '') => {
    const { status, stdout, stderr } = spawnSync(tool ?? '', [...args], { input, encoding: 'utf8' });
    return { status, output: `${stdout}${stderr}` };
  };

  it('finds the rules valid', () => {
    expect(run(['check', 'rules', RULES])).toEqual({ status: 0, output: expect.stringContaining('rules found') });
  });

  it('finds nothing wrong with the metrics that are ours', async () => {
    const lines = (await scraped()).split('\n').filter((line) => /^(# \w+ )?tocsin_/.test(line));
    expect(lines.length).toBeGreaterThan(2 * metrics.length);
    expect(run(['check', 'metrics'], `${lines.join('\n')}\n`)).toEqual({ status: 0, output: '' });
  });
});

describe.skipIf(command === undefined)(`Prometheus (${command ?? 'not installed here'})`, () => {
  let program: Program | undefined;
  const configuration = (): string =>
    JSON.stringify({
      global: { scrape_interval: '1s', evaluation_interval: '1s' },
      rule_files: [RULES],
      scrape_configs: [
        {
          job_name: 'tocsin',
          authorization: { credentials: ADMIN_TOKEN },
          static_configs: [{ targets: [new URL(pipeline.url).host] }],
        },
      ],
    });

  beforeAll(async () => {
    program = await start({
      command: command ?? '',
      args: (folder, port) => [
        `--config.file=${folder}/prometheus.yml`,
        `--storage.tsdb.path=${folder}/data`,
        `--web.listen-address=127.0.0.1:${port}`,
      ],
      // YAML reads JSON.
      files: () => ({ 'prometheus.yml': configuration() }),
    });
    const { port } = program;
    // It listens before it answers.
    await until('it is ready', async () => {
      const { ok } = await fetch(`http://127.0.0.1:${port}/-/ready`);
      return ok ? true : undefined;
    });
  }, 60_000);
  afterAll(() => program?.close());

  const ask = async (target: string) =>
    JSON.parse(await (await fetch(`http://127.0.0.1:${program?.port}${target}`)).text());
  const query = async (expr: string): Promise<readonly { value: [number, string] }[]> =>
    (await ask(`/api/v1/query?query=${encodeURIComponent(expr)}`)).data.result;

  it('reads every metric, with its token', { timeout: 60_000 }, async () => {
    await until(
      'it has read the metrics',
      async () => ((await query('up{job="tocsin"} == 1')).length === 1 ? true : undefined),
      30_000,
    );
    const { data } = await ask('/api/v1/label/__name__/values');
    for (const metric of metrics satisfies readonly Metric[]) {
      const name = prometheusName(metric);
      // A counter with labels that nobody can list has no sample before the first event.
      const isOptional = name === 'tocsin_webhooks_refused_total';
      expect(isOptional || data.includes(metric.kind === 'histogram' ? `${name}_bucket` : name), name).toBe(true);
    }
    const [delivered] = await query('sum(tocsin_deliveries_total{destination="good",state="delivered"})');
    expect(delivered?.value[1]).toBe('1');
  });

  it('evaluates every rule without an error', { timeout: 60_000 }, async () => {
    const rules = await until('every rule is evaluated', async () => {
      const { data } = await ask('/api/v1/rules');
      const all: readonly { name: string; health: string; lastError?: string }[] = data.groups[0]?.rules ?? [];
      return all.length > 0 && all.every(({ health }) => health !== 'unknown') ? all : undefined;
    });
    expect(rules.filter(({ health }) => health !== 'ok')).toEqual([]);
    expect(rules).toHaveLength((readFileSync(RULES, 'utf8').match(/- alert:/g) ?? []).length);
  });

  it('answers every query of the dashboard', { timeout: 60_000 }, async () => {
    const { panels } = JSON.parse(readFileSync('docs/content/grafana/tocsin.json', 'utf8'));
    const queries: readonly string[] = panels.flatMap(({ targets = [] }: { targets?: readonly { expr: string }[] }) =>
      targets.map(({ expr }) => expr),
    );
    expect(queries.length).toBeGreaterThan(15);
    for (const expr of queries) {
      const asked = expr.replaceAll('$__rate_interval', '1m').replaceAll(/\$(job|destination)/g, '.*');
      const answer = await ask(`/api/v1/query?query=${encodeURIComponent(asked)}`);
      expect(answer.status, asked).toBe('success');
    }
  });
});
