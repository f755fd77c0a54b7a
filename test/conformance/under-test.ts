import { readFileSync } from 'node:fs';
import type { Destination } from '../../lambdas/destinations/_kit/define-destination.ts';
import type { Source } from '../../lambdas/sources/_kit/define-source.ts';

interface Adapters {
  readonly sources: Source;
  readonly destinations: Destination;
}

const registryOf = (folder: keyof Adapters): URL => new URL(`../../lambdas/${folder}/index.ts`, import.meta.url);

/** Only this type is tested, and no other is loaded: set by `npm run test:adapter`. */
const only = process.env['ADAPTER'];

/** Whether one adapter is tested without the others. */
export const isAlone: boolean = only !== undefined;

const exportedAs = (type: string): string => type.replace(/-(.)/g, (_, letter: string) => letter.toUpperCase());

/** The module of a type and the name that it exports, as the registry imports it; undefined for an unregistered type. */
export function moduleOf(
  folder: keyof Adapters,
  type: string,
): { readonly url: URL; readonly name: string } | undefined {
  const name = exportedAs(type);
  const registry = registryOf(folder);
  const [, file] = new RegExp(`^import \\{ ${name} \\} from '(.+)';$`, 'm').exec(readFileSync(registry, 'utf8')) ?? [];
  return file === undefined ? undefined : { url: new URL(file, registry), name };
}

/** The adapters that a conformance suite runs over: all that are registered, or one alone. */
export async function underTest<F extends keyof Adapters>(folder: F): Promise<[string, Adapters[F]][]> {
  if (only === undefined) return Object.entries((await import(registryOf(folder).href))[folder]);
  const found = moduleOf(folder, only);
  return found === undefined ? [] : [[only, (await import(found.url.href))[found.name]]];
}
