import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Metafile } from 'esbuild';
import { bundle, CONSOLE_FILE, functionNames, hasConsole, sourceDirOf } from '../aws/bundle.ts';
import { buildConsoleSync } from '../console/build.ts';
import { DIST } from './places.ts';

/** Compiles the functions for the construct; the configuration comes beside them when somebody uses it. Answers what is in each. */
export const compileFunctions = (): Metafile[] =>
  functionNames.map((name) => {
    const folder = path.join(DIST, 'functions', name);
    mkdirSync(folder, { recursive: true });
    const { metafile } = bundle(path.join(sourceDirOf(name), 'handler.ts'), folder);
    if (hasConsole(name)) writeFileSync(path.join(folder, CONSOLE_FILE), JSON.stringify(buildConsoleSync()));
    return metafile;
  });
