import schemaOfDocuments from '@atlaskit/adf-schema/json-schema/v1/full.json' with { type: 'json' };
import ajv, { type ValidateFunction } from 'ajv-draft-04';
import { strings } from '../_kit/json.ts';

let compiled: ValidateFunction | undefined;

/** Atlassian's own schema, compiled when the first document comes. */
function schema(): ValidateFunction {
  const validate = compiled ?? new ajv.default({ strict: false, logger: false }).compile(schemaOfDocuments);
  compiled = validate;
  return validate;
}

/** True for a document that Jira takes: valid by the schema, and no link to anything but web and mail. */
export function isAdf(document: unknown): boolean {
  if (!schema()(document)) return false;
  // The schema lets `javascript:` links pass, Jira does not.
  return [...strings(document)].every(([key, text]) => key !== 'href' || /^(https?:|mailto:|#|\/)/i.test(text));
}
