import path from 'node:path';
import type { Variables } from '../../lambdas/config/env.ts';
import type { Config } from '../../lambdas/config/schema.ts';
import { secretNames } from '../../lambdas/config/secrets.ts';
import { configText } from '../config-text.ts';
import { configOf } from '../load-config.ts';
import { changedSecrets, changesBetween, type Setup } from './reload/changes.ts';
import { watchFiles } from './reload/watch-files.ts';
import { readEnvironment } from './settings.ts';
import type { System } from './system.ts';
import { unconfiguredLine } from './unconfigured.ts';

/** Where lines for a person go. */
export interface Screen {
  info(line: string): void;
  warn(line: string): void;
}

/** What a reload reads again. */
export interface Files {
  /** The configuration. */
  readonly file: string;
  /** The folder with `.env`. */
  readonly folder: string;
  /** The environment of the process, which takes precedence over `.env`. */
  readonly outer: Variables;
  /** The secrets that have to be set; otherwise all that the configuration names. */
  readonly secretsOf?: (config: Config) => readonly string[];
}

/** Reads configuration and secrets; throws an error that says what is wrong. `onNamed` gets the files that it names. */
function readSetup(
  { file, folder, outer }: Files,
  warn: (line: string) => void,
  onNamed: (file: string) => void,
): Setup {
  const secrets = readEnvironment(folder, outer);
  return { config: configOf(configText(file), file, true, warn, onNamed), secrets };
}

/** Every secret that the configuration names, the admin token, and the proxies of the environment. */
const namesIn = (...setups: readonly Setup[]): readonly string[] => {
  const proxies = ['HTTPS_PROXY', 'HTTP_PROXY', 'NO_PROXY', 'https_proxy', 'http_proxy', 'no_proxy'];
  return [...new Set([...setups.flatMap(({ config }) => secretNames(config)), 'TOCSIN_ADMIN_TOKEN', ...proxies])];
};

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

/** Takes a configuration that has changed; keeps the one before when it has mistakes. */
export interface Reloading {
  /** Reads the files now, whether they have changed or not. */
  reload(): Promise<void>;
  stop(): void;
}

/** Watches the files of the configuration, and goes on with what they hold when it is free of mistakes. */
export function startReloading(
  files: Files,
  first: Setup,
  named: ReadonlySet<string>,
  system: Pick<System, 'reload'>,
  screen: Screen,
): Reloading {
  let current = first;
  let beside = [...named];
  let last: Promise<void> = Promise.resolve();

  async function take(next: Setup, isFirst: boolean): Promise<void> {
    const names = namesIn(current, next);
    const changes = changesBetween(current, next, names);
    if (changes === undefined) {
      if (!isFirst) screen.info('Configuration read again: nothing has changed.');
      return;
    }
    const haveSecretsChanged = changedSecrets(current, next, names).length > 0;
    const unconfigured = await system.reload(next.config, next.secrets, haveSecretsChanged);
    current = next;
    screen.info(`Configuration reloaded: ${changes}.`);
    const { secretsOf = secretNames } = files;
    for (const name of secretsOf(next.config).filter((each) => (next.secrets[each] ?? '') === ''))
      screen.warn(`${name} is not set: set it in the environment or in .env; what needs it waits`);
    for (const waiting of unconfigured) screen.warn(unconfiguredLine(waiting));
  }

  async function again(isFirst: boolean): Promise<void> {
    const read = new Set<string>();
    try {
      const next = readSetup(files, isFirst ? () => undefined : screen.warn, (file) => read.add(file));
      await take(next, isFirst);
    } catch (error) {
      screen.warn(`the configuration was not reloaded, and the one before stays in use:\n${messageOf(error)}`);
    } finally {
      beside = [...read];
    }
  }

  const reload = (): Promise<void> => {
    last = last.then(() => again(false));
    return last;
  };
  const watched = (): readonly string[] => [files.file, path.join(files.folder, '.env'), ...beside];
  const watching = watchFiles(watched, () => void reload());
  // What was written while the system started.
  last = again(true);
  return { reload, stop: watching.stop };
}
