import { sandboxSecrets } from '../../infra/sandbox/_kit/settings.ts';
import { receiverNames } from '../../infra/sandbox/registry.ts';
import type { FaultRule, FaultScript } from '../../infra/sandbox/server/faults.ts';
import type { Sandbox } from '../../infra/sandbox/server/server.ts';
import type { Mix } from './alerts.ts';
import type { BackendName } from './backends.ts';
import type { Destination } from './verdict.ts';

export interface SoakProps {
  readonly store: BackendName;
  readonly alerts: number;
  readonly problems: number;
  readonly kills: number;
  readonly seed: number;
  readonly severities: Mix['severities'];
  /** The part of requests that are taken and not answered; a third as many are cut before they are taken. */
  readonly doubt: number;
  /** The part of requests whose answer comes after the client's patience. */
  readonly slow: number;
  /** Whether Jira is told too: a ticket in doubt is looked for over minutes, until an index can be believed. */
  readonly tickets: boolean;
  /** How long it may take until nothing is in flight any more. */
  readonly boundMs: number;
  /** Whether digests have to be told to the end, which takes their quota's time. */
  readonly tellAll: boolean;
  readonly say: (line: string) => void;
}

const all: readonly Destination[] = [
  { id: 'soc-slack', receiver: 'slack', audience: 'people' },
  { id: 'soc-bot', receiver: 'slack-bot', audience: 'people' },
  { id: 'soc-teams', receiver: 'teams', audience: 'people' },
  { id: 'sec-jira', receiver: 'jira', audience: 'people' },
  { id: 'splunk', receiver: 'splunk', audience: 'machines' },
  { id: 'archive', receiver: 'webhook', audience: 'machines' },
];

export const destinationsOf = ({ tickets }: SoakProps): readonly Destination[] =>
  all.filter(({ receiver }) => tickets || receiver !== 'jira');

export function faultsOf({ seed, doubt, slow }: SoakProps): FaultScript {
  const rules: FaultRule[] = [
    { probability: 0.1, status: 500 },
    { probability: 0.1, status: 429, headers: { 'retry-after': '1' } },
    { probability: doubt - slow, reset: 'after' },
    { probability: slow, delayMs: 16_000 },
    { probability: doubt / 3, reset: 'before' },
  ];
  return { seed, indexDelayMs: 3_000, ...Object.fromEntries(receiverNames.map((name) => [name, rules])) };
}

export const yamlOf = ({ endpoints }: Sandbox, destinations: readonly Destination[]): string => `version: 1
sources:
  akto: { type: akto, auth: { bearer: "\${HOOK_TOKEN}" } }
  accuknox: { type: accuknox, auth: { bearer: "\${HOOK_TOKEN}" } }
  kubearmor: { type: kubearmor, auth: { bearer: "\${HOOK_TOKEN}" } }
destinations:
  soc-slack: { type: slack, webhookUrl: "\${SLACK_WEBHOOK_URL}" }
  soc-bot: { type: slack, token: "\${SLACK_BOT_TOKEN}", channel: C0123456789, apiUrl: "${endpoints.slackApiUrl}" }
  soc-teams: { type: teams, webhookUrl: "\${TEAMS_WORKFLOW_URL}" }
  sec-jira: { type: jira, baseUrl: "${endpoints.jiraUrl}", email: ${sandboxSecrets.jiraEmail}, apiToken: "\${JIRA_API_TOKEN}", project: SEC, issueType: Bug }
  splunk: { type: splunk, url: "${endpoints.splunkUrl}", token: "\${SPLUNK_HEC_TOKEN}", format: ocsf }
  archive: { type: webhook, url: "${endpoints.webhookUrl}", format: alert }
routes:
  - to: [${destinations.map(({ id }) => id).join(', ')}]
`;

export const secretsOf = ({ endpoints, secrets }: Sandbox): Record<string, string> => ({
  SLACK_WEBHOOK_URL: endpoints.slackWebhookUrl,
  SLACK_BOT_TOKEN: secrets.slackToken,
  TEAMS_WORKFLOW_URL: endpoints.teamsUrl,
  JIRA_API_TOKEN: secrets.jiraApiToken,
  SPLUNK_HEC_TOKEN: secrets.splunkToken,
});
