import { readFileSync } from 'node:fs';
import { required, type Variables } from '../config/env.ts';
import type { Config } from '../config/schema.ts';

/** The checked configuration that the deployment put beside the function: `TOCSIN_CONFIG` is its path. */
export function readConfigFile<Part extends keyof Config>(variables: Variables): Pick<Config, Part> {
  return JSON.parse(readFileSync(required(variables, 'TOCSIN_CONFIG'), 'utf8'));
}
