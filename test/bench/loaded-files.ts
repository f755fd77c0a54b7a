import { readFileSync } from 'node:fs';
import path from 'node:path';

const IMPORT = /(?:from|import)"\.\/([\w-]+\.mjs)"/g;

/** The files that are loaded before the handler is there: what is imported from the entry on, and not what is imported later. */
export function loadedFiles(folder: string): ReadonlySet<string> {
  const loaded = new Set<string>();
  const pending = ['index.mjs'];
  for (let name = pending.pop(); name !== undefined; name = pending.pop()) {
    if (loaded.has(name)) continue;
    loaded.add(name);
    const text = readFileSync(path.join(folder, name), 'utf8');
    pending.push(...[...text.matchAll(IMPORT)].flatMap(([, found]) => found ?? []));
  }
  return loaded;
}
