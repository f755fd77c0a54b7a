import type { Group } from '../domain/destination-group.ts';
import type { destinations } from './index.ts';

/** What routing needs of a destination. */
export interface Traits {
  readonly group: Group;
  /** Whether it takes many alerts in one request. */
  readonly takesBatches: boolean;
}

/** What routing needs of every destination, so that it loads none of them. A test holds it to what they say themselves. */
const traits: Readonly<Record<keyof typeof destinations, Traits>> = {
  cef: { group: 'siem', takesBatches: true },
  'datadog-events': { group: 'siem', takesBatches: false },
  'datadog-logs': { group: 'siem', takesBatches: true },
  discord: { group: 'chat', takesBatches: false },
  elasticsearch: { group: 'siem', takesBatches: true },
  email: { group: 'mail', takesBatches: false },
  eventbridge: { group: 'aws', takesBatches: true },
  'github-dispatch': { group: 'automation', takesBatches: false },
  'github-issues': { group: 'tickets', takesBatches: false },
  'gitlab-issues': { group: 'tickets', takesBatches: false },
  'google-chat': { group: 'chat', takesBatches: false },
  'google-secops': { group: 'siem', takesBatches: true },
  'incident-io': { group: 'paging', takesBatches: false },
  jira: { group: 'tickets', takesBatches: false },
  'jsm-operations': { group: 'paging', takesBatches: false },
  mattermost: { group: 'chat', takesBatches: false },
  opensearch: { group: 'siem', takesBatches: true },
  pagerduty: { group: 'paging', takesBatches: false },
  qradar: { group: 'siem', takesBatches: true },
  s3: { group: 'aws', takesBatches: true },
  'security-hub': { group: 'aws', takesBatches: true },
  sentinel: { group: 'siem', takesBatches: true },
  servicenow: { group: 'tickets', takesBatches: false },
  'servicenow-event': { group: 'tickets', takesBatches: true },
  ses: { group: 'mail', takesBatches: false },
  slack: { group: 'chat', takesBatches: false },
  sns: { group: 'aws', takesBatches: false },
  splunk: { group: 'siem', takesBatches: true },
  sumo: { group: 'siem', takesBatches: true },
  syslog: { group: 'siem', takesBatches: true },
  teams: { group: 'chat', takesBatches: false },
  telegram: { group: 'chat', takesBatches: false },
  webhook: { group: 'automation', takesBatches: false },
};

const byType: Readonly<Record<string, Traits>> = traits;

/** The traits of a type; nothing for an unknown one. */
export const traitsOf = (type: string): Traits | undefined => (Object.hasOwn(byType, type) ? byType[type] : undefined);
