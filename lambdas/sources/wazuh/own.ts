import { type Severity, severities } from '../../domain/alert.ts';
import type { Detection } from '../../domain/detection.ts';
import { defined } from '../../domain/values/json-fields.ts';
import type { Dig } from '../_kit/field-reader.ts';
import { hostOf } from './places.ts';

// Rules about Wazuh itself: https://github.com/wazuh/wazuh/blob/main/ruleset/rules/0015-ossec_rules.xml and
// 0016-wazuh_rules.xml; what a full queue means:
// https://documentation.wazuh.com/current/user-manual/agent/agent-management/antiflooding.html
const losses = new Map([
  ['203', { what: 'queue', isOver: false }],
  ['204', { what: 'queue', isOver: false }],
  ['205', { what: 'queue', isOver: true }],
  ['503', { what: 'agent', isOver: true }],
  ['504', { what: 'agent', isOver: false }],
  ['505', { what: 'agent', isOver: false }],
  ['506', { what: 'agent', isOver: false }],
]);

const atLeastMedium = (severity: Severity): Severity =>
  severities.indexOf(severity) < severities.indexOf('medium') ? 'medium' : severity;

function told(said: Dig, isOver: boolean, at: string | undefined): string {
  const rule = said.text('rule.description') ?? 'Events are lost';
  const place = hostOf(said) ?? 'this agent';
  const since = at ?? 'this alert';
  return isOver
    ? `${rule}\n\nEvents of ${place} arrive again since ${since}. What happened there before may be in no alert.`
    : `${rule}\n\nEvents of ${place} since ${since} may be lost until the agent is back or its queue is empty: ` +
        'what happens there meanwhile may be in no alert.';
}

type Loss = Pick<
  Detection,
  'kind' | 'class' | 'state' | 'action' | 'description' | 'severity' | 'vendorSeverity' | 'problem'
>;

/** An agent that is gone, or whose queue overflows, and the end of either: an alert of kind `gap`. */
export function lossOf(
  said: Dig,
  at: string | undefined,
  given: Pick<Detection, 'severity' | 'vendorSeverity'>,
): Loss | undefined {
  const loss = losses.get(said.text('rule.id') ?? '');
  if (loss === undefined) return undefined;
  const severity = atLeastMedium(given.severity);
  return {
    kind: 'gap',
    class: 'operational',
    state: loss.isOver ? 'resolved' : 'open',
    action: 'unknown',
    description: told(said, loss.isOver, at),
    severity,
    ...(severity === given.severity ? defined({ vendorSeverity: given.vendorSeverity }) : {}),
    problem: [`lost ${loss.what}`, said.text('agent.id') ?? '', hostOf(said) ?? ''],
  };
}
