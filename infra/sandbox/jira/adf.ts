import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import ajv, { type ValidateFunction } from 'ajv-draft-04';
import { strings } from '../_kit/json.ts';

let compiled: ValidateFunction | undefined;

const parse = (file: string) => JSON.parse(readFileSync(file, 'utf8'));

/** Atlassian's own schema, compiled when the first document comes. */
function schema(): ValidateFunction {
  const file = createRequire(import.meta.url).resolve('@atlaskit/adf-schema/json-schema/v1/full.json');
  const validate = compiled ?? new ajv.default({ strict: false, logger: false }).compile(parse(file));
  compiled = validate;
  return validate;
}

/** True for a document that Jira takes: valid by the schema, and no link to anything but web and mail. */
export function isAdf(document: unknown): boolean {
  if (!schema()(document)) return false;
  // The schema lets `javascript:` links pass, Jira does not.
  return [...strings(document)].every(([key, text]) => key !== 'href' || /^(https?:|mailto:|#|\/)/i.test(text));
}
