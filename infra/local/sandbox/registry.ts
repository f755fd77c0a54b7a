import { drawWebhook } from './draw.ts';
import { drawJira } from './draw-jira.ts';
import { drawSlack } from './draw-slack.ts';
import { drawSplunk } from './draw-splunk.ts';
import { drawTeams } from './draw-teams.ts';
import { jira } from './jira.ts';
import type { Receiver, Service, Surroundings } from './receiver.ts';
import type { SandboxEndpoints, SandboxSecrets } from './settings.ts';
import { slackWebhook } from './slack.ts';
import { slackBot } from './slack-bot.ts';
import { splunk } from './splunk.ts';
import { teams } from './teams.ts';
import { webhook } from './webhook.ts';

const TEAMS_PATH = '/workflows/sandbox/triggers/manual/paths/invoke';

const teamsUrl = (url: string, { teamsSig }: SandboxSecrets): string =>
  `${url}${TEAMS_PATH}?api-version=1&sp=%2Ftriggers%2Fmanual%2Frun&sv=1.0&sig=${encodeURIComponent(teamsSig)}`;

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
  splunk: {
    title: 'Splunk',
    prefix: '/splunk',
    create: ({ secrets, world }) => splunk({ token: secrets.splunkToken, indexes: world.splunkIndexes }),
    settings: (url, { splunkToken }) => ({ type: 'splunk', url, token: splunkToken, format: 'ocsf' }),
    draw: drawSplunk,
  },
  webhook: {
    title: 'Webhook',
    prefix: '/webhook',
    create: ({ secrets }) => webhook({ secret: secrets.webhookSecret, authorization: secrets.webhookAuthorization }),
    settings: (url) => ({ type: 'webhook', url, format: 'alert' }),
    draw: drawWebhook,
  },
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
