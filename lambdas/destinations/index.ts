import type { Destination } from './_kit/define-destination.ts';
import { type DestinationType, registry } from './registry.ts';

const loaded = await Promise.all(Object.entries(registry).map(async ([type, load]) => [type, await load()] as const));

/** Every receiver Tocsin delivers to, by the `type` that `tocsin.yaml` names, for programs that use all of them (`registry.ts`). */
export const destinations = Object.fromEntries(loaded) as Readonly<Record<DestinationType, Destination>>;
