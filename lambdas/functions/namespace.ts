/** The namespace of Tocsin's metrics; the alarms in `infra/aws/alarms.ts` watch these names. */
export const NAMESPACE = 'Tocsin';
