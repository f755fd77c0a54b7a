import type { Config } from '../config/schema.ts';
import type { Alert } from '../domain/alert.ts';
import type { InhibitKey } from '../domain/inhibit.ts';
import { lazily } from '../domain/values/lazily.ts';
import type { AlertRow } from './ports/alerts.ts';
import type { Stores } from './ports/index.ts';

/** Why an alert is suppressed: the rule, and the alert of the problem that inhibits it. */
export interface Inhibited {
  readonly rule: string;
  readonly alertId: string;
}

/** Inhibition over the store. */
export interface Inhibition {
  /** Notes an alert that inhibits others, or that its problem has ended. */
  noteInhibitor(row: Pick<AlertRow, 'alert' | 'webhookId'>): Promise<void>;
  inhibitedBy(alert: Alert, nowMs: number): Promise<Inhibited | undefined>;
}

type Ports = Pick<Stores, 'alerts' | 'inhibitors'>;

/** Whether another webhook brought this alert before: then it says nothing new. */
async function isKnown(
  { alert, webhookId }: Pick<AlertRow, 'alert' | 'webhookId'>,
  { alerts }: Ports,
): Promise<boolean> {
  const stored = await alerts.load(alert.id);
  return stored !== undefined && stored.webhookId !== webhookId;
}

async function inhibitorOf(
  { rule, key, isBoth }: InhibitKey,
  alert: Alert,
  nowMs: number,
  { inhibitors }: Ports,
): Promise<Inhibited | undefined> {
  const open = await inhibitors.open(key, nowMs);
  const others = open.filter(({ fingerprint }) => fingerprint !== alert.fingerprint);
  // As in Alertmanager: what both sides of a rule select does not inhibit each other.
  const found = others.find((each) => !(isBoth && each.isBoth));
  return found === undefined ? undefined : { rule: rule.name, alertId: found.alertId };
}

/** Inhibition by the rules of a configuration; nothing where it has none, so that it costs nothing. */
export function inhibitionOver({ inhibit = [] }: Pick<Config, 'inhibit'>, ports: Ports): Partial<Inhibition> {
  if (inhibit.length === 0) return {};
  const inhibitions = lazily(async () => {
    const { createInhibitions } = await import('../domain/inhibit.ts');
    return createInhibitions(inhibit);
  });
  return {
    async noteInhibitor(row) {
      const { alert } = row;
      const keys = (await inhibitions()).sources(alert);
      if (keys.length === 0 || (await isKnown(row, ports))) return;
      const { id: alertId, fingerprint, receivedAt } = alert;
      for (const { rule, key, isBoth } of keys) {
        const untilMs = Date.parse(receivedAt) + rule.seconds * 1000;
        if (alert.state === 'resolved') await ports.inhibitors.end(key, fingerprint);
        else await ports.inhibitors.note(key, { fingerprint, alertId, isBoth }, untilMs);
      }
    },
    async inhibitedBy(alert, nowMs) {
      for (const key of (await inhibitions()).targets(alert)) {
        const found = await inhibitorOf(key, alert, nowMs, ports);
        if (found !== undefined) return found;
      }
      return undefined;
    },
  };
}
