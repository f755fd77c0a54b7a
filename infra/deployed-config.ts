import path from 'node:path';
import type { Config } from '../lambdas/config/schema.ts';
import { deploymentProblems } from './aws/destination-grants.ts';
import { configText } from './config-text.ts';
import { checkConfig, withoutMistakes } from './load-config.ts';

/**
 * The checked configuration of a deployment. Throws `ConfigMistakes` with all mistakes; a secret in plain text is one,
 * because the file is uploaded with the functions. `warn` gets what works and should not stay as it is.
 */
export function deployedConfig(file: string, warn: (line: string) => void = () => undefined): Config {
  const loaded = checkConfig(configText(file), false, { folder: path.dirname(file), deploymentProblems });
  return withoutMistakes(loaded, file, warn);
}
