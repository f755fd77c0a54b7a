import type { SandboxSecrets } from '../_kit/settings.ts';
import { teamsUrl } from '../teams/index.ts';

/** Base addresses and secret URLs, ready for a configuration. */
export interface SandboxEndpoints {
  readonly slackWebhookUrl: string;
  readonly slackApiUrl: string;
  readonly teamsUrl: string;
  readonly jiraUrl: string;
  readonly splunkUrl: string;
  readonly webhookUrl: string;
}

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
