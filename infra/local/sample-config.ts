import { sandboxSecrets } from '../sandbox/_kit/settings.ts';
import type { Sandbox } from '../sandbox/server/server.ts';

/** The configuration that runs when there is no `tocsin.yaml`: mock receivers, and the secrets that it names. */
export interface Sample {
  readonly yaml: string;
  readonly secrets: Readonly<Record<string, string>>;
}

/** Two sources and five mock receivers, as a first `tocsin.yaml` would have them. */
export function sampleConfig(endpoints: Sandbox['endpoints']): Sample {
  const yaml = `version: 1
sources:
  akto:
    type: akto
    auth: { bearer: "\${AKTO_HOOK_TOKEN}" }
  accuknox:
    type: accuknox
    auth: { header: { name: x-tocsin-key, value: "\${ACCUKNOX_HOOK_KEY}" } }
    successStatus: 200
destinations:
  soc-slack: { type: slack, webhookUrl: "\${SLACK_WEBHOOK_URL}" }
  soc-teams: { type: teams, webhookUrl: "\${TEAMS_WORKFLOW_URL}" }
  sec-jira: { type: jira, baseUrl: "${endpoints.jiraUrl}", email: ${sandboxSecrets.jiraEmail}, apiToken: "\${JIRA_API_TOKEN}", project: SEC, issueType: Bug }
  splunk: { type: splunk, url: "${endpoints.splunkUrl}", token: "\${SPLUNK_HEC_TOKEN}", format: ocsf }
  archive: { type: webhook, url: "${endpoints.webhookUrl}", format: alert }
routes:
  - name: everything
    to: [soc-slack, soc-teams, sec-jira, splunk, archive]
`;
  const secrets = {
    AKTO_HOOK_TOKEN: 'sample-akto-token',
    ACCUKNOX_HOOK_KEY: 'sample-accuknox-key',
    SLACK_WEBHOOK_URL: endpoints.slackWebhookUrl,
    TEAMS_WORKFLOW_URL: endpoints.teamsUrl,
    JIRA_API_TOKEN: sandboxSecrets.jiraApiToken,
    SPLUNK_HEC_TOKEN: sandboxSecrets.splunkToken,
  };
  return { yaml, secrets };
}
