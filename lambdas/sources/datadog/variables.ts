import { type Fields, isFields, spelling, textOf } from '../../domain/values/json-fields.ts';
import { jsonIn } from '../_kit/body/payload.ts';

// Variables of https://docs.datadoghq.com/integrations/webhooks/#variables, by the names that templates give them: the
// variable's own in any spelling, and those of the body that Datadog sends when no payload is set.
const named = {
  id: ['id', 'event_id'],
  eventType: ['event_type'],
  title: ['event_title', 'title', 'alert_title', 'subject'],
  body: ['event_msg', 'body', 'event_message', 'message'],
  text: ['text_only_msg', 'text', 'description'],
  date: ['date', 'timestamp'],
  dateSeconds: ['date_posix'],
  updated: ['last_updated', 'last_updated_posix'],
  link: ['link', 'url', 'event_url'],
  hostname: ['hostname', 'host'],
  tags: ['tags'],
  user: ['user', 'username'],
  orgId: ['org.id', 'org_id'],
  orgName: ['org.name', 'org_name'],
  aggregate: ['aggreg_key', 'aggregation_key'],
  monitorId: ['alert.id', 'alert_id', 'monitor_id'],
  cycle: ['alert.cycle_key', 'alert_cycle_key'],
  transition: ['alert.transition', 'alert_transition', 'transition'],
  alertType: ['alert.type', 'alert_type'],
  priority: ['alert.priority', 'alert_priority', 'priority'],
  alertStatus: ['alert.status', 'alert_status'],
  alertTitle: ['alert.title'],
  query: ['alert.query', 'alert_query'],
  scope: ['alert.scope', 'alert_scope', 'scope'],
  signalId: ['security.signal_id', 'security_signal_id', 'signal_id'],
  signalSeverity: ['security.severity', 'security_signal_severity', 'signal_severity', 'severity'],
  signalTitle: ['security.title', 'security_signal_title', 'signal_title'],
  signalMessage: ['security.message', 'security_signal_msg', 'security_signal_message', 'signal_message'],
  attributes: ['security.attributes', 'security_signal_attributes', 'signal_attributes', 'attributes'],
  ruleId: ['security.rule_id', 'security_rule_id', 'rule_id'],
  ruleName: ['security.rule_name', 'security_rule_name', 'rule_name'],
  ruleType: ['security.rule_type', 'security_rule_type', 'rule_type'],
  groupBy: ['security.group_by', 'security_rule_group_by_fields', 'group_by'],
  incidentId: ['incident.id', 'incident_public_id', 'incident_pub_id', 'incident_uuid'],
  incidentTitle: ['incident.title', 'incident_title'],
  incidentSeverity: ['incident.severity', 'incident_severity'],
  incidentStatus: ['incident.status', 'incident_status'],
  incidentUrl: ['incident.url', 'incident_url'],
  incidentMessage: ['incident.message', 'incident_msg'],
} as const satisfies Record<string, readonly string[]>;

export type Variable = keyof typeof named;

/** The paths under which a variable may stand. */
export const under = (variable: Variable): readonly string[] => named[variable];

const distinctive = new Set(
  Object.entries(named)
    .filter(([name]) => !['id', 'user', 'tags', 'date', 'text', 'link', 'attributes', 'groupBy'].includes(name))
    .flatMap(([, paths]) => paths.map((path) => spelling(path.replace(/^.*\./, '')))),
);

/** A variable that was not filled in: it says nothing. */
const isUnfilled = (text: string): boolean => /^\$[A-Z][A-Z_]*(?:\[[^\]]*\])?$/.test(text.trim());

/** Without what no notification filled in; JSON in the text of a variable opened up. */
export function filled(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(filled);
  if (isFields(value)) return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, filled(inner)]));
  if (typeof value !== 'string') return value;
  return isUnfilled(value) ? '' : (jsonIn(value) ?? value);
}

/** Whether a template could have made it: some field that names a variable says something. */
export function isNotification(fields: Fields): boolean {
  return Object.entries(fields).some(([key, value]) => {
    if (isFields(value)) return ['alert', 'security', 'incident'].includes(spelling(key)) && isNotification(value);
    const text = textOf(value);
    return distinctive.has(spelling(key)) && text !== undefined && !isUnfilled(text);
  });
}
