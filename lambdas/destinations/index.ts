import type { Destination } from '../core/destination.ts';

/** Every receiver Tocsin delivers to, by the `type` that `tocsin.yaml` names. */
export const destinations = {} as const satisfies Record<string, Destination>;
