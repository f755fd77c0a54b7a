import type { Endpoint } from '../../lambdas/engine/api/endpoint.ts';
import { describedEndpoints } from '../../lambdas/engine/api/endpoints.ts';
import { openApiOf } from '../../lambdas/engine/api/openapi.ts';
import { settingsTable } from './settings-table.ts';

/** The document as it is served at `GET /v1/openapi.json`. */
export const openApiText = (): string => `${JSON.stringify(openApiOf(describedEndpoints()), undefined, 2)}\n`;

const answersOf = ({ answers }: Endpoint): string =>
  Object.entries(answers)
    .map(([status, { description }]) => `- \`${status}\`: ${description}`)
    .join('\n');

function section(each: Endpoint): string {
  const { method, path, summary, about, query, body } = each;
  const parts = [
    `## \`${method} ${path}\``,
    `${summary}.`,
    about,
    each.isOpen === true ? 'No credential is needed.' : undefined,
    query === undefined ? undefined : `Query parameters:\n\n${settingsTable(query, [], { noun: 'parameter' })}`,
    body === undefined ? undefined : `Body:\n\n${settingsTable(body.schema, [], { noun: 'field' })}`,
    body === undefined ? undefined : `\`\`\`json\n${JSON.stringify(body.example)}\n\`\`\``,
    answersOf(each),
  ];
  return parts.filter((part) => part !== undefined).join('\n\n');
}

/** The page of the API, from the same schemas that check requests. */
export const apiPage = (): string =>
  `# The HTTP API

All requests except those that say otherwise need \`Authorization: Bearer $TOCSIN_ADMIN_TOKEN\`, or the session of the console. Names that are not listed here are refused, in a query
and in a body. The same as an OpenAPI 3.1 document: [openapi.json](openapi.json), and \`GET /v1/openapi.json\` of a running system.

## If it fails

A refusal is [problem details](https://www.rfc-editor.org/rfc/rfc9457): \`detail\` says what was found, what is allowed and what to do. 401 is a wrong or missing
token, 403 a token that may only read, 404 an id that is not known, 405 another method, 409 a state that forbids it, 429 too many wrong tokens.

${describedEndpoints().map(section).join('\n\n')}
`;
