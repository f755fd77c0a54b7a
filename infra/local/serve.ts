import { existsSync } from 'node:fs';
import path from 'node:path';
import type { Variables } from '../../lambdas/config/env.ts';
import type { Config } from '../../lambdas/config/schema.ts';
import { defined } from '../../lambdas/domain/values/json-fields.ts';
import { consoleLog } from '../../lambdas/functions/console-log.ts';
import type { StoreError } from '../../lambdas/store/sqlite/errors.ts';
import { configText } from '../config-text.ts';
import { configOf } from '../load-config.ts';
import { sandboxSecrets } from '../sandbox/_kit/settings.ts';
import { endpointsAt } from '../sandbox/server/endpoints.ts';
import { createSandbox, type InProcessSandbox, SANDBOX_URL } from '../sandbox/server/sandbox.ts';
import { hookHelp, sendHelp } from './hook-help.ts';
import { inUseOf, reloading } from './in-use.ts';
import type { Options } from './options.ts';
import { plainLog } from './plain-log.ts';
import { watchFiles } from './reload/watch-files.ts';
import { type Reloading, type Screen, startReloading } from './reload.ts';
import { sampleConfig } from './sample-config.ts';
import { readEnvironment } from './settings.ts';
import { type System, startSystem } from './system.ts';
import { unconfiguredLine } from './unconfigured.ts';

interface Chosen {
  readonly yaml: string;
  readonly file: string;
  readonly secrets: Variables;
  readonly note: string;
  /** Secrets that nobody but this process knows. */
  readonly given?: Readonly<Record<string, string>>;
  readonly sandbox?: InProcessSandbox;
}

/** The configuration that was asked for, else `tocsin.yaml`, else a sample over the sandbox. */
function choose(environment: Variables, { config, sandbox: isSandbox }: Options): Chosen {
  const file = config ?? (existsSync('tocsin.yaml') ? 'tocsin.yaml' : undefined);
  if (file !== undefined) return { yaml: configText(file), file, secrets: environment, note: `configuration ${file}` };
  if (isSandbox) {
    const { yaml, secrets } = sampleConfig(endpointsAt(SANDBOX_URL, sandboxSecrets));
    const note = 'no tocsin.yaml found: a sample';
    return { yaml, file: 'sample', secrets: { ...environment, ...secrets }, given: secrets, note };
  }
  const sandbox = createSandbox({});
  const { yaml, secrets } = sampleConfig(sandbox.endpoints);
  const note = 'no tocsin.yaml found: a sample over the sandbox, which shows what it received at /sandbox';
  return { yaml, file: 'sample', secrets: { ...environment, ...secrets }, given: secrets, note, sandbox };
}

/** Time in which senders are answered that nothing is accepted any more. */
const END_AFTER_MS = 2_000;

/** The store cannot go on: what was answered is on the disk, and nothing more is accepted. */
function endBy(error: StoreError): void {
  console.error(`tocsin ends: ${error.message}`);
  setTimeout(() => process.exit(1), END_AFTER_MS);
}

/** Without a file of its own there is nothing to read again; one that appears is for the next start. */
function sampleReloading(screen: Screen): Pick<Reloading, 'reload' | 'stop'> {
  const say = (): void => screen.info('tocsin.yaml is there now: start again to use it in place of the sample');
  const watching = watchFiles(() => ['tocsin.yaml'], say);
  return {
    reload: async () =>
      screen.info('the sample is in use, and nothing to read again: write a tocsin.yaml and start again'),
    stop: watching.stop,
  };
}

const screen: Screen = { info: (line) => console.log(line), warn: (line) => console.warn(`  ! ${line}`) };

function endOnSignals(system: System, reloading: Pick<Reloading, 'reload' | 'stop'>): void {
  process.on('SIGHUP', () => void reloading.reload());
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.once(signal, () => {
      reloading.stop();
      const end = () => process.exit(0);
      system.close().then(end, end);
    });
  }
}

interface Started {
  readonly config: Config;
  readonly system: System;
  readonly given: Readonly<Record<string, string>>;
  readonly file: string | undefined;
}

/** Says where everything is, and how a first webhook is sent. */
function greet({ config, system, given, file }: Started, isSandbox: boolean): void {
  for (const waiting of system.unconfigured) console.warn(`  ! ${unconfiguredLine(waiting)}`);
  const tryOne = sendHelp(config, system.url, file, file === undefined ? {} : given);
  console.log(['Hooks:', ...hookHelp(config, system.url, given), ...tryOne].join('\n'));
  const token = system.adminToken ?? '$TOCSIN_ADMIN_TOKEN';
  console.log(`Console: ${system.url}/console (sign in with ${system.adminToken ?? 'TOCSIN_ADMIN_TOKEN'})`);
  if (isSandbox) console.log(`Sandbox: ${system.url}/console/sandbox shows what each mock receiver got`);
  console.log(`Status: curl -H "authorization: Bearer ${token}" ${system.url}/v1/alerts`);
}

/** Runs the system as the command line asks for, until a signal ends it. Throws an error that says what to do. */
export async function serve(options: Options): Promise<void> {
  const environment = readEnvironment(process.cwd(), process.env);
  const { yaml, file, note, sandbox, ...chosen } = choose(environment, options);
  const isSample = chosen.given !== undefined;
  const inUse = inUseOf(options, chosen.given);
  const named = new Set<string>();
  const config = configOf(yaml, file, true, screen.warn, (each) => named.add(each));
  const given = inUse.given(config, chosen.secrets);
  const missing = inUse.secretsOf(config).filter((name) => (chosen.secrets[name] ?? '') === '');
  const system = await startSystem({
    config: await inUse.configOf(config),
    dataDir: path.resolve(inUse.data),
    port: options.port,
    host: options.host,
    secrets: { ...chosen.secrets, ...given },
    log: environment['TOCSIN_LOG'] === 'json' ? consoleLog : plainLog,
    trustProxy: options['trust-proxy'],
    hostNames: options['host-name'],
    onFatal: endBy,
    ...defined({ sandbox, mocks: inUse.mocks }),
  });
  console.log(`Tocsin listens on ${system.url}, data in ${inUse.data}; ${note}`);
  if (options.sandbox) console.log('Mock receivers take the place of all destinations: nothing is sent anywhere else.');
  for (const name of missing)
    console.log(`  ! ${name} is not set: set it in the environment or in .env; what needs it waits`);
  greet({ config, system, given, file: isSample ? undefined : file }, options.sandbox);
  const files = { file, folder: process.cwd(), outer: process.env, secretsOf: inUse.secretsOf };
  const first = { config, secrets: chosen.secrets };
  const again = reloading(system, inUse);
  endOnSignals(system, isSample ? sampleReloading(screen) : startReloading(files, first, named, again, screen));
}
