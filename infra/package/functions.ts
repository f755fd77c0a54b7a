import path from 'node:path';
import type { Metafile } from 'esbuild';
import { bundleCode, functionNames } from '../aws/bundle.ts';
import { DIST } from './places.ts';

/** Compiles the functions for the construct; the configuration comes beside them when somebody uses it. Answers what is in each. */
export const compileFunctions = (): Metafile[] =>
  functionNames.map((name) => bundleCode(name, path.join(DIST, 'functions', name)).metafile);
