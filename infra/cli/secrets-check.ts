import { existsSync, readFileSync } from 'node:fs';
import { parseEnv } from 'node:util';
import { secretNames } from '../../lambdas/config/secrets.ts';
import { configText } from '../config-text.ts';
import { configOf } from '../load-config.ts';
import type { Context } from './context.ts';
import { exitCode } from './errors.ts';
import { type Output, showTable } from './output.ts';

const FILE = '.env';

export interface CheckOptions extends Output {
  readonly config: string;
  readonly secret?: readonly string[];
}

const envFile = (): Readonly<Record<string, string | undefined>> =>
  existsSync(FILE) ? parseEnv(readFileSync(FILE, 'utf8')) : {};

/** Where each name has a value. */
async function placesOf(
  secrets: readonly string[],
  context: Context,
): Promise<readonly (readonly [string, ReadonlySet<string>])[]> {
  if (secrets.length === 0) {
    const written = envFile();
    const set = (of: Readonly<Record<string, string | undefined>>) =>
      new Set(Object.keys(of).filter((name) => of[name]));
    const outer = Object.entries(context.environment()).filter(([name, value]) => written[name] !== value);
    return [
      ['the environment', set(Object.fromEntries(outer))],
      [FILE, set(written)],
    ];
  }
  const { namesInSecret } = await import('../../lambdas/store/secrets-manager/secret.ts');
  const found: (readonly [string, ReadonlySet<string>])[] = [];
  for (const each of secrets) found.push([each, new Set(await namesInSecret(each, context.environment()))]);
  return found;
}

/** Lists the secrets that the configuration names, and where each has a value. No value is shown. */
export async function checkSecrets(
  { config, secret = [], ...output }: CheckOptions,
  context: Context,
): Promise<number> {
  const { sources, destinations, tokens } = configOf(configText(config), config, true);
  const places = await placesOf(secret, context);
  const rows = secretNames({ sources, destinations, tokens }).map((name) => {
    const where = places.find(([, names]) => names.has(name))?.[0];
    return { name, state: where === undefined ? 'missing' : 'set', where };
  });
  showTable({ secrets: rows }, output, context, () => ({
    head: ['SECRET', 'STATE', 'WHERE'],
    rows: rows.map(({ name, state, where = '' }) => [name, state, where]),
    none: `${config} names no secrets`,
  }));
  const missing = rows.filter(({ state }) => state === 'missing');
  if (missing.length === 0) return exitCode.ok;
  context.io.err(`${missing.length} missing: tocsin secrets set NAME sets one`);
  return exitCode.refused;
}
