import { jira } from './jira.ts';
import type { Receiver, ReceiverName } from './receiver.ts';
import type { SandboxEndpoints, SandboxSecrets, SandboxWorld } from './settings.ts';
import { slackWebhook } from './slack.ts';
import { slackBot } from './slack-bot.ts';
import { splunk } from './splunk.ts';
import { teams } from './teams.ts';
import { webhook } from './webhook.ts';

const TEAMS_PATH = '/workflows/sandbox/triggers/manual/paths/invoke';

/** Where each receiver begins. */
const prefixes = {
  '/slack/services': 'slack',
  '/slack/api': 'slack-bot',
  '/teams': 'teams',
  '/jira': 'jira',
  '/splunk': 'splunk',
  '/webhook': 'webhook',
} as const satisfies Record<string, ReceiverName>;

export type Receivers = Readonly<Record<ReceiverName, Receiver>>;

/** All receivers, each with the credential that it asks for. */
export function receiversFor(
  { slackWebhookPath, slackToken, teamsSig, jiraEmail, jiraApiToken, jiraPat, splunkToken, ...rest }: SandboxSecrets,
  world: SandboxWorld,
  indexDelayMs: () => number,
): Receivers {
  return {
    slack: slackWebhook(slackWebhookPath),
    'slack-bot': slackBot({ token: slackToken, channels: world.slackChannels }),
    teams: teams(TEAMS_PATH, teamsSig),
    jira: jira({ email: jiraEmail, apiToken: jiraApiToken, pat: jiraPat, site: world.jira, indexDelayMs }),
    splunk: splunk({ token: splunkToken, indexes: world.splunkIndexes }),
    webhook: webhook({ secret: rest.webhookSecret, authorization: rest.webhookAuthorization }),
  };
}

/** The addresses to configure, secrets included where a vendor puts them into the URL. */
export function endpointsAt(url: string, { slackWebhookPath, teamsSig }: SandboxSecrets): SandboxEndpoints {
  const teamsQuery = `api-version=1&sp=%2Ftriggers%2Fmanual%2Frun&sv=1.0&sig=${encodeURIComponent(teamsSig)}`;
  return {
    slackWebhookUrl: `${url}/slack/services${slackWebhookPath}`,
    slackApiUrl: `${url}/slack/api`,
    teamsUrl: `${url}/teams${TEAMS_PATH}?${teamsQuery}`,
    jiraUrl: `${url}/jira`,
    splunkUrl: `${url}/splunk`,
    webhookUrl: `${url}/webhook`,
  };
}

/** Which receiver a path belongs to, and what is left of the path below it. */
export function addressed(path: string): { readonly name: ReceiverName; readonly rest: string } | undefined {
  const found = Object.entries(prefixes).find(([prefix]) => path === prefix || path.startsWith(`${prefix}/`));
  return found === undefined ? undefined : { name: found[1], rest: path.slice(found[0].length) };
}
