import type { Source } from '../core/source.ts';
import { accuknox } from './accuknox.ts';
import { akto } from './akto/source.ts';
import { kubearmor } from './kubearmor.ts';

/** Every sender Tocsin understands, by the `type` that `tocsin.yaml` names. */
export const sources = { akto, accuknox, kubearmor } as const satisfies Record<string, Source>;
