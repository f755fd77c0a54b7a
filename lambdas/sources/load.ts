import type { Source } from './_kit/define-source.ts';
import { isSourceType, registry } from './registry.ts';

/** The sources of some types, by type; unknown types are left out. */
export async function loadSources(types: Iterable<string>): Promise<Readonly<Record<string, Source>>> {
  const known = [...new Set(types)].filter(isSourceType);
  return Object.fromEntries(await Promise.all(known.map(async (type) => [type, await registry[type]()] as const)));
}
