import type { ReportExample } from './ports/reports.ts';
import { type ReportPorts, report } from './reports.ts';

/**
 * Reports deliveries that may have arrived and wait for a person, as `reportDead` does dead ones. To be called once for
 * each, when it begins to wait.
 */
export const reportUncertain = (
  destination: string,
  deliveries: readonly ReportExample[],
  ports: ReportPorts,
): Promise<void> => report('uncertain', destination, deliveries, ports);
