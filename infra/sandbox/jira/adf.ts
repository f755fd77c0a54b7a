import type { ValidateFunction } from 'ajv-draft-04';
import { strings } from '../_kit/json.ts';

/** Atlassian's own schema and what compiles it; nothing in an installation without the packages of the tests. */
const parts = await Promise.all([
  import('ajv-draft-04'),
  import('@atlaskit/adf-schema/json-schema/v1/full.json', { with: { type: 'json' } }),
]).catch(() => undefined);

let compiled: ValidateFunction | undefined;

/** True for a document that is valid by Atlassian's schema, compiled when the first document comes. */
function isValid(document: unknown): boolean {
  if (parts === undefined) return true;
  const [{ default: ajv }, { default: schema }] = parts;
  compiled ??= new ajv.default({ strict: false, logger: false }).compile(schema);
  return compiled(document) === true;
}

/** True for a document that Jira takes: valid by the schema, and no link to anything but web and mail. */
export function isAdf(document: unknown): boolean {
  if (!isValid(document)) return false;
  // The schema lets `javascript:` links pass, Jira does not.
  return [...strings(document)].every(([key, text]) => key !== 'href' || /^(https?:|mailto:|#|\/)/i.test(text));
}
