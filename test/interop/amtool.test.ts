/** amtool says of each imported configuration of Alertmanager which receivers get a sample: the samples of the fixtures say the same. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { stringify } from 'yaml';
import * as z from 'zod/mini';
import { oldConfigurations } from '../cli/imports.ts';
import { installed } from './program.ts';

const command = installed('amtool');
const folder = mkdtempSync(path.join(os.tmpdir(), 'tocsin-amtool-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const Config = z.looseObject({ receivers: z.array(z.looseObject({ name: z.string() })) });
const Samples = z.array(z.strictObject({ labels: z.record(z.string(), z.string()), to: z.array(z.string()) }));

/** A receiver without an entry notifies nobody. */
const notifying = (config: unknown): string[] =>
  Config.parse(config)
    .receivers.filter((receiver) => Object.keys(receiver).length > 1)
    .map(({ name }) => name);

/** This version of amtool does not know the newest kinds of receivers: routes do not depend on them. */
const withKnownKinds = (config: unknown): unknown => ({
  ...Config.parse(config),
  receivers: Config.parse(config).receivers.map(({ name }) => ({ name })),
});

describe.skipIf(command === undefined)(`amtool (${command ?? 'not installed here'})`, () => {
  it.each(oldConfigurations('alertmanager'))('%s', (_, { config, samples, tooNewForAmtool }) => {
    const file = path.join(folder, 'alertmanager.yml');
    writeFileSync(file, stringify(tooNewForAmtool === true ? withKnownKinds(config) : config));
    for (const { labels, to } of Samples.parse(samples)) {
      const pairs = Object.entries(labels).map(([name, value]) => `${name}=${JSON.stringify(value)}`);
      const { stdout, stderr, status } = spawnSync(
        command ?? '',
        ['config', 'routes', 'test', `--config.file=${file}`, ...pairs],
        { encoding: 'utf8', timeout: 20_000 },
      );
      expect(status, stderr).toBe(0);
      const found = stdout
        .trim()
        .split(',')
        .filter((name) => notifying(config).includes(name));
      expect(found.sort(), JSON.stringify(labels)).toEqual(to.toSorted());
    }
  });
});
