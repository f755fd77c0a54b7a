import { readFileSync } from 'node:fs';
import * as z from 'zod/mini';
import type { Connected } from '../../lambdas/core/connected.ts';
import type { Destination } from '../../lambdas/core/destination.ts';
import { destinations } from '../../lambdas/destinations/index.ts';

const Settings = z.record(z.string(), z.unknown());
const Variants = z.array(z.strictObject({ name: z.string(), settings: Settings }));

interface Variant {
  readonly type: string;
  /** The type, and which of its ways of configuration: `slack bot`. */
  readonly name: string;
  readonly connected: Connected;
}

const settingsOf = (type: string): unknown =>
  JSON.parse(readFileSync(new URL(`../fixtures/destinations/${type}/settings.json`, import.meta.url), 'utf8'));

function variantsOf([type, destination]: [string, Destination]): Variant[] {
  const found = settingsOf(type);
  if (!Array.isArray(found)) return [{ type, name: type, connected: destination.connect(found) }];
  return Variants.parse(found).map(({ name, settings }) => ({
    type,
    name: `${type} ${name}`,
    connected: destination.connect(settings),
  }));
}

/** Every destination type in every way of configuration that its fixtures have. */
export const variants: readonly Variant[] = Object.entries<Destination>(destinations).flatMap(variantsOf);
