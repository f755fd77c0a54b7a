import pMap from 'p-map';
import type { Alert } from '../../domain/alert.ts';
import type { AlertPage, AlertSummary } from '../../domain/listing.ts';
import { defined } from '../../domain/values/json-fields.ts';
import type { Stores } from '../ports/index.ts';

/** Rows that are read at the same time. */
const CONCURRENCY = 32;
/** An answer of a deployed API has at most 6 MB; the evidence of a page takes so much of it. */
const EVIDENCE_BYTES = 3_000_000;

interface FullSummary extends AlertSummary {
  readonly alert?: Alert;
  readonly webhookId?: string;
  readonly silence?: string;
}

async function fullLine(line: AlertSummary, { alerts }: Pick<Stores, 'alerts'>): Promise<FullSummary> {
  const stored = await alerts.load(line.id);
  if (stored === undefined) return line;
  const { alert, webhookId, silence } = stored;
  return { ...line, alert, webhookId, ...defined({ silence }) };
}

const evidenceBytes = ({ alert }: FullSummary): number =>
  (alert?.evidence ?? []).reduce((sum, { content }) => sum + Buffer.byteLength(content), 0);

/** Leaves out evidence that would make the answer too large; the newest alerts have theirs. */
function bounded(lines: readonly FullSummary[]): FullSummary[] {
  let bytes = 0;
  return lines.map((line) => {
    bytes += evidenceBytes(line);
    return bytes <= EVIDENCE_BYTES || line.alert === undefined
      ? line
      : { ...line, alert: { ...line.alert, evidence: [] } };
  });
}

/** A page of the list with the whole alerts, for whoever holds them against another configuration. */
export async function withAlerts(page: AlertPage, ports: Pick<Stores, 'alerts'>): Promise<object> {
  const lines = await pMap(page.alerts, (line) => fullLine(line, ports), { concurrency: CONCURRENCY });
  return { ...page, alerts: bounded(lines) };
}
