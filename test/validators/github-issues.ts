import * as z from 'zod/mini';
import type { OutboundRequest } from '../../lambdas/domain/outbound.ts';
import { bodyProblems, titleProblems } from './issue-markdown.ts';

/** https://docs.github.com/en/rest/issues/issues#create-an-issue */
const Issue = z.strictObject({
  title: z.string(),
  body: z.string().check(z.maxLength(65_536)),
  labels: z.optional(z.array(z.string().check(z.minLength(1), z.maxLength(50))).check(z.maxLength(100))),
  assignees: z.optional(z.array(z.string().check(z.regex(/^[\w-]+$/))).check(z.maxLength(10))),
});

export function problems({ method, url, headers, body = '' }: OutboundRequest): string[] {
  const issue = Issue.safeParse(JSON.parse(body));
  if (!issue.success) return [issue.error.message];
  return [
    ...(method === 'POST' && /\/repos\/[\w-]+\/[\w.-]+\/issues$/.test(url) ? [] : [`${method} ${url}`]),
    ...(headers['user-agent'] && headers['authorization']?.startsWith('Bearer ') ? [] : ['headers']),
    ...titleProblems(issue.data.title, 256),
    ...bodyProblems(issue.data.body),
  ];
}
