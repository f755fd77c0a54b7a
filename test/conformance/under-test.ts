import type { Destination } from '../../lambdas/destinations/_kit/define-destination.ts';
import { registry as destinations } from '../../lambdas/destinations/registry.ts';
import type { Source } from '../../lambdas/sources/_kit/define-source.ts';
import { registry as sources } from '../../lambdas/sources/registry.ts';

interface Adapters {
  readonly sources: Source;
  readonly destinations: Destination;
}

type Registries = { readonly [F in keyof Adapters]: Readonly<Record<string, () => Promise<Adapters[F]>>> };

const registries: Registries = { sources, destinations };

/** Only this type is tested, and no other is loaded: set by `npm run test:adapter`. */
const only = process.env['ADAPTER'];

/** Whether one adapter is tested without the others. */
export const isAlone: boolean = only !== undefined;

/** Whether a registry has a line for a type. */
export const isRegistered = (folder: keyof Adapters, type: string): boolean => Object.hasOwn(registries[folder], type);

/** The adapters that a conformance suite runs over: all that are registered, or one alone. */
export async function underTest<F extends keyof Adapters>(folder: F): Promise<[string, Adapters[F]][]> {
  const own = Object.entries(registries[folder]).filter(([type]) => only === undefined || type === only);
  return Promise.all(own.map(async ([type, load]): Promise<[string, Adapters[F]]> => [type, await load()]));
}
