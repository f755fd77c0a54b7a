import { AWS_ACCOUNT, AWS_KEYS, AWS_REGION } from './_kit/aws-signature.ts';
import { DATADOG_API_KEY, datadogEvents, datadogLogs, drawDatadogEvent, drawDatadogLog } from './_kit/datadog.ts';
import { drawWebhook } from './_kit/draw.ts';
import { drawEventBridge, drawS3, drawSecurityHub, drawSns } from './_kit/draw-aws.ts';
import { drawIssue } from './_kit/draw-issue.ts';
import { drawMail } from './_kit/draw-mail.ts';
import { drawPager } from './_kit/draw-pager.ts';
import { GITHUB_OWNER, GITHUB_REPO, GITHUB_TOKEN } from './_kit/github.ts';
import { readCef, readLeef } from './_kit/line-event.ts';
import { CEF_TOKEN, drawLine, lineReceiver, QRADAR_TOKEN } from './_kit/line-receiver.ts';
import type { Receiver, Service, Surroundings } from './_kit/receiver.ts';
import type { SandboxEndpoints, SandboxSecrets } from './_kit/settings.ts';
import { drawDiscord } from './discord/draw.ts';
import { discord, discordUrl } from './discord/receiver.ts';
import {
  drawDocument,
  ELASTIC_API_KEY,
  elasticsearch,
  OPENSEARCH_AWS_PREFIX,
  OPENSEARCH_PASSWORD,
  OPENSEARCH_USER,
  opensearch,
  opensearchDomain,
} from './elasticsearch/receiver.ts';
import { email, listenSmtp, MAIL } from './email/receiver.ts';
import { EVENTS_PREFIX, eventBridge } from './eventbridge/receiver.ts';
import { githubDispatch } from './github-dispatch/receiver.ts';
import { githubIssues } from './github-issues/receiver.ts';
import { GITLAB_PROJECT, GITLAB_TOKEN, gitlabIssues } from './gitlab-issues/receiver.ts';
import { drawGoogleChat } from './google-chat/draw.ts';
import { googleChat, googleChatUrl } from './google-chat/receiver.ts';
import { drawUdm, googleSecops, SECOPS_INSTANCE, SECOPS_PROJECT, secopsCredentials } from './google-secops/receiver.ts';
import { INCIDENT_IO_SOURCE, INCIDENT_IO_TOKEN, incidentIo } from './incident-io/receiver.ts';
import { drawJira } from './jira/draw.ts';
import { jira } from './jira/receiver.ts';
import { JSM_API_KEY, jsmOperations } from './jsm-operations/receiver.ts';
import { drawMattermost } from './mattermost/draw.ts';
import { MATTERMOST_KEY, mattermost } from './mattermost/receiver.ts';
import { PAGERDUTY_ROUTING_KEY, pagerduty } from './pagerduty/receiver.ts';
import { S3_BUCKET, S3_PREFIX, s3 } from './s3/receiver.ts';
import { SECURITY_HUB_PREFIX, securityHub } from './security-hub/receiver.ts';
import { drawRecord, SENTINEL, sentinel } from './sentinel/receiver.ts';
import { drawServiceNow, drawServiceNowEvent } from './servicenow/draw.ts';
import { serviceNow, serviceNowSandbox } from './servicenow/receiver.ts';
import { SES, SES_PREFIX, ses } from './ses/receiver.ts';
import { slackBot } from './slack/bot.ts';
import { drawSlack } from './slack/draw.ts';
import { slackWebhook } from './slack/receiver.ts';
import { SNS_PREFIX, SNS_TOPIC, sns } from './sns/receiver.ts';
import { drawSplunk } from './splunk/draw.ts';
import { splunk } from './splunk/receiver.ts';
import { drawMessage, SUMO_PATH, sumo } from './sumo/receiver.ts';
import { syslogService } from './syslog/receiver.ts';
import { drawTeams } from './teams/draw.ts';
import { teams } from './teams/receiver.ts';
import { drawTelegram } from './telegram/draw.ts';
import { telegram, telegramSecrets } from './telegram/receiver.ts';
import { WEBHOOK_PRIVATE_KEY, WEBHOOK_PUBLIC_KEY, webhook } from './webhook/receiver.ts';

const TEAMS_PATH = '/workflows/sandbox/triggers/manual/paths/invoke';

