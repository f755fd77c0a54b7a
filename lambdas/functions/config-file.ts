import { readFileSync } from 'node:fs';
import type { Config } from '../core/config/schema.ts';
import { required, type Variables } from '../core/env.ts';

/** The checked configuration that the deployment put beside the function: `TOCSIN_CONFIG` is its path. */
export function readConfigFile<Part extends keyof Config>(variables: Variables): Pick<Config, Part> {
  return JSON.parse(readFileSync(required(variables, 'TOCSIN_CONFIG'), 'utf8'));
}
