import type { ReportExample } from './ports/reports.ts';
import { type ReportPorts, report } from './reports.ts';

/**
 * Reports dead deliveries of a destination with one system alert for many: at once, then at most once in 15 minutes, with
 * the count since. To be called for every completion as dead, members of digests and summaries included. Throws when
 * the store fails.
 */
export const reportDead = (
  destination: string,
  deliveries: readonly ReportExample[],
  ports: ReportPorts,
): Promise<void> => report('dead', destination, deliveries, ports);
