import * as z from 'zod/mini';
import type { OutboundRequest } from '../../lambdas/domain/outbound.ts';
import { bodyProblems, titleProblems } from './issue-markdown.ts';

/** https://docs.gitlab.com/api/issues/#create-a-new-issue */
const Issue = z.strictObject({
  title: z.string(),
  description: z.string().check(z.maxLength(1_000_000)),
  confidential: z.boolean(),
  issue_type: z.enum(['issue', 'incident']),
  labels: z.optional(z.string().check(z.minLength(1))),
});

export function problems({ method, url, headers, body = '' }: OutboundRequest): string[] {
  const issue = Issue.safeParse(JSON.parse(body));
  if (!issue.success) return [issue.error.message];
  return [
    ...(method === 'POST' && /\/api\/v4\/projects\/(?:\d+|[\w.%-]+)\/issues$/.test(url) ? [] : [`${method} ${url}`]),
    ...(headers['private-token'] ? [] : ['headers']),
    ...titleProblems(issue.data.title, 255),
    ...bodyProblems(issue.data.description),
  ];
}
