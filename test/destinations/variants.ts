import type { Connected } from '../../lambdas/destinations/_kit/connected.ts';
import type { Destination } from '../../lambdas/destinations/_kit/define-destination.ts';
import { destinations } from '../../lambdas/destinations/index.ts';
import { variantsOf } from '../conformance/destination-cases.ts';

interface Variant {
  readonly type: string;
  /** The type, and which of its ways of configuration: `slack bot`. */
  readonly name: string;
  readonly connected: Connected;
}

const connectedOf = ([type, destination]: [string, Destination]): Variant[] =>
  variantsOf(type).map(({ name, settings }) => ({
    type,
    name: `${type} ${name}`.trim(),
    connected: destination.connect(settings),
  }));

/** Every destination type in every way of configuration that its cases have. */
export const variants: readonly Variant[] = Object.entries<Destination>(destinations).flatMap(connectedOf);
