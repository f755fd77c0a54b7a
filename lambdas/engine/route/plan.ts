import { sources } from '../../sources/index.ts';
import { createPlanOf, type Plan } from './plan-of.ts';

export type { Plan } from './plan-of.ts';

/** A plan with the sources of all types at hand (`plan-of.ts`). */
export const createPlan = (config: Parameters<typeof createPlanOf>[0]): Plan => createPlanOf(config, sources);
