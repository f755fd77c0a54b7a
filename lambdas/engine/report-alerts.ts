import type { Alert } from '../domain/alert.ts';
import { GIVE_UP_AFTER_MS } from '../domain/retry-delay.ts';
import { systemAlert } from '../domain/system-alert.ts';
import { spanOf } from '../domain/values/duration.ts';
import { truncate } from '../domain/values/text.ts';
import { failureKindOf } from './failure-kinds.ts';
import type { Report, ReportExample } from './ports/reports.ts';

/** How long an uncertain delivery waits for a person before it is dead. */
interface Waits {
  readonly giveUpAfterMs?: number;
}

const TITLE_MAX = 120;
const REASONS_MAX = 3;

const alertsOf = (count: number): string => (count === 1 ? '1 alert' : `${count} alerts`);

function reasonsOf(examples: readonly ReportExample[]): string {
  const all = [...new Set(examples.map(({ reason }) => reason))];
  const shown = all.slice(0, REASONS_MAX).join(', ');
  return all.length > REASONS_MAX ? `${shown} and others` : shown;
}

const withReasons = (title: string, examples: readonly ReportExample[]): string =>
  examples.length === 0 ? title : `${title}: ${reasonsOf(examples)}`;

/** The examples, one a line, and how many more there are. */
function linesOf({ count, examples }: Report): string {
  const lines = examples.map(
    ({ deliveryId, reason, title }) => `${reason}: ${truncate(title, TITLE_MAX)} (${deliveryId})`,
  );
  const rest = count - examples.length;
  return [...lines, ...(rest > 0 && lines.length > 0 ? [`… and ${rest} more`] : [])].join('\n');
}

const about = (
  type: 'dead_deliveries' | 'uncertain_deliveries',
  destination: string,
  report: Report,
  nowMs: number,
) => ({
  identity: [type, destination, String(report.sequence)],
  problem: [type, destination],
  product: 'Delivery',
  type,
  severity: 'high' as const,
  target: { kind: 'destination' },
  labels: { destination },
  facts: { destination, deliveries: String(report.count), reasons: reasonsOf(report.examples) },
  now: new Date(nowMs).toISOString(),
});

/** The system alert that deliveries of a destination are dead: how many, why, which for example, and what to do. */
export const deadDeliveriesAlert = (destination: string, report: Report, nowMs: number): Alert =>
  systemAlert({
    ...about('dead_deliveries', destination, report, nowMs),
    title: withReasons(`${alertsOf(report.count)} did not reach ${destination}`, report.examples),
    description: [
      `They are dead: ${destination} refused them, or did not accept them in time, and they are not tried again. ` +
        'Their fallback was notified where the route has one. Read the reason, correct its cause, and send them again ' +
        `with: npx --no tocsin replay --status dead --destination ${destination} (--to ID sends them to another destination). ` +
        `GET /v1/alerts?status=dead&destination=${destination} lists them all.`,
      linesOf(report),
    ]
      .filter((part) => part !== '')
      .join('\n\n'),
  });

/** The sentences that fit the reasons, each once. */
const adviceFor = (examples: readonly ReportExample[]): string[] => [
  ...new Set(examples.map(({ reason }) => failureKindOf(reason).advice)),
];

/** The system alert that nobody knows whether deliveries of a destination arrived, and that they wait for a person. */
export const uncertainAlert = (
  destination: string,
  report: Report,
  nowMs: number,
  { giveUpAfterMs = GIVE_UP_AFTER_MS }: Waits = {},
): Alert =>
  systemAlert({
    ...about('uncertain_deliveries', destination, report, nowMs),
    title: withReasons(`${alertsOf(report.count)} may or may not have reached ${destination}`, report.examples),
    description: [
      `They were sent to ${destination}, no answer says what became of them, and sending them again could show them twice. ` +
        `So they wait for a person. Look at ${destination}: confirm each that is there with POST ` +
        '/v1/deliveries/{id}/confirm {"by": "your name"}, or npx --no tocsin confirm ID --author NAME; send each that is not ' +
        'there again with POST /v1/deliveries/{id}/replay. ' +
        `GET /v1/alerts?status=unknown&destination=${destination} lists them all. What nobody confirms is dead after ` +
        `${spanOf(giveUpAfterMs / 1000)}.`,
      ...adviceFor(report.examples),
      linesOf(report),
    ]
      .filter((part) => part !== '')
      .join('\n\n'),
  });
