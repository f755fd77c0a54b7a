import { drawIssue } from '../_kit/draw-issue.ts';
import { repository } from '../_kit/github.ts';
import type { Service } from '../_kit/service.ts';
import { githubIssues } from './receiver.ts';

export const githubIssuesService = {
  title: 'GitHub Issues',
  prefix: '/github-issues',
  create: githubIssues,
  settings: (url) => ({ type: 'github-issues', apiUrl: url, ...repository }),
  draw: drawIssue,
} as const satisfies Service;
