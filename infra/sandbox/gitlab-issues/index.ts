import { drawIssue } from '../_kit/draw-issue.ts';
import type { Service } from '../_kit/service.ts';
import { GITLAB_PROJECT, GITLAB_TOKEN, gitlabIssues } from './receiver.ts';

export const gitlabIssuesService = {
  title: 'GitLab Issues',
  prefix: '/gitlab-issues',
  create: ({ indexDelayMs }) => gitlabIssues(indexDelayMs),
  settings: (url) => ({ type: 'gitlab-issues', url, project: GITLAB_PROJECT, token: GITLAB_TOKEN }),
  draw: drawIssue,
} as const satisfies Service;
