/** The namespace of Tocsin's metrics; `lambdas/domain/metrics.ts` lists their names. */
export const NAMESPACE = 'Tocsin';

/** The dimension of every series: the name of the stack, so that two installations in one account share nothing. */
export const STACK = 'stack';
