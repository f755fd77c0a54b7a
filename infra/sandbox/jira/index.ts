import type { Service } from '../_kit/service.ts';
import { drawJira } from './draw.ts';
import { jira } from './receiver.ts';

export const jiraService = {
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
} as const satisfies Service;
