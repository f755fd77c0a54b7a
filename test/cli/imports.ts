import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { onTestFinished } from 'vitest';
import { parse, stringify } from 'yaml';
import * as z from 'zod/mini';
import { checkConfig } from '../../infra/load-config.ts';
import type { Config } from '../../lambdas/config/schema.ts';
import type { Alert } from '../../lambdas/domain/alert.ts';
import { createRouter } from '../../lambdas/domain/routing.ts';
import { read } from '../../lambdas/engine/route/read.ts';
import { sources } from '../../lambdas/sources/index.ts';
import { tocsin } from './cli.ts';

const texts = z.array(z.string());

/** One configuration of another program: what is not carried over, and who gets samples by its documentation. */
const Old = z.strictObject({
  config: z.unknown(),
  notes: texts,
  samples: z.optional(z.unknown()),
  to: z.optional(texts),
  tooNewForAmtool: z.optional(z.boolean()),
});
export type Old = z.infer<typeof Old>;

/** The configurations of a program, by what is particular to each. */
export const oldConfigurations = (peer: string): [string, Old][] =>
  Object.entries(z.record(z.string(), Old).parse(parse(readFileSync(`test/fixtures/imports/${peer}.yaml`, 'utf8'))));

export interface Imported {
  readonly yaml: string;
  readonly err: string;
  /** The places that were named as not carried over. */
  readonly notes: readonly string[];
  readonly config: Config;
}

/** Imports a configuration by the command, and loads what it printed. */
export async function imported(peer: string, config: unknown): Promise<Imported> {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'tocsin-import-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const file = path.join(folder, 'old.yaml');
  writeFileSync(file, stringify(config));
  const { code, out, err } = await tocsin(['import', peer, file]);
  if (code !== 0) throw new Error(err);
  const loaded = checkConfig(out, false);
  if (loaded.kind !== 'config') throw new Error(`${JSON.stringify(loaded.mistakes)}\n${out}`);
  const notes = err.split('\n').flatMap((line) => /^old\.yaml: (\S+): /.exec(line)?.[1] ?? []);
  return { yaml: out, err, notes, config: loaded.config };
}

/** The alert that a payload becomes by a source of a type. */
export function alertFrom(type: keyof typeof sources, id: string, payload: unknown): Alert {
  const bytes = Buffer.from(JSON.stringify(payload));
  const inbound = {
    headers: { 'content-type': 'application/json' },
    sourceId: id,
    receivedAt: '2026-11-25T10:00:00.000Z',
    bytes,
  };
  const result = read(sources[type], inbound);
  const [first] = result.kind === 'alerts' ? result.alerts : [];
  if (first === undefined) throw new Error(`no alert: ${result.kind}`);
  return first.alert;
}

/** The destinations that get an alert; what a route keeps back for ever is not among them. */
export async function destinationsFor(alert: Alert, { routes }: Config): Promise<string[]> {
  const { destinations, options } = await createRouter(routes)(alert);
  const isDropped = (name: string): boolean =>
    options[name]?.times?.every(({ mute, outside }) => outside === 'drop' && mute?.includes('always') === true) ===
    true;
  return destinations.filter((name) => !isDropped(name));
}
