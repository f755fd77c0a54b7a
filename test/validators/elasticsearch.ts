import * as z from 'zod/mini';
import type { OutboundRequest } from '../../lambdas/core/destination.ts';
import { isFields } from '../../lambdas/core/reading/record.ts';
import { documentProblems } from './ecs-document.ts';
import { halves } from './well-formed.ts';

/** https://www.elastic.co/docs/api/doc/elasticsearch/operation/operation-bulk: newline-delimited, the last line too. */
const Action = z.strictObject({ create: z.strictObject({ _id: z.string().check(z.regex(/^[\w.:-]{1,512}$/)) }) });

/** An index takes 1000 fields by default, over all of its documents. */
const FIELDS_MAX = 200;

const fieldsOf = (value: unknown): number =>
  isFields(value) ? Object.values(value).reduce<number>((sum, inner) => sum + fieldsOf(inner), 0) : 1;

function documentOf(line: string): Readonly<Record<string, unknown>> | undefined {
  const parsed: unknown = JSON.parse(line);
  return isFields(parsed) ? parsed : undefined;
}

function pairProblems(action: string, line: string): string[] {
  const document = documentOf(line);
  if (!Action.safeParse(JSON.parse(action)).success) return [`action ${action.slice(0, 200)}`];
  if (document === undefined) return ['a document that is no object'];
  const at = document['@timestamp'];
  return [
    ...(typeof at === 'string' && !Number.isNaN(Date.parse(at)) ? [] : ['@timestamp']),
    ...(fieldsOf(document) <= FIELDS_MAX ? [] : [`${fieldsOf(document)} fields`]),
    ...halves(document),
    ...documentProblems(document),
  ];
}

/** The pairs of a bulk body. */
export function pairsOf(body: string): (readonly [action: string, document: string])[] {
  const lines = body.split('\n').slice(0, -1);
  return lines.flatMap((line, i) => (i % 2 === 0 ? [[line, lines[i + 1] ?? ''] as const] : []));
}

export function problems({ url, headers, body = '', auth }: OutboundRequest): string[] {
  const credentials = [headers['authorization'], auth].filter((one) => one !== undefined).length;
  return [
    ...(/^https:\/\/[^/]+\/[a-z0-9.-]+\/_bulk$/.test(url) ? [] : [`url ${url}`]),
    ...(headers['content-type'] === 'application/x-ndjson' ? [] : ['content type']),
    ...(credentials === 1 ? [] : [`${credentials} credentials`]),
    ...(body.endsWith('\n') && !/\n\n|\r/.test(body) ? [] : ['lines']),
    ...(body.split('\n').length % 2 === 1 ? [] : ['an action without a document']),
    ...pairsOf(body).flatMap(([action, document]) => pairProblems(action, document)),
  ];
}
