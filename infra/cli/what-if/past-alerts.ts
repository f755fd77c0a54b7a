import type { Alert } from '../../../lambdas/domain/alert.ts';
import { isFields } from '../../../lambdas/domain/values/json-fields.ts';
import type { PastAlert } from '../../../lambdas/engine/what-if/place.ts';

/** The fields that deciding needs; a stored alert was checked when it was written, and may be of another release. */
const needed = ['id', 'fingerprint', 'source', 'kind', 'class', 'title', 'severity', 'state', 'action', 'receivedAt'];

function isAlert(value: unknown): value is Alert {
  if (!isFields(value) || !needed.every((name) => typeof value[name] === 'string')) return false;
  const { receivedAt, finding, rule, actor, target } = value;
  return !Number.isNaN(Date.parse(String(receivedAt))) && [finding, rule, actor, target].every(isFields);
}

const textIn = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined);

/**
 * An alert of the list with `include=alert`, of `tocsin alert ID -o json`, or of a file of alerts; nothing for what is no
 * alert. Tocsin's own alerts about itself are left out: routes do not decide about them alone.
 */
export function pastAlertIn(value: unknown): PastAlert | 'other' | undefined {
  const line = isFields(value) ? value : {};
  const alert = isFields(line['alert']) ? line['alert'] : line;
  if (!isAlert(alert)) return undefined;
  if (alert.kind === 'system') return 'other';
  const [webhookId, silence] = [textIn(line['webhookId']), textIn(line['silence'])];
  return { alert, webhookId: webhookId ?? alert.id, ...(silence === undefined ? {} : { silence }) };
}

/** Oldest first; alerts of one time in the order in which they were stored. */
export const oldestFirst = (newestFirst: readonly PastAlert[]): PastAlert[] =>
  newestFirst.toReversed().sort((a, b) => Date.parse(a.alert.receivedAt) - Date.parse(b.alert.receivedAt));
