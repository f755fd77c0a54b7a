/** Configurations of other programs become one that loads, passes `check`, and routes samples as their documentation says. */
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import * as z from 'zod/mini';
import { tocsin } from './cli.ts';
import { alertFrom, destinationsFor, imported, type Old, oldConfigurations } from './imports.ts';

/** Values of fixtures that are credentials are written so. */
const credentials = (old: unknown): string[] =>
  [...JSON.stringify(old).matchAll(/(?:secret|key|token|password|session)-of-[\w-]+|whsec_\w+|AKIAEXAMPLE/g)].map(
    ([text]) => text,
  );

async function carried(peer: string, { config, notes }: Old) {
  const made = await imported(peer, config);
  expect([...made.notes].sort()).toEqual([...notes].sort());
  for (const text of credentials(config)) expect(made.yaml + made.err).not.toContain(text);
  const names = [...made.yaml.matchAll(/\$\{(\w+)\}/g)].map(([, name = '']) => name);
  for (const name of names) expect(made.err).toContain(name);
  return made;
}

const labels = z.record(z.string(), z.string());
const LabelSamples = z.array(z.strictObject({ labels, to: z.array(z.string()) }));
const PrioritySamples = z.record(z.string(), z.array(z.string()));
const EventSamples = z.array(z.strictObject({ event: z.unknown(), to: z.array(z.string()) }));

/** A receiver has one destination of its name, or several that begin with it. */
const receiverOf = (destination: string, receivers: readonly string[]): string =>
  receivers.toSorted((a, b) => b.length - a.length).find((name) => destination.startsWith(name)) ?? destination;

describe('tocsin import alertmanager', () => {
  it('has ten configurations', () => expect(oldConfigurations('alertmanager')).toHaveLength(10));

  it.each(oldConfigurations('alertmanager'))('%s', async (_, old) => {
    const { config } = await carried('alertmanager', old);
    for (const { labels: given, to } of LabelSamples.parse(old.samples)) {
      const alerts = [{ status: 'firing', labels: given, annotations: {}, startsAt: '2026-11-25T10:00:00Z' }];
      const alert = alertFrom('alertmanager', 'prometheus', { version: '4', status: 'firing', alerts });
      const found = (await destinationsFor(alert, config)).map((name) =>
        receiverOf(
          name,
          to.map((each) => each.toLowerCase()),
        ),
      );
      expect([...new Set(found)].sort(), JSON.stringify(given)).toEqual(to.map((each) => each.toLowerCase()).sort());
    }
  });
});

describe('tocsin import falcosidekick', () => {
  it('has ten configurations', () => expect(oldConfigurations('falcosidekick')).toHaveLength(10));

  it.each(oldConfigurations('falcosidekick'))('%s', async (_, old) => {
    const { config } = await carried('falcosidekick', old);
    for (const [priority, to] of Object.entries(PrioritySamples.parse(old.samples))) {
      const event = {
        time: '2026-11-25T10:00:00Z',
        rule: 'Terminal shell in container',
        priority,
        output: 'a shell',
        output_fields: {},
      };
      const found = await destinationsFor(alertFrom('falco', 'falco', event), config);
      expect(found.sort(), priority).toEqual(to.toSorted());
    }
  });
});

describe('tocsin import kubearmor-sidekick', () => {
  it('has ten configurations', () => expect(oldConfigurations('kubearmor-sidekick')).toHaveLength(10));

  it.each(oldConfigurations('kubearmor-sidekick'))('%s', async (_, old) => {
    const { config } = await carried('kubearmor-sidekick', old);
    for (const [Severity, Action] of [
      ['1', 'Audit'],
      ['10', 'Block'],
    ] as const) {
      const record = {
        PolicyName: 'block-shell',
        Severity,
        Action,
        Type: 'MatchedPolicy',
        UpdatedTime: '2026-11-25T10:00:00.000Z',
        Resource: '/bin/sh',
      };
      expect((await destinationsFor(alertFrom('kubearmor', 'kubearmor', record), config)).sort()).toEqual(
        old.to?.toSorted(),
      );
    }
  });
});

