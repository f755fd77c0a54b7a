import type { Destination } from '../core/destination.ts';
import { cef } from './cef.ts';
import { datadogEvents } from './datadog-events.ts';
import { datadogLogs } from './datadog-logs.ts';
import { discord } from './discord.ts';
import { elasticsearch } from './elasticsearch.ts';
import { email } from './email.ts';
import { eventbridge } from './eventbridge.ts';
import { githubDispatch } from './github-dispatch.ts';
import { githubIssues } from './github-issues.ts';
import { gitlabIssues } from './gitlab-issues.ts';
import { googleChat } from './google-chat.ts';
import { googleSecops } from './google-secops.ts';
import { incidentIo } from './incident-io.ts';
import { jira } from './jira.ts';
import { jsmOperations } from './jsm-operations.ts';
import { mattermost } from './mattermost.ts';
import { opensearch } from './opensearch.ts';
import { pagerduty } from './pagerduty.ts';
import { qradar } from './qradar.ts';
import { s3 } from './s3.ts';
import { securityHub } from './security-hub.ts';
import { sentinel } from './sentinel.ts';
import { servicenow } from './servicenow.ts';
import { servicenowEvent } from './servicenow-event.ts';
import { ses } from './ses.ts';
import { slack } from './slack.ts';
import { sns } from './sns.ts';
import { splunk } from './splunk.ts';
import { sumo } from './sumo.ts';
import { syslog } from './syslog.ts';
import { teams } from './teams.ts';
import { telegram } from './telegram.ts';
import { webhook } from './webhook.ts';

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
