import type { Source } from '../core/source.ts';

/** Every sender Tocsin understands, by the `type` that `tocsin.yaml` names. */
export const sources = {} as const satisfies Record<string, Source>;
