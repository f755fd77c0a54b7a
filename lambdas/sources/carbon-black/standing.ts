import type { AlertAction, Severity } from '../../domain/alert.ts';
import type { Detection } from '../../domain/detection.ts';
import { wordTable } from '../../domain/values/word-table.ts';
import type { Dig } from '../_kit/field-reader.ts';
import { textsOf } from '../_kit/field-reader.ts';

/** 1 to 10, of which 10 is worst (https://developer.carbonblack.com/reference/carbon-black-cloud/platform/latest/alert-search-fields). */
function levelOf(level: number): Severity | undefined {
  if (!(level >= 1 && level <= 10)) return undefined;
  if (level >= 9) return 'critical';
  if (level >= 7) return 'high';
  return level >= 4 ? 'medium' : 'low';
}

export function severityOf(said: Dig): Pick<Detection, 'severity' | 'vendorSeverity'> {
  const text = said.text('severity');
  const severity = text === undefined || text.trim() === '' ? undefined : levelOf(Number(text));
  return severity === undefined ? { severity: 'medium' } : { severity, vendorSeverity: said.take('severity') ?? '' };
}

const actions: Readonly<Record<string, AlertAction>> = wordTable({
  DENY: 'blocked',
  BLOCK: 'blocked',
  TERMINATE: 'blocked',
  ALLOW: 'allowed',
  ALLOW_AND_LOG: 'observed',
});

/** What the sensor did; of several deeds the strongest. */
export function actionOf(said: Dig): AlertAction {
  const done = textsOf(said.value('sensor_action')).map((word) => actions[word.toUpperCase()]);
  return (['blocked', 'allowed', 'observed'] as const).find((action) => done.includes(action)) ?? 'unknown';
}

const statusOf = (said: Dig): string =>
  (said.text('workflow.status', 'workflow_status', 'workflow.state') ?? '').toUpperCase();

/** `DISMISSED` is how alerts were closed before version 7. */
export const isClosed = (said: Dig): boolean => /^(?:CLOSED|DISMISSED)$/.test(statusOf(said));

/** How an alert that is not closed stands; an analyst may judge it before closing it. */
export function standingOf(said: Dig): 'suppressed' | 'in_progress' | undefined {
  const verdict = said.text('determination.value', 'determination_value') ?? '';
  if (/^FALSE_POSITIVE$/i.test(verdict)) return 'suppressed';
  return statusOf(said) === 'IN_PROGRESS' ? 'in_progress' : undefined;
}

/** What makes a report about an alert another one: what was changed on it. */
export const updateOf = (said: Dig): string[] =>
  [
    said.text('backend_update_timestamp', 'last_update_time'),
    said.text('user_update_timestamp'),
    said.text('workflow.change_timestamp'),
    statusOf(said),
    said.text('determination.value', 'determination_value'),
  ].map((text) => text ?? '');
