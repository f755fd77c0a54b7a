import type { Alert } from '../domain/alert.ts';
import { partsOfDeliveryId } from '../domain/delivery.ts';
import { errorText } from '../domain/values/error-text.ts';
import { oneLine, truncate } from '../domain/values/text.ts';
import { emitSystemAlert, type SystemAlertPorts } from './emit-system-alert.ts';
import type { Stores } from './ports/index.ts';
import { REPORT_EXAMPLES, REPORT_INTERVAL_MS } from './ports/limits.ts';
import type { Report, ReportExample, ReportKey, ReportKind } from './ports/reports.ts';
import { deadDeliveriesAlert, uncertainAlert } from './report-alerts.ts';

/** The ports that reporting deliveries needs. */
export interface ReportPorts extends SystemAlertPorts, Pick<Stores, 'reports'> {
  /** How long a delivery of a destination is tried (`giveUpAfter`); 24 hours where absent. */
  giveUpAfterMs?(destination: string): number;
  log(event: string, fields: Readonly<Record<string, unknown>>): void;
  now(): number;
}

const TITLE_MAX = 160;
const REASON_MAX = 120;

function alertOf({ destination, kind }: ReportKey, report: Report, nowMs: number, ports: ReportPorts): Alert {
  if (kind === 'dead') return deadDeliveriesAlert(destination, report, nowMs);
  const giveUpAfterMs = ports.giveUpAfterMs?.(destination);
  return uncertainAlert(destination, report, nowMs, giveUpAfterMs === undefined ? {} : { giveUpAfterMs });
}

/** A delivery of a system alert, whose id begins with the name that no source may have; a digest is one too. */
const isOfSystemAlert = ({ deliveryId }: ReportExample): boolean =>
  partsOfDeliveryId(deliveryId)?.alertId.startsWith('tocsin:') === true;

const shortened = ({ deliveryId, reason, title }: ReportExample): ReportExample => ({
  deliveryId,
  reason: truncate(oneLine(reason), REASON_MAX),
  title: truncate(oneLine(title), TITLE_MAX),
});

/**
 * Emits the system alert of a report that is due. It is emitted before it is noted: after a crash in between it is
 * emitted again under the same id, and what the first one counted is noted.
 */
async function flushReport(key: ReportKey, ports: ReportPorts): Promise<void> {
  const nowMs = ports.now();
  const report = await ports.reports.take(key, nowMs);
  if (report === undefined) return;
  const alert = alertOf(key, report, nowMs, ports);
  const kept = await emitSystemAlert(alert, { concerned: key.destination }, ports);
  const count = Number(kept.facts['deliveries'] ?? report.count);
  await ports.reports.release(key, { ...report, count }, nowMs + REPORT_INTERVAL_MS);
  ports.log('report.emitted', { ...key, deliveries: count, alertId: kept.id });
}

/**
 * Reports deliveries of a destination to those who get system alerts: together, the first after a minute and later ones at
 * most once in 15 minutes. Reconcile sends the alerts. Deliveries of system alerts are left out, because a system alert never causes another.
 */
export async function report(
  kind: ReportKind,
  destination: string,
  deliveries: readonly ReportExample[],
  ports: ReportPorts,
): Promise<void> {
  const reported = deliveries.filter((each) => !isOfSystemAlert(each));
  if (reported.length === 0) return;
  const key = { destination, kind };
  const examples = reported.slice(0, REPORT_EXAMPLES).map(shortened);
  await ports.reports.add(key, reported.length, examples, ports.now());
}

/** Emits the reports that became due since; one that fails is tried in the next run and does not hold up the others. */
export async function flushReports(ports: ReportPorts): Promise<void> {
  for (const key of await ports.reports.due(ports.now())) {
    try {
      await flushReport(key, ports);
    } catch (error) {
      ports.log('report.failed', { ...key, error: errorText(error) });
    }
  }
}
