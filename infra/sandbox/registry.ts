import type { Receiver } from './_kit/receiver.ts';
import type { Service, Surroundings } from './_kit/service.ts';
import { cefService } from './cef/index.ts';
import { datadogEventsService, datadogLogsService } from './datadog/index.ts';
import { discordForumService, discordService } from './discord/index.ts';
import { elasticsearchService, opensearchAwsService, opensearchService } from './elasticsearch/index.ts';
import { emailService } from './email/index.ts';
import { eventBridgeService } from './eventbridge/index.ts';
import { githubDispatchService } from './github-dispatch/index.ts';
import { githubIssuesService } from './github-issues/index.ts';
import { gitlabIssuesService } from './gitlab-issues/index.ts';
import { googleChatService } from './google-chat/index.ts';
import { googleSecopsService } from './google-secops/index.ts';
import { incidentIoService } from './incident-io/index.ts';
import { jiraService } from './jira/index.ts';
import { jsmOperationsService } from './jsm-operations/index.ts';
import { mattermostService } from './mattermost/index.ts';
import { pagerdutyService } from './pagerduty/index.ts';
import { qradarService } from './qradar/index.ts';
import { s3Service } from './s3/index.ts';
import { securityHubService } from './security-hub/index.ts';
import { sentinelService } from './sentinel/index.ts';
import { serviceNowEventService, serviceNowService } from './servicenow/index.ts';
import { sesService } from './ses/index.ts';
import { slackBotService, slackService } from './slack/index.ts';
import { snsService } from './sns/index.ts';
import { splunkService } from './splunk/index.ts';
import { sumoService } from './sumo/index.ts';
import { syslogService } from './syslog/index.ts';
import { teamsService } from './teams/index.ts';
import { telegramService } from './telegram/index.ts';
import { webhookService, webhookTemplateService } from './webhook/index.ts';

/** Every mock receiver, by the name that receipts and fault scripts know it by. */
export const services = {
  slack: slackService,
  'slack-bot': slackBotService,
  teams: teamsService,
  discord: discordService,
  'discord-forum': discordForumService,
  'google-chat': googleChatService,
  mattermost: mattermostService,
  telegram: telegramService,
  jira: jiraService,
  servicenow: serviceNowService,
  'servicenow-event': serviceNowEventService,
  splunk: splunkService,
  'github-dispatch': githubDispatchService,
  'github-issues': githubIssuesService,
  'gitlab-issues': gitlabIssuesService,
  elasticsearch: elasticsearchService,
  opensearch: opensearchService,
  'opensearch-aws': opensearchAwsService,
  sentinel: sentinelService,
  'datadog-logs': datadogLogsService,
  'datadog-events': datadogEventsService,
  sumo: sumoService,
  webhook: webhookService,
  'webhook-template': webhookTemplateService,
  pagerduty: pagerdutyService,
  'jsm-operations': jsmOperationsService,
  'incident-io': incidentIoService,
  email: emailService,
  ses: sesService,
  'security-hub': securityHubService,
  sns: snsService,
  eventbridge: eventBridgeService,
  s3: s3Service,
  'google-secops': googleSecopsService,
  qradar: qradarService,
  cef: cefService,
  syslog: syslogService,
} as const satisfies Record<string, Service>;

export type ReceiverName = keyof typeof services;

const isName = (name: string): name is ReceiverName => Object.hasOwn(services, name);
export const receiverNames: readonly ReceiverName[] = Object.keys(services).filter(isName);

/** The same for every receiver. */
export const perReceiver = <T>(make: (name: ReceiverName, service: Service) => T): Record<ReceiverName, T> =>
  Object.fromEntries(receiverNames.map((name) => [name, make(name, services[name])])) as Record<ReceiverName, T>;

export type Receivers = Readonly<Record<ReceiverName, Receiver>>;

/** All receivers, each with the credential that it asks for. */
export const receiversFor = (surroundings: Surroundings): Receivers =>
  perReceiver((_, service) => service.create(surroundings));

/** Which receiver a path belongs to, and what is left of the path below it. */
export function addressed(path: string): { readonly name: ReceiverName; readonly rest: string } | undefined {
  const name = receiverNames.find((each) => {
    const { prefix } = services[each];
    return path === prefix || path.startsWith(`${prefix}/`);
  });
  return name === undefined ? undefined : { name, rest: path.slice(services[name].prefix.length) };
}
