import type { Destination } from './_kit/define-destination.ts';
import { cef } from './cef/index.ts';
import { datadogEvents } from './datadog-events/index.ts';
import { datadogLogs } from './datadog-logs/index.ts';
import { discord } from './discord/index.ts';
import { elasticsearch } from './elasticsearch/index.ts';
import { email } from './email/index.ts';
import { eventbridge } from './eventbridge/index.ts';
import { githubDispatch } from './github-dispatch/index.ts';
import { githubIssues } from './github-issues/index.ts';
import { gitlabIssues } from './gitlab-issues/index.ts';
import { googleChat } from './google-chat/index.ts';
import { googleSecops } from './google-secops/index.ts';
import { incidentIo } from './incident-io/index.ts';
import { jira } from './jira/index.ts';
import { jsmOperations } from './jsm-operations/index.ts';
import { mattermost } from './mattermost/index.ts';
import { opensearch } from './opensearch/index.ts';
import { pagerduty } from './pagerduty/index.ts';
import { qradar } from './qradar/index.ts';
import { s3 } from './s3/index.ts';
import { securityHub } from './security-hub/index.ts';
import { sentinel } from './sentinel/index.ts';
import { servicenow } from './servicenow/index.ts';
import { servicenowEvent } from './servicenow-event/index.ts';
import { ses } from './ses/index.ts';
import { slack } from './slack/index.ts';
import { sns } from './sns/index.ts';
import { splunk } from './splunk/index.ts';
import { sumo } from './sumo/index.ts';
import { syslog } from './syslog/index.ts';
import { teams } from './teams/index.ts';
import { telegram } from './telegram/index.ts';
import { webhook } from './webhook/index.ts';

/** Every receiver Tocsin delivers to, by the `type` that `tocsin.yaml` names. */
export const destinations = {
  cef,
  'datadog-events': datadogEvents,
  'datadog-logs': datadogLogs,
  discord,
  elasticsearch,
  email,
  eventbridge,
  'github-dispatch': githubDispatch,
  'github-issues': githubIssues,
  'gitlab-issues': gitlabIssues,
  'google-chat': googleChat,
  'google-secops': googleSecops,
  'incident-io': incidentIo,
  jira,
  'jsm-operations': jsmOperations,
  mattermost,
  opensearch,
  pagerduty,
  qradar,
  s3,
  'security-hub': securityHub,
  sentinel,
  servicenow,
  'servicenow-event': servicenowEvent,
  ses,
  slack,
  sns,
  splunk,
  sumo,
  syslog,
  teams,
  telegram,
  webhook,
} as const satisfies Record<string, Destination>;
