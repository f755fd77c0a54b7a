import type { Source } from './_kit/define-source.ts';
import { registry, type SourceType } from './registry.ts';

const loaded = await Promise.all(Object.entries(registry).map(async ([type, load]) => [type, await load()] as const));

/** Every sender Tocsin understands, by the `type` that `tocsin.yaml` names, for programs that use all of them (`registry.ts`). */
export const sources = Object.fromEntries(loaded) as Readonly<Record<SourceType, Source>>;
