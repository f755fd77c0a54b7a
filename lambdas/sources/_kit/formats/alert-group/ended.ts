import type { Detection } from '../../../../domain/detection.ts';
import type { Lookup } from '../../../../domain/values/lookup.ts';

/**
 * Why Grafana ended an alert whose condition was not seen to end
 * (https://grafana.com/docs/grafana/latest/alerting/fundamentals/alert-rule-evaluation/stale-alert-instances/).
 */
const endedBy = new Map([
  ['missingseries', 'ended because its data is missing'],
  ['nodata', 'ended with no data'],
  ['ruledeleted', 'ended because its rule was deleted'],
  ['paused', 'ended because its rule was paused'],
  ['updated', 'ended because its rule was changed'],
]);

/** What a state means that does not come from the condition of the rule: nothing is known to be solved. */
export function stateWords(state: Detection['state'], annotations: Lookup): string {
  const reason = annotations.text('grafana_state_reason')?.trim() ?? '';
  if (reason === '' || /^keeplast$/i.test(reason)) return '';
  const ended = endedBy.get(reason.toLowerCase());
  if (state !== 'resolved') return /^nodata$/i.test(reason) ? ', no data' : '';
  return ended === undefined ? '' : `, ${ended}, not known to be solved`;
}