describe('tocsin import outpost', () => {
  it('has ten configurations', () => expect(oldConfigurations('outpost')).toHaveLength(10));

  it.each(oldConfigurations('outpost'))('%s', async (_, old) => {
    const { config } = await carried('outpost', old);
    for (const { event, to } of EventSamples.parse(old.samples)) {
      const found = await destinationsFor(alertFrom('generic', 'events', event), config);
      expect(found.sort(), JSON.stringify(event)).toEqual(to.toSorted());
    }
  });
});

describe('tocsin import', () => {
  const a = 'a';
  const folder = () => {
    const made = mkdtempSync(path.join(os.tmpdir(), 'tocsin-import-'));
    onTestFinished(() => rmSync(made, { recursive: true, force: true }));
    return (name: string) => path.join(made, name);
  };

  it('writes a new file, and never over one that is there', async () => {
    const at = folder();
    writeFileSync(at('old.yaml'), 'slack: { webhookurl: "https://hooks.slack.com/services/T/B/secret" }\n');
    const first = await tocsin(['import', 'falcosidekick', at('old.yaml'), '-o', at('tocsin.yaml')]);
    expect(first).toMatchObject({ code: 0, out: '' });
    expect(readFileSync(at('tocsin.yaml'), 'utf8')).toContain('type: slack');
    expect((await tocsin(['check', at('tocsin.yaml')])).code).toBe(0);
    const again = await tocsin(['import', 'falcosidekick', at('old.yaml'), '-o', at('tocsin.yaml')]);
    expect(again.code).toBe(2);
    expect(again.err).toContain('exists already');
  });

  it.each([
    ['no settings', 'just a text', 'holds no settings'],
    ['no YAML', 'a: [', 'is neither YAML nor JSON'],
    ['nothing that is on', 'slack: { webhookurl: "" }', 'nothing to import'],
  ])('refuses a file with %s', async (_, text, says) => {
    const at = folder();
    writeFileSync(at('old.yaml'), text);
    const { code, err } = await tocsin(['import', 'falcosidekick', at('old.yaml'), '-o', at('new.yaml')]);
    expect(code).toBe(1);
    expect(err).toContain(says);
    expect(existsSync(at('new.yaml'))).toBe(false);
  });

  it.each([
    [
      'falcosidekick',
      'falcosidekick: { config: { discord: { webhookurl: "https://discord.com/api/webhooks/1/x" } } }',
      'type: discord',
    ],
    ['kubearmor-sidekick', 'config: { aws: { region: eu-west-1, s3: { bucket: logs } } }', 'type: s3'],
    [
      'alertmanager',
      'alertmanager: { config: { route: { receiver: a }, receivers: [{ name: a, webhook_configs: [{ url: "https://a.example.com/" }] }] } }',
      'https://a.example.com/',
    ],
  ])('takes the values of a chart: %s', async (peer, text, says) => {
    const at = folder();
    writeFileSync(at('values.yaml'), text);
    const { code, out } = await tocsin(['import', peer, at('values.yaml')]);
    expect(code).toBe(0);
    expect(out).toContain(says);
  });

  it('keeps the times of groups within what is allowed, and says so', async () => {
    const { config, notes } = await imported('alertmanager', {
      route: {
        receiver: a,
        repeat_interval: '1y',
        routes: [{ receiver: a, matchers: ['alertname="Alive"'], repeat_interval: '1m' }],
      },
      receivers: [{ name: a, webhook_configs: [{ url: 'https://a.example.com/' }] }],
    });
    expect(notes).toContain('route.repeat_interval');
    const [root] = config.routes;
    expect(root?.grouping).toMatchObject({ waitSeconds: 30, intervalSeconds: 300, repeatSeconds: 7 * 86_400 });
    expect(root?.routes?.[0]?.grouping?.repeatSeconds).toBe(300);
  });

  it('says what of the new file does not pass the check', async () => {
    const at = folder();
    writeFileSync(at('old.yaml'), 'aws: { region: nowhere else, s3: { bucket: "No Bucket" } }\n');
    const { code, err } = await tocsin(['import', 'falcosidekick', at('old.yaml')]);
    expect(code).toBe(0);
    expect(err).toContain('does not pass tocsin check yet');
  });

  it('refuses a program that it does not know', async () => {
    expect((await tocsin(['import', 'something', 'old.yaml'])).code).toBe(2);
  });
});
