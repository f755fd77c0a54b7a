import type { Destination } from './_kit/define-destination.ts';

/**
 * Every receiver Tocsin delivers to, by the `type` that `tocsin.yaml` names, each loaded when it is first used: an installation
 * uses few of them. This is the one list of destinations that is written by hand.
 */
export const registry = {
  cef: async () => (await import('./cef/index.ts')).cef,
  'datadog-events': async () => (await import('./datadog-events/index.ts')).datadogEvents,
  'datadog-logs': async () => (await import('./datadog-logs/index.ts')).datadogLogs,
  discord: async () => (await import('./discord/index.ts')).discord,
  elasticsearch: async () => (await import('./elasticsearch/index.ts')).elasticsearch,
  email: async () => (await import('./email/index.ts')).email,
  eventbridge: async () => (await import('./eventbridge/index.ts')).eventbridge,
  'github-dispatch': async () => (await import('./github-dispatch/index.ts')).githubDispatch,
  'github-issues': async () => (await import('./github-issues/index.ts')).githubIssues,
  'gitlab-issues': async () => (await import('./gitlab-issues/index.ts')).gitlabIssues,
  'google-chat': async () => (await import('./google-chat/index.ts')).googleChat,
  'google-secops': async () => (await import('./google-secops/index.ts')).googleSecops,
  'incident-io': async () => (await import('./incident-io/index.ts')).incidentIo,
  jira: async () => (await import('./jira/index.ts')).jira,
  'jsm-operations': async () => (await import('./jsm-operations/index.ts')).jsmOperations,
  mattermost: async () => (await import('./mattermost/index.ts')).mattermost,
  opensearch: async () => (await import('./opensearch/index.ts')).opensearch,
  pagerduty: async () => (await import('./pagerduty/index.ts')).pagerduty,
  qradar: async () => (await import('./qradar/index.ts')).qradar,
  s3: async () => (await import('./s3/index.ts')).s3,
  'security-hub': async () => (await import('./security-hub/index.ts')).securityHub,
  sentinel: async () => (await import('./sentinel/index.ts')).sentinel,
  servicenow: async () => (await import('./servicenow/index.ts')).servicenow,
  'servicenow-event': async () => (await import('./servicenow-event/index.ts')).servicenowEvent,
  ses: async () => (await import('./ses/index.ts')).ses,
  slack: async () => (await import('./slack/index.ts')).slack,
  sns: async () => (await import('./sns/index.ts')).sns,
  splunk: async () => (await import('./splunk/index.ts')).splunk,
  sumo: async () => (await import('./sumo/index.ts')).sumo,
  syslog: async () => (await import('./syslog/index.ts')).syslog,
  teams: async () => (await import('./teams/index.ts')).teams,
  telegram: async () => (await import('./telegram/index.ts')).telegram,
  webhook: async () => (await import('./webhook/index.ts')).webhook,
} as const satisfies Record<string, () => Promise<Destination>>;

export type DestinationType = keyof typeof registry;

export const isDestinationType = (type: string): type is DestinationType => Object.hasOwn(registry, type);
