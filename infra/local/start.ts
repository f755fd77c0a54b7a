import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { secretNames } from '../../lambdas/core/config/secrets.ts';
import type { Variables } from '../../lambdas/core/env.ts';
import { consoleLog } from '../../lambdas/functions/console-log.ts';
import { ConfigMistakes, configOf } from '../load-config.ts';
import { hookHelp } from './hook-help.ts';
import { plainLog } from './plain-log.ts';
import { sampleConfig } from './sample-config.ts';
import { startSandbox } from './sandbox/server.ts';
import { adminToken, readEnvironment } from './settings.ts';
import { startSystem } from './system.ts';

const { values: options } = parseArgs({
  options: {
    config: { type: 'string' },
    port: { type: 'string', default: '8787' },
    host: { type: 'string', default: '127.0.0.1' },
    data: { type: 'string', default: '.tocsin' },
  },
});

interface Chosen {
  readonly yaml: string;
  readonly file: string;
  readonly secrets: Variables;
  readonly note: string;
  /** Secrets that nobody but this process knows. */
  readonly given?: Readonly<Record<string, string>>;
}

/** The configuration that was asked for, else `tocsin.yaml`, else a sample over the sandbox. */
async function choose(environment: Variables): Promise<Chosen> {
  const file = options.config ?? (existsSync('tocsin.yaml') ? 'tocsin.yaml' : undefined);
  if (file !== undefined)
    return { yaml: readFileSync(file, 'utf8'), file, secrets: environment, note: `configuration ${file}` };
  const sandbox = await startSandbox({});
  const { yaml, secrets } = sampleConfig(sandbox.endpoints);
  return {
    yaml,
    file: 'sample',
    secrets: { ...environment, ...secrets },
    given: secrets,
    note: `no tocsin.yaml found: a sample over the sandbox, which shows what it received at ${sandbox.url}`,
  };
}

async function main(): Promise<void> {
  const dataDir = path.resolve(options.data);
  const environment = readEnvironment(process.cwd(), process.env);
  const chosen = await choose(environment);
  const config = configOf(chosen.yaml, chosen.file, true, (line) => console.warn(`  ! ${line}`));
  const missing = secretNames(config).filter((name) => (chosen.secrets[name] ?? '') === '');
  const admin = adminToken(environment, dataDir);
  const secrets = { ...chosen.secrets, TOCSIN_ADMIN_TOKEN: admin.token };
  const log = environment['TOCSIN_LOG'] === 'json' ? consoleLog : plainLog;
  const system = await startSystem({ config, dataDir, port: Number(options.port), host: options.host, secrets, log });
  console.log(`Tocsin listens on ${system.url}, data in ${options.data}; ${chosen.note}`);
  for (const name of missing)
    console.log(`  ! ${name} is not set: set it in the environment or in .env; what needs it waits`);
  console.log(['Hooks:', ...hookHelp(config, system.url, chosen.given)].join('\n'));
  console.log(
    `Status: curl -H "authorization: Bearer ${admin.isOurs ? admin.token : '$TOCSIN_ADMIN_TOKEN'}" ${system.url}/v1/alerts`,
  );
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.once(signal, () => {
      const end = () => process.exit(0);
      system.close().then(end, end);
    });
  }
}

try {
  await main();
} catch (error) {
  console.error(
    error instanceof ConfigMistakes
      ? error.message
      : `tocsin could not start: ${error instanceof Error ? error.message : String(error)}`,
  );
  process.exit(1);
}