const teamsUrl = (url: string, { teamsSig }: SandboxSecrets): string =>
  `${url}${TEAMS_PATH}?api-version=1&sp=%2Ftriggers%2Fmanual%2Frun&sv=1.0&sig=${encodeURIComponent(teamsSig)}`;

const repository = { owner: GITHUB_OWNER, repo: GITHUB_REPO, token: GITHUB_TOKEN };

/** Every stand-in, by the name that receipts and fault scripts know it by. */
export const services = {
  slack: {
    title: 'Slack webhook',
    prefix: '/slack/services',
    create: ({ secrets }) => slackWebhook(secrets.slackWebhookPath),
    settings: (url, { slackWebhookPath }) => ({ type: 'slack', webhookUrl: `${url}${slackWebhookPath}` }),
    draw: drawSlack,
  },
  'slack-bot': {
    title: 'Slack bot',
    prefix: '/slack/api',
    create: ({ secrets, world }) => slackBot({ token: secrets.slackToken, channels: world.slackChannels }),
    settings: (url, { slackToken }) => ({ type: 'slack', token: slackToken, channel: 'C0123456789', apiUrl: url }),
    draw: drawSlack,
  },
  teams: {
    title: 'Teams',
    prefix: '/teams',
    create: ({ secrets }) => teams(TEAMS_PATH, secrets.teamsSig),
    settings: (url, secrets) => ({ type: 'teams', webhookUrl: teamsUrl(url, secrets) }),
    draw: drawTeams,
  },
  discord: {
    title: 'Discord',
    prefix: '/discord',
    create: () => discord(false),
    settings: (url) => ({ type: 'discord', webhookUrl: discordUrl(url) }),
    draw: drawDiscord,
  },
  'discord-forum': {
    title: 'Discord forum',
    prefix: '/discord-forum',
    create: () => discord(true),
    settings: (url) => ({ type: 'discord', webhookUrl: discordUrl(url), forum: true }),
    draw: drawDiscord,
  },
  'google-chat': {
    title: 'Google Chat',
    prefix: '/google-chat',
    create: () => googleChat(),
    settings: (url) => ({ type: 'google-chat', webhookUrl: googleChatUrl(url) }),
    draw: drawGoogleChat,
  },
  mattermost: {
    title: 'Mattermost',
    prefix: '/mattermost',
    create: () => mattermost(),
    settings: (url) => ({ type: 'mattermost', webhookUrl: `${url}/hooks/${MATTERMOST_KEY}` }),
    draw: drawMattermost,
  },
  telegram: {
    title: 'Telegram',
    prefix: '/telegram',
    create: () => telegram(),
    settings: (url) => ({ type: 'telegram', ...telegramSecrets, apiUrl: url }),
    draw: drawTelegram,
  },
  jira: {
    title: 'Jira',
    prefix: '/jira',
    create: ({ secrets: { jiraEmail, jiraApiToken, jiraPat }, world, indexDelayMs }) =>
      jira({ email: jiraEmail, apiToken: jiraApiToken, pat: jiraPat, site: world.jira, indexDelayMs }),
    settings: (url, { jiraEmail, jiraApiToken }) => ({
      type: 'jira',
      baseUrl: url,
      email: jiraEmail,
      apiToken: jiraApiToken,
      project: 'SEC',
      issueType: 'Bug',
    }),
    draw: drawJira,
  },
  servicenow: {
    title: 'ServiceNow',
    prefix: '/servicenow',
    create: () => serviceNow(),
    settings: (url) => ({
      type: 'servicenow',
      url,
      user: serviceNowSandbox.user,
      password: serviceNowSandbox.password,
    }),
    draw: drawServiceNow,
  },
  'servicenow-event': {
    title: 'ServiceNow events',
    prefix: '/servicenow-event',
    create: () => serviceNow(),
    settings: (url) => ({
      type: 'servicenow-event',
      url,
      user: serviceNowSandbox.user,
      password: serviceNowSandbox.password,
    }),
    draw: drawServiceNowEvent,
  },
  splunk: {
    title: 'Splunk',
    prefix: '/splunk',
    create: ({ secrets, world }) => splunk({ token: secrets.splunkToken, indexes: world.splunkIndexes }),
    settings: (url, { splunkToken }) => ({ type: 'splunk', url, token: splunkToken, format: 'ocsf' }),
    draw: drawSplunk,
  },
  'github-dispatch': {
    title: 'GitHub Actions',
    prefix: '/github-dispatch',
    create: () => githubDispatch(),
    settings: (url) => ({ type: 'github-dispatch', apiUrl: url, ...repository }),
    draw: drawWebhook,
  },
  'github-issues': {
    title: 'GitHub Issues',
    prefix: '/github-issues',
    create: () => githubIssues(),
    settings: (url) => ({ type: 'github-issues', apiUrl: url, ...repository }),
    draw: drawIssue,
  },
  'gitlab-issues': {
    title: 'GitLab Issues',
    prefix: '/gitlab-issues',
    create: ({ indexDelayMs }) => gitlabIssues(indexDelayMs),
    settings: (url) => ({ type: 'gitlab-issues', url, project: GITLAB_PROJECT, token: GITLAB_TOKEN }),
    draw: drawIssue,
  },
  elasticsearch: {
    title: 'Elasticsearch',
    prefix: '/elasticsearch',
    create: elasticsearch,
    settings: (url) => ({ type: 'elasticsearch', url, apiKey: ELASTIC_API_KEY }),
    draw: drawDocument,
  },
  opensearch: {
    title: 'OpenSearch',
    prefix: '/opensearch',
    create: opensearch,
    settings: (url) => ({ type: 'opensearch', url, user: OPENSEARCH_USER, password: OPENSEARCH_PASSWORD }),
    draw: drawDocument,
  },
  'opensearch-aws': {
    title: 'Amazon OpenSearch',
    prefix: OPENSEARCH_AWS_PREFIX,
    create: opensearchDomain,
    settings: (url) => ({ type: 'opensearch', url, region: AWS_REGION, ...AWS_KEYS }),
    draw: drawDocument,
  },
  sentinel: {
    title: 'Microsoft Sentinel',
    prefix: '/sentinel',
    create: sentinel,
    settings: (url) => ({ type: 'sentinel', endpoint: url, authorityUrl: url, ...SENTINEL }),
    draw: drawRecord,
  },
  'datadog-logs': {
    title: 'Datadog Logs',
    prefix: '/datadog-logs',
    create: datadogLogs,
    settings: (url) => ({ type: 'datadog-logs', url, apiKey: DATADOG_API_KEY }),
    draw: drawDatadogLog,
  },
  'datadog-events': {
    title: 'Datadog Events',
    prefix: '/datadog-events',
    create: datadogEvents,
    settings: (url) => ({ type: 'datadog-events', url, apiKey: DATADOG_API_KEY }),
    draw: drawDatadogEvent,
  },
  sumo: {
    title: 'Sumo Logic',
    prefix: '/sumo',
    create: sumo,
    settings: (url) => ({ type: 'sumo', url: `${url}${SUMO_PATH}` }),
    draw: drawMessage,
  },
  webhook: {
    title: 'Webhook',
    prefix: '/webhook',
    create: ({ secrets }) => webhook({ secret: secrets.webhookSecret, authorization: secrets.webhookAuthorization }),
    settings: (url) => ({ type: 'webhook', url, format: 'alert' }),
    draw: drawWebhook,
  },
  'webhook-template': {
    title: 'Webhook with a template',
    prefix: '/webhook-template',
    create: () => webhook({ publicKey: WEBHOOK_PUBLIC_KEY }),
    settings: (url) => ({
      type: 'webhook',
      url,
      body: '{ "name": title, "type": "Tocsin", "occurred": occurredAt, "rawJson": $ }',
      signingSecret: WEBHOOK_PRIVATE_KEY,
    }),
    draw: drawWebhook,
  },
  pagerduty: {
    title: 'PagerDuty',
    prefix: '/pagerduty',
    create: () => pagerduty(),
    settings: (url) => ({ type: 'pagerduty', routingKey: PAGERDUTY_ROUTING_KEY, apiUrl: url }),
    draw: drawPager,
  },
  'jsm-operations': {
    title: 'JSM Operations',
    prefix: '/jsm-operations',
    create: () => jsmOperations(),
    settings: (url) => ({ type: 'jsm-operations', apiKey: JSM_API_KEY, apiUrl: url }),
    draw: drawPager,
  },
  'incident-io': {
    title: 'incident.io',
    prefix: '/incident-io',
    create: () => incidentIo(),
    settings: (url) => ({
      type: 'incident-io',
      sourceId: INCIDENT_IO_SOURCE,
      token: INCIDENT_IO_TOKEN,
      apiUrl: url,
    }),
    draw: drawPager,
  },
  email: {
    title: 'Mail',
    prefix: '/email',
    create: () => email(),
    settings: (url) => ({
      type: 'email',
      url: url.replace(/^https?:/, 'smtp:'),
      user: MAIL.user,
      password: MAIL.password,
      from: MAIL.from,
      to: [...MAIL.to],
    }),
    draw: drawMail,
    listen: (receive) => listenSmtp(receive),
  },
  ses: {
    title: 'Amazon SES',
    prefix: SES_PREFIX,
    create: () => ses(),
    settings: (url) => ({ type: 'ses', region: AWS_REGION, from: SES.from, to: [...SES.to], apiUrl: url, ...AWS_KEYS }),
    draw: drawMail,
  },
  'security-hub': {
    title: 'AWS Security Hub',
    prefix: SECURITY_HUB_PREFIX,
    create: () => securityHub(),
    settings: (url) => ({
      type: 'security-hub',
      region: AWS_REGION,
      accountId: AWS_ACCOUNT,
      apiUrl: url,
      ...AWS_KEYS,
    }),
    draw: drawSecurityHub,
  },
  sns: {
    title: 'Amazon SNS',
    prefix: SNS_PREFIX,
    create: () => sns(),
    settings: (url) => ({ type: 'sns', topicArn: SNS_TOPIC, apiUrl: url, ...AWS_KEYS }),
    draw: drawSns,
  },
  eventbridge: {
    title: 'Amazon EventBridge',
    prefix: EVENTS_PREFIX,
    create: () => eventBridge(),
    settings: (url) => ({ type: 'eventbridge', region: AWS_REGION, apiUrl: url, ...AWS_KEYS }),
    draw: drawEventBridge,
  },
  s3: {
    title: 'Amazon S3',
    prefix: S3_PREFIX,
    create: () => s3(),
    settings: (url) => ({ type: 's3', region: AWS_REGION, bucket: S3_BUCKET, apiUrl: url, ...AWS_KEYS }),
    draw: drawS3,
  },
  'google-secops': {
    title: 'Google SecOps',
    prefix: '/google-secops',
    create: googleSecops,
    settings: (url) => ({
      type: 'google-secops',
      project: SECOPS_PROJECT,
      region: 'eu',
      instance: SECOPS_INSTANCE,
      baseUrl: `${url}/v1beta`,
      credentials: secopsCredentials(url),
    }),
    draw: drawUdm,
  },
  qradar: {
    title: 'QRadar',
    prefix: '/qradar',
    create: () =>
      lineReceiver({
        header: 'authorization',
        token: QRADAR_TOKEN,
        maxLine: 8192,
        maxRequest: 5_000_000,
        read: readLeef,
      }),
    settings: (url) => ({ type: 'qradar', url, headers: { authorization: QRADAR_TOKEN } }),
    draw: drawLine,
  },
  cef: {
    title: 'CEF collector',
    prefix: '/cef',
    create: () =>
      lineReceiver({
        header: 'x-collector-token',
        token: CEF_TOKEN,
        maxLine: 65_536,
        maxRequest: 1_000_000,
        read: readCef,
      }),
    settings: (url) => ({ type: 'cef', url, headers: { 'x-collector-token': CEF_TOKEN } }),
    draw: drawLine,
  },
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

/** The addresses to configure, secrets included where a vendor puts them into the URL. */
export function endpointsAt(url: string, secrets: SandboxSecrets): SandboxEndpoints {
  return {
    slackWebhookUrl: `${url}/slack/services${secrets.slackWebhookPath}`,
    slackApiUrl: `${url}/slack/api`,
    teamsUrl: teamsUrl(`${url}/teams`, secrets),
    jiraUrl: `${url}/jira`,
    splunkUrl: `${url}/splunk`,
    webhookUrl: `${url}/webhook`,
  };
}

/** Which receiver a path belongs to, and what is left of the path below it. */
export function addressed(path: string): { readonly name: ReceiverName; readonly rest: string } | undefined {
  const name = receiverNames.find((each) => {
    const { prefix } = services[each];
    return path === prefix || path.startsWith(`${prefix}/`);
  });
  return name === undefined ? undefined : { name, rest: path.slice(services[name].prefix.length) };
}
