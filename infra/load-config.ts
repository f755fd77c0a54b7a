import { readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { type Loaded, loadConfig } from '../lambdas/config/load.ts';
import { ConfigMistakes, formatMistake } from '../lambdas/config/mistakes.ts';
import type { Config } from '../lambdas/config/schema.ts';
import type { Surroundings } from '../lambdas/config/surroundings.ts';
import { destinations } from '../lambdas/destinations/index.ts';
import { defined } from '../lambdas/domain/values/json-fields.ts';
import { sources } from '../lambdas/sources/index.ts';

/** Certificates are a few kilobytes. */
const MAX_FILE_BYTES = 1024 * 1024;

/** The content of a file that a configuration names; nothing when there is none that can be read. */
function readText(file: string): string | undefined {
  try {
    const { size } = statSync(file);
    // A pipe or a device has no size, and reading it may never end.
    return size > 0 && size <= MAX_FILE_BYTES ? readFileSync(file, 'utf8') : undefined;
  } catch {
    return undefined;
  }
}

/**
 * Where the files of a configuration lie that it names; `onRead` gets the path of each. `isSet` says which secrets have a
 * value, where that is known.
 */
export interface Beside {
  readonly folder?: string;
  onRead?(file: string): void;
  isSet?(name: string): boolean;
  deploymentProblems?: NonNullable<Surroundings['deploymentProblems']>;
}

/** `tocsin.yaml` against the registries. */
export const checkConfig = (
  text: string,
  allowLoopback: boolean,
  { folder = '.', onRead, isSet, deploymentProblems }: Beside = {},
): Loaded =>
  loadConfig(text, {
    sourceTypes: Object.keys(sources),
    destinationTypes: destinations,
    allowLoopback,
    readFile(name) {
      const file = path.resolve(folder, name);
      onRead?.(file);
      return readText(file);
    },
    ...defined({ isSet, deploymentProblems }),
  });

/** What was loaded, when it has no mistakes; throws `ConfigMistakes` with all of them. */
export function withoutMistakes(loaded: Loaded, file: string, warn: (line: string) => void): Config {
  if (loaded.kind === 'mistakes')
    throw new ConfigMistakes(loaded.mistakes.map((mistake) => formatMistake(file, mistake)).join('\n'));
  for (const warning of loaded.warnings) warn(formatMistake(file, warning));
  return loaded.config;
}

/** The checked configuration; throws `ConfigMistakes` with all of them. `warn` gets what works and should not stay, `onRead` the
 * files that it names. */
export function configOf(
  text: string,
  file: string,
  allowLoopback: boolean,
  warn: (line: string) => void = () => undefined,
  onRead: (file: string) => void = () => undefined,
): Config {
  return withoutMistakes(checkConfig(text, allowLoopback, { folder: path.dirname(file), onRead }), file, warn);
}
