/** Credentials that the receivers ask for. All are inventions. */
export interface SandboxSecrets {
  /** `/T…/B…/…`: what follows `/services` in the webhook's URL. */
  readonly slackWebhookPath: string;
  readonly slackToken: string;
  readonly teamsSig: string;
  readonly jiraEmail: string;
  readonly jiraApiToken: string;
  /** Data Center's personal access token. */
  readonly jiraPat: string;
  readonly splunkToken: string;
  /** `whsec_…`; without it the webhook receiver takes unsigned requests. */
  readonly webhookSecret?: string;
  /** The exact `authorization` header; without it the webhook receiver asks for none. */
  readonly webhookAuthorization?: string;
}

export const sandboxSecrets: SandboxSecrets = {
  slackWebhookPath: '/T0SANDBOX/B0SANDBOX/sandbox-webhook-key',
  slackToken: 'sandbox-bot-token',
  teamsSig: 'sandbox/sig+1',
  jiraEmail: 'bot@example.com',
  jiraApiToken: 'sandbox-jira-token',
  jiraPat: 'sandbox-jira-pat',
  splunkToken: '00000000-5a4d-4b0c-8e2f-000000000000',
};

/** Names that exist on a Jira site. */
export interface JiraSite {
  readonly projects: readonly string[];
  readonly issueTypes: readonly string[];
  readonly priorities: readonly string[];
}

/** What exists behind the receivers. */
export interface SandboxWorld {
  /** Channels the bot is in; without it every well-formed id. */
  readonly slackChannels?: readonly string[];
  readonly jira: JiraSite;
  readonly splunkIndexes: readonly string[];
  /** Addresses, beside the mail server's own, that may send, and mailboxes that there are. */
  readonly mail?: { readonly from: readonly string[]; readonly to: readonly string[] };
}

export const sandboxWorld: SandboxWorld = {
  jira: {
    projects: ['SEC', 'OPS'],
    issueTypes: ['Bug', 'Task', 'Story', 'Incident'],
    priorities: ['Highest', 'High', 'Medium', 'Low', 'Lowest'],
  },
  splunkIndexes: ['main', 'security'],
};
