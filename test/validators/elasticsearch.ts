import { readFileSync } from 'node:fs';
import * as z from 'zod/mini';
import type { OutboundRequest } from '../../lambdas/domain/outbound.ts';
import { type Fields, isFields } from '../../lambdas/domain/values/json-fields.ts';
import { documentProblems } from './ecs-document.ts';
import { documentFaults, newIndex } from './index-mapping.ts';
import { halves } from './well-formed.ts';

/** https://www.elastic.co/docs/api/doc/elasticsearch/operation/operation-bulk: newline-delimited, the last line too. */
const Action = z.strictObject({ create: z.strictObject({ _id: z.string().check(z.regex(/^[\w.:-]{1,512}$/)) }) });

const template = JSON.parse(
  readFileSync(new URL('../../docs/content/elastic/index-template.json', import.meta.url), 'utf8'),
);
const FIELDS_MAX = 150;

/** What an index with our template refuses of a document. */
function indexFaults(document: Fields): string[] {
  const index = newIndex(template.template.mappings);
  const faults = documentFaults(document, index);
  return index.fields.size > FIELDS_MAX ? [...faults, `${index.fields.size} fields`] : faults;
}

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
    ...indexFaults(document),
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
