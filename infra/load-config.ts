import { type Loaded, loadConfig } from '../lambdas/config/load.ts';
import { ConfigMistakes, formatMistake } from '../lambdas/config/mistakes.ts';
import type { Config } from '../lambdas/config/schema.ts';
import { destinations } from '../lambdas/destinations/index.ts';
import { sources } from '../lambdas/sources/index.ts';

/** `tocsin.yaml` against the registries. */
export const checkConfig = (text: string, allowLoopback: boolean): Loaded =>
  loadConfig(text, { sourceTypes: Object.keys(sources), destinationTypes: destinations, allowLoopback });

/** The checked configuration; throws `ConfigMistakes` with all of them. `warn` gets what works and should not stay. */
export function configOf(
  text: string,
  file: string,
  allowLoopback: boolean,
  warn: (line: string) => void = () => undefined,
): Config {
  const loaded = checkConfig(text, allowLoopback);
  if (loaded.kind === 'mistakes')
    throw new ConfigMistakes(loaded.mistakes.map((mistake) => formatMistake(file, mistake)).join('\n'));
  for (const warning of loaded.warnings) warn(formatMistake(file, warning));
  return loaded.config;
}
