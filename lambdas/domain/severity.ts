import * as z from 'zod/mini';

/** From least to most urgent; the order is meaning (`>=high` counts positions). */
export const severities = ['info', 'low', 'medium', 'high', 'critical'] as const;
export const Severity = z.enum(severities);
export type Severity = z.infer<typeof Severity>;
