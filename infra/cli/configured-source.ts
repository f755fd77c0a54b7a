import { existsSync } from 'node:fs';
import path from 'node:path';
import type { Variables } from '../../lambdas/config/env.ts';
import type { SourceConfig } from '../../lambdas/config/schema.ts';
import { resolveSecrets } from '../../lambdas/config/secrets.ts';
import { nearest } from '../../lambdas/domain/values/nearest.ts';
import { configText } from '../config-text.ts';
import { configOf } from '../load-config.ts';
import { CliError, exitCode } from './errors.ts';

const DEFAULT = 'tocsin.yaml';

type Sources = Readonly<Record<string, SourceConfig>>;

interface Known {
  readonly sources: Sources;
  readonly file: string;
  readonly given: Readonly<Record<string, string>>;
}

/** Without a configuration, `npm start` uses a sample of its own, with secrets that are no secrets. */
async function sampled(): Promise<Known> {
  const { sampleConfig } = await import('../local/sample-config.ts');
  const nowhere = 'http://127.0.0.1:1';
  const { yaml, secrets } = sampleConfig({
    slackApiUrl: nowhere,
    slackWebhookUrl: nowhere,
    teamsUrl: nowhere,
    jiraUrl: nowhere,
    splunkUrl: nowhere,
    webhookUrl: nowhere,
  });
  return {
    sources: configOf(yaml, 'the sample configuration', true).sources,
    file: 'the sample configuration',
    given: secrets,
  };
}

async function known(file: string | undefined): Promise<Known> {
  if (file === undefined && !existsSync(DEFAULT)) return sampled();
  const name = file ?? DEFAULT;
  return { sources: configOf(configText(name), name, true).sources, file: path.basename(name), given: {} };
}

function unknownSource(name: string, { sources, file }: Known): CliError {
  const near = nearest(name, Object.keys(sources));
  const hint = near === undefined ? '' : `; did you mean "${near}"?`;
  return new CliError(
    `no source "${name}" in ${file}; there are: ${Object.keys(sources).join(', ')}${hint}`,
    exitCode.misuse,
  );
}

/** A source of the configuration, its secrets replaced by their values from the environment or `.env`. */
export async function configuredSource(
  name: string,
  file: string | undefined,
  environment: Variables,
): Promise<SourceConfig> {
  const all = await known(file);
  const source = Object.hasOwn(all.sources, name) ? all.sources[name] : undefined;
  if (source === undefined) throw unknownSource(name, all);
  const { value, missing } = resolveSecrets(source.auth, { ...all.given, ...environment });
  if (missing.length === 0) return { ...source, auth: value };
  throw new CliError(
    `${missing.join(', ')} not set: set it in the environment or in .env, as for npm start`,
    exitCode.unreachable,
  );
}
