import { readFile } from 'node:fs/promises';
import type { Variables } from '../config/env.ts';
import type { ConsoleFiles } from '../engine/api/console.ts';

/** Reads the console that the deployment put beside the function, at its first request; `TOCSIN_CONSOLE` is its path. */
export function consoleFile(variables: Variables): { readonly console?: () => Promise<ConsoleFiles> } {
  const file = variables['TOCSIN_CONSOLE'];
  if (file === undefined) return {};
  let loaded: Promise<ConsoleFiles> | undefined;
  return {
    console: () => {
      loaded ??= readFile(file, 'utf8').then((text): ConsoleFiles => JSON.parse(text));
      return loaded;
    },
  };
}
