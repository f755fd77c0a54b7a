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

/** The same of a configuration that is an object in code. Its lines are those of its JSON text with an indent of two. */
export function deployedObject(written: object, warn: (line: string) => void = () => undefined): Config {
  const loaded = checkConfig(JSON.stringify(written, undefined, 2), false, { deploymentProblems });
  return withoutMistakes(loaded, 'config', warn);
}
