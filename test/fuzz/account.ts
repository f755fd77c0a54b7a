import { type Counts, toLedger } from '../../lambdas/domain/counters.ts';
import { deliveryIdOf } from '../../lambdas/domain/delivery.ts';
import { alertIdIn, alertKey, outcomeIn, webhookKey } from '../../lambdas/store/dynamodb/keys.ts';
import { keyIn } from '../../lambdas/store/dynamodb/requests.ts';
import type { Stage } from './stage.ts';

type Row = Readonly<Record<string, unknown>>;

const isAlert = ({ sk }: Row): boolean => sk === alertKey('').sk;
const isWebhook = ({ sk }: Row): boolean => sk === webhookKey('').sk;

const plannedOf = (row: Row): string[] =>
  Array.isArray(row['planned']) ? row['planned'].map((to) => deliveryIdOf(alertIdIn(keyIn(row)), String(to))) : [];

export interface Account {
  /** What became of each accepted webhook, by its id. */
  readonly outcomes: ReadonlyMap<string, string>;
  readonly alerts: number;
  readonly planned: number;
  /** What does not add up. */
  readonly faults: readonly string[];
}

/** What the rows say of each webhook: a row of its own, or that of the one alert in it. */
function outcomesOf(rows: readonly Row[]): [webhookId: string, outcome: string][] {
  const own = rows
    .filter(isWebhook)
    .map((row): [string, string] => [keyIn(row).pk.slice(webhookKey('').pk.length), outcomeIn(String(row['timeSk']))]);
  const alone = rows.filter((row) => isAlert(row) && row['alone'] === true);
  return [...own, ...alone.map((row): [string, string] => [String(row['webhook']), 'alerts'])];
}

/** The numbers that the ledger should have. */
function expected(outcomes: ReadonlyMap<string, string>, alerts: number, planned: number): Counts {
  const count = (outcome: string) => [...outcomes.values()].filter((each) => each === outcome).length;
  return {
    accepted: outcomes.size,
    empty: count('empty'),
    ignored: count('ignored'),
    duplicate: count('duplicate'),
    alerts,
    planned,
    queued: planned,
  };
}

/** Holds the ledger against the rows, the rows against what was accepted, and the messages against what was planned. */
export async function accountOf(accepted: ReadonlySet<string>, stage: Stage): Promise<Account> {
  const rows = stage.rows();
  const counted = outcomesOf(rows);
  const outcomes = new Map(counted);
  const alerts = rows.filter(isAlert);
  const planned = alerts.flatMap(plannedOf);
  const ledger = await stage.ledger();
  const wanted = expected(outcomes, alerts.length, planned.length);
  const differences = Object.entries(wanted).flatMap(([name, n]) => {
    const found = Object.entries(ledger).find(([key]) => key === name)?.[1] ?? 0;
    return found === n ? [] : [`the ledger has ${found} ${name}, the rows ${n}`];
  });
  const missing = [...accepted].filter((id) => !outcomes.has(id));
  const lost = planned.filter((id) => !stage.deliveries.has(id));
  return {
    outcomes,
    alerts: alerts.length,
    planned: planned.length,
    faults: [
      ...differences,
      ...(toLedger(ledger).balanced ? [] : ['the ledger is not balanced']),
      ...(missing.length === 0 ? [] : [`accepted and in no row: ${missing.slice(0, 5).join(' ')}`]),
      ...(outcomes.size === counted.length ? [] : ['a webhook is recorded twice']),
      ...(outcomes.size <= accepted.size ? [] : ['more webhooks are recorded than were accepted']),
      ...(lost.length === 0 ? [] : [`planned and in no message: ${lost.slice(0, 5).join(' ')}`]),
    ],
  };
}
