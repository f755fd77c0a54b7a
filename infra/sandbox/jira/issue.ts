import type { Fields } from '../../../lambdas/domain/values/json-fields.ts';
import { isFields } from '../../../lambdas/domain/values/json-fields.ts';
import { at, characters, fieldsAt, listAt, textAt } from '../_kit/json.ts';
import type { JiraSite } from '../_kit/settings.ts';
import { isAdf } from './adf.ts';

// https://confluence.atlassian.com/jirakb/summary-must-be-less-than-255-characters
const SUMMARY_MAX = 255;
// https://confluence.atlassian.com/adminjiraserver/limiting-the-number-of-characters-in-comments-and-descriptions
const TEXT_MAX = 32_767;
const LABEL_MAX = 255;
// https://developer.atlassian.com/cloud/jira/platform/jira-entity-properties/
const PROPERTY_KEY_MAX = 255;
const PROPERTY_VALUE_MAX = 32_768;

export type Version = '2' | '3';

/** Jira's shape of a 400. */
export interface Refusal {
  readonly errorMessages: readonly string[];
  readonly errors: Readonly<Record<string, string>>;
}

const ADF_EXPECTED = 'Operation value must be an Atlassian Document (see the Atlassian Document Format)';
const STRING_EXPECTED = 'Operation value must be a string';
const INVALID_INPUT = 'INVALID_INPUT';
const TOO_LONG = 'The entered text is too long. It exceeds the allowed limit of 32,767 characters.';
const CONTENT_LIMIT_EXCEEDED = 'CONTENT_LIMIT_EXCEEDED';
/** Said of the request as a whole. */
const wholeRequest = new Set([INVALID_INPUT, CONTENT_LIMIT_EXCEEDED]);

/** Why a rich text field is refused. Cloud counts the whole document, not only the words a reader sees. */
export function richTextProblem(value: unknown, version: Version): string | undefined {
  if (version === '2') {
    if (typeof value !== 'string') return STRING_EXPECTED;
    return characters(value) > TEXT_MAX ? TOO_LONG : undefined;
  }
  if (!isFields(value) || value['type'] !== 'doc') return ADF_EXPECTED;
  if (characters(JSON.stringify(value)) > TEXT_MAX) return CONTENT_LIMIT_EXCEEDED;
  return isAdf(value) ? undefined : INVALID_INPUT;
}

type Check = (value: unknown, site: JiraSite, version: Version) => string | undefined;

/** `{ name }`, `{ key }` or `{ id }`, which must be one the site knows. */
const known =
  (names: (site: JiraSite) => readonly string[], missing: string): Check =>
  (value, site) => {
    const given = textAt(value, 'name') ?? textAt(value, 'key') ?? textAt(value, 'id');
    const index = Number(textAt(value, 'id') ?? Number.NaN) - 10_000;
    return given !== undefined && (names(site).includes(given) || names(site)[index] !== undefined)
      ? undefined
      : missing;
  };

function summaryProblem(value: unknown): string | undefined {
  if (typeof value !== 'string')
    return value === undefined ? 'You must specify a summary of the issue.' : STRING_EXPECTED;
  if (value.trim() === '') return 'You must specify a summary of the issue.';
  if (/[\r\n]/.test(value)) return 'The summary is invalid because it contains newline characters.';
  return characters(value) > SUMMARY_MAX ? 'Summary must be less than 255 characters.' : undefined;
}

function labelsProblem(value: unknown): string | undefined {
  if (!Array.isArray(value)) return 'Operation value must be an array';
  const bad = value.find((label) => typeof label !== 'string' || /\s/.test(label) || label.length > LABEL_MAX);
  if (bad === undefined) return undefined;
  if (typeof bad !== 'string') return 'string expected at index 0';
  return /\s/.test(bad)
    ? `The label '${bad}' contains spaces which is invalid.`
    : `The label '${bad}' exceeds 255 characters.`;
}

const anything: Check = () => undefined;
const optional =
  (check: Check): Check =>
  (value, site, version) =>
    value === undefined || value === null ? undefined : check(value, site, version);

const checks: Readonly<Record<string, Check>> = {
  project: known(({ projects }) => projects, 'valid project is required'),
  issuetype: known(({ issueTypes }) => issueTypes, 'valid issue type is required'),
  summary: summaryProblem,
  description: optional((value, _, version) => richTextProblem(value, version)),
  environment: optional((value, _, version) => richTextProblem(value, version)),
  labels: optional(labelsProblem),
  priority: optional(known(({ priorities }) => priorities, 'The priority selected is invalid.')),
  duedate: optional((value) => (/^\d{4}-\d{2}-\d{2}$/.test(String(value)) ? undefined : 'Error parsing date string')),
  assignee: anything,
  reporter: anything,
  components: anything,
  fixVersions: anything,
  versions: anything,
  parent: anything,
  security: anything,
};

const unknownField = (name: string): string =>
  `Field '${name}' cannot be set. It is not on the appropriate screen, or unknown.`;

function propertyProblem(property: unknown): string | undefined {
  const key = textAt(property, 'key') ?? '';
  const value = at(property, 'value');
  if (key === '' || key.length > PROPERTY_KEY_MAX) return 'The property key must be 1 to 255 characters long.';
  if (value === undefined) return `The property '${key}' has no value.`;
  const tooLong = Buffer.byteLength(JSON.stringify(value)) > PROPERTY_VALUE_MAX;
  return tooLong ? `The value of '${key}' is too long.` : undefined;
}

function fieldProblem(name: string, value: unknown, site: JiraSite, version: Version): string | undefined {
  if (name.startsWith('customfield_')) return undefined;
  const check = Object.hasOwn(checks, name) ? checks[name] : undefined;
  return check === undefined ? unknownField(name) : check(value, site, version);
}

/** What Jira has against a new issue; nothing when it takes it. */
export function issueRefusal(body: Fields, site: JiraSite, version: Version): Refusal | undefined {
  const fields = fieldsAt(body, 'fields') ?? {};
  const names = new Set([...Object.keys(checks), ...Object.keys(fields)]);
  const problems = [...names].flatMap((name) => {
    const problem = fieldProblem(name, fields[name], site, version);
    return problem === undefined ? [] : [[name, problem] as const];
  });
  const property = listAt(body, 'properties').map(propertyProblem).find(Boolean);
  const general = problems.map(([, problem]) => problem).filter((problem) => wholeRequest.has(problem));
  const errorMessages = [...new Set(general), ...(property === undefined ? [] : [property])];
  const errors = Object.fromEntries(problems.filter(([, problem]) => problem !== INVALID_INPUT));
  return errorMessages.length + problems.length === 0 ? undefined : { errorMessages, errors };
}
