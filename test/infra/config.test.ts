import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { partOf } from '../../infra/aws/bundle.ts';
import { configOf } from '../../infra/load-config.ts';
import { childEnv } from '../child-env.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'tocsin-config-'));
afterAll(() => rmSync(folder, { recursive: true }));

const yaml = `version: 1
sources:
  akto-prod: { type: akot, auth: { bearer: "\${AKTO_HOOK_TOKEN}" } }
destinations:
  soc-slack: { type: slack, webhookUrl: http://127.0.0.1:9000/hook }
routes:
  - to: [soc-slak]
`;

const synth = (file: string, options: Readonly<Record<string, string>> = {}) =>
  spawnSync(process.execPath, ['infra/app.ts'], {
    encoding: 'utf8',
    env: { ...childEnv, CDK_CONTEXT_JSON: JSON.stringify({ config: file, ...options }) },
  });

describe('a mistake in the configuration', () => {
  it('ends the synthesis with all mistakes and their lines, and no stack trace', () => {
    const file = path.join(folder, 'tocsin.yaml');
    writeFileSync(file, yaml);
    const { status, stderr } = synth(file);
    expect(status).toBe(1);
    const lines = stderr.trim().split('\n');
    expect(lines).toEqual([
      expect.stringContaining(`${file}:3:22: sources.akto-prod.type: unknown source type "akot": did you mean "akto"?`),
      expect.stringContaining(`${file}:5:41: destinations.soc-slack.webhookUrl: is on this machine`),
      expect.stringContaining(
        `${file}:7:10: routes[0].to[0]: unknown destination "soc-slak": did you mean "soc-slack"?`,
      ),
    ]);
  });

  it('is a secret in plain text too, and a name that IAM has to know: all of them at once, and none is shown', () => {
    const file = path.join(folder, 'plain.yaml');
    writeFileSync(
      file,
      `version: 1
defaults: { proxy: "http://tocsin:hunter2@proxy.example.com:8080" }
sources:
  akto-prod: { type: akto, auth: { bearer: hunter2-hunter2 } }
destinations:
  search: { type: elasticsearch, url: https://es.example.com, user: tocsin, password: hunter2 }
  archive: { type: s3, bucket: "\${BUCKET}", region: eu-central-1 }
routes:
  - to: [search, archive]
`,
    );
    const { status, stderr } = synth(file);
    expect(status).toBe(1);
    expect(stderr.trim().split('\n')).toEqual([
      expect.stringMatching(/:2:20: defaults\.proxy: a secret in plain text.*"\$\{PROXY\}"/),
      expect.stringMatching(
        /:4:44: sources\.akto-prod\.auth\.bearer: a secret in plain text.*"\$\{AKTO_PROD_BEARER\}".*secrets set/,
      ),
      expect.stringMatching(/:6:87: destinations\.search\.password: a secret in plain text.*"\$\{SEARCH_PASSWORD\}"/),
      expect.stringMatching(/:7:32: destinations\.archive\.bucket: must be written out/),
    ]);
    expect(stderr).not.toContain('hunter2');
  });

  it('is reported with the mistakes in options', () => {
    const file = path.join(folder, 'both.yaml');
    writeFileSync(file, yaml);
    const { status, stderr } = synth(file, { retentionDay: '90', throttle: 'rate=0' });
    expect(status).toBe(1);
    expect(stderr.trim().split('\n')).toEqual([
      expect.stringContaining('unknown option "retentionDay": did you mean "retentionDays"?'),
      expect.stringContaining('option throttle: found "rate=0"; allowed: NAME=VALUE'),
      expect.stringContaining(`${file}:3:22: `),
      expect.stringContaining(`${file}:5:41: `),
      expect.stringContaining(`${file}:7:10: `),
    ]);
  });

  it('that there is none says which file was looked for', () => {
    const { status, stderr } = synth('nowhere.yaml');
    expect(status).toBe(1);
    expect(stderr).toContain('nowhere.yaml');
    expect(stderr).not.toContain('    at ');
  });
});

describe('what a function sees of the configuration', () => {
  const config = configOf(
    `version: 1
sources: { akto-prod: { type: akto, auth: none } }
destinations: { archive: { type: webhook, url: https://archive.example.test/in, format: raw } }
routes: [{ to: [archive] }]
`,
    'tocsin.yaml',
    false,
  );

  const reached = configOf(
    `version: 1
sources: {}
destinations: { soc: { type: slack, webhookUrl: "\${SOC_URL}", timeZone: Europe/Berlin, proxy: "http://proxy.example.test:3128" } }
routes: [{ to: [soc] }]
`,
    'tocsin.yaml',
    false,
  );

  it('is nothing of destinations in ingest, and nothing of sources in deliver', () => {
    expect(Object.keys(partOf('ingest', config) ?? {})).toEqual(['sources']);
    expect(Object.keys(partOf('deliver', config) ?? {})).toEqual(['destinations', 'routes']);
  });

  const whole = configOf(
    `version: 1
publicUrl: https://tocsin.example.test
sources: { akto-prod: { type: akto, auth: none } }
destinations: { archive: { type: webhook, url: https://archive.example.test/in } }
timeIntervals: { nights: [{ times: [{ startTime: "22:00", endTime: "24:00" }] }] }
inhibit: [{ when: ['severity="critical"'], suppress: ['severity="low"'], equal: [source] }]
tokens: { oncall: { token: "\${ONCALL_TOKEN}", access: read } }
routes: [{ name: all, to: [archive] }]
canary: { every: 1d, deadline: 5m, routes: [all] }
`,
    'tocsin.yaml',
    false,
  );

  it.each(['ingest', 'route', 'deliver', 'reconcile', 'api'] as const)('is all that %s reads', (name) => {
    const folder = `lambdas/functions/${name}`;
    const code = readdirSync(folder)
      .map((each) => readFileSync(path.join(folder, each), 'utf8'))
      .join('\n');
    const read = [...(/readConfigFile<([^>]*)>/.exec(code)?.[1] ?? '').matchAll(/'(\w+)'/g)].map(([, part]) => part);
    expect(read).not.toEqual([]);
    expect(Object.keys(partOf(name, whole) ?? {})).toEqual(expect.arrayContaining(read));
  });

  it('is no address in route, which sends nothing', () => {
    expect(partOf('route', config)?.['destinations']).toEqual({ archive: { type: 'webhook', format: 'raw' } });
  });

  it('is names and types of destinations in reconcile, and no setting of theirs', () => {
    const { destinations = {} } = partOf('reconcile', config) ?? {};
    expect(Object.keys(Object(destinations))).toEqual(Object.keys(config.destinations));
    expect(JSON.stringify(destinations)).not.toMatch(/url|token|http/i);
  });

  it('is what a message is made of in api, its secrets by name, and nothing of how it is reached', () => {
    const { destinations } = partOf('api', reached) ?? {};
    expect(destinations).toEqual({
      soc: { type: 'slack', webhookUrl: `\${SOC_URL}`, timeZone: 'Europe/Berlin' },
    });
  });
});
