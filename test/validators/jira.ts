import { createRequire } from 'node:module';
import ajv from 'ajv-draft-04';
import type { OutboundRequest } from '../../lambdas/domain/outbound.ts';
import { isFields, listOf } from '../../lambdas/domain/values/json-fields.ts';

const require = createRequire(import.meta.url);
const validate = new ajv.default({ strict: false, logger: false }).compile(
  require('@atlaskit/adf-schema/json-schema/v1/full.json'),
);

/** Every object of a document, in order. */
function* nodesOf(value: unknown): Generator<Readonly<Record<string, unknown>>> {
  if (Array.isArray(value)) for (const inner of value) yield* nodesOf(inner);
  else if (isFields(value)) {
    yield value;
    for (const inner of Object.values(value)) yield* nodesOf(inner);
  }
}

/** The schema lets `javascript:` links pass. */
function adfProblems(document: unknown): string[] {
  const valid = validate(document) ? [] : [`ADF: ${JSON.stringify(validate.errors?.slice(0, 2))}`];
  const links = [...nodesOf(document)].flatMap(({ href }) => (href === undefined ? [] : [String(href)]));
  return [...valid, ...links.filter((href) => !/^https?:\/\//.test(href)).map((href) => `link to ${href}`)];
}

/** Outside of {noformat}: no macro but ours, no mention, no link but http(s), no image. */
function wikiProblems(text: string): string[] {
  const open = text.match(/\{noformat\}/g)?.length ?? 0;
  const outside = text
    .split('{noformat}')
    .filter((_, i) => i % 2 === 0)
    .join('\n')
    .replace(/\{panel(?::bgColor=#[0-9a-f]{6})?\}/g, '')
    .replace(/\[(?:\\.|[^\]\\|])*\|https?:\/\/[^\]|\s]+\]/g, '')
    .replace(/\\[^\s\w]/g, '');
  return [
    ...(open % 2 === 0 ? [] : ['an open {noformat}']),
    ...(outside.match(/[{}[\]!]/g) ?? []).map((mark) => `${mark} outside`),
    ...(outside.match(/^\s*(?:h[1-6]|bq)\.(?! (?:What to do|Further fields|In the sender’s words))/gim) ?? []).map(
      (line) => `heading ${line}`,
    ),
  ];
}

const searchProblems = (jql: unknown): string[] =>
  /^labels = "tocsin-delivery-[0-9a-f]{16}" ORDER BY created ASC$/.test(String(jql)) ? [] : [`jql ${jql}`];

/** https://developer.atlassian.com/cloud/jira/platform/rest/v3/api-group-issues/, and Atlassian's own ADF schema. */
export function problems({ url, body = '' }: OutboundRequest): string[] {
  const parsed: unknown = JSON.parse(body);
  if (!isFields(parsed)) return ['no object'];
  if (!isFields(parsed['fields'])) return searchProblems(parsed['jql']);
  const { summary, description, labels } = parsed['fields'];
  const isCloud = url.includes('/rest/api/3/');
  const size = typeof description === 'string' ? description.length : JSON.stringify(description).length;
  return [
    ...(typeof summary === 'string' && summary.trim() !== '' && summary.length <= 255 ? [] : ['summary']),
    ...(/[\r\n]/.test(String(summary)) ? ['summary of several lines'] : []),
    ...(size <= 32_000 ? [] : [`description of ${size}`]),
    ...(isCloud ? adfProblems(description) : wikiProblems(String(description))),
    ...listOf(labels)
      .filter((label) => !/^\S{1,255}$/.test(String(label)))
      .map((label) => `label ${label}`),
  ];
}
