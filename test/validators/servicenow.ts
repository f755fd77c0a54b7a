import type { OutboundRequest } from '../../lambdas/domain/outbound.ts';
import { isFields } from '../../lambdas/domain/values/json-fields.ts';
import { operatorLine } from './operator-links.ts';

/** Lengths of the task table's columns, and values of its choices. */
const columns: Readonly<Record<string, (value: string) => boolean>> = {
  short_description: (value) => value.trim() !== '' && value.length <= 160 && !/[\r\n]/.test(value),
  description: (value) => value.trim() !== '' && value.length <= 4000 && /\n\nTocsin alert /.test(value),
  urgency: (value) => /^[123]$/.test(value),
  impact: (value) => /^[123]$/.test(value),
  correlation_id: (value) => /^tocsin-[0-9a-f]{32}$/.test(value),
  correlation_display: (value) => /^Tocsin problem [0-9a-f]{16}$/.test(value),
};
const required = Object.keys(columns);

/** A journal shows what is between these as HTML, whatever their case. */
const codeTag = /\[\/?code\]/i;
const hidden = /[\u202a-\u202e\u2066-\u2069\u200b]/u;

/** Every address stands on a line of ours that says what it opens. */
const strayLinks = (text: string): string[] =>
  text
    .split('\n')
    .filter((line) => !operatorLine.test(line))
    .filter((line) => /https?:\/\//i.test(line.replace(/^(?:Open [^\s/]+|Open in Tocsin): https?:\/\/\S+$/, '')))
    .map((line) => `link in ${line.slice(0, 80)}`);

/** What no text of an alert may do in a field of ServiceNow's. */
export function textProblems(name: string, value: string): string[] {
  return [
    ...(codeTag.test(value) ? [`[code] in ${name}`] : []),
    ...(hidden.test(value) ? [`hidden characters in ${name}`] : []),
    ...(value.isWellFormed() ? [] : [`half a character in ${name}`]),
    ...strayLinks(value),
  ];
}

function recordProblems(record: Readonly<Record<string, unknown>>): string[] {
  return [
    ...required.filter((name) => typeof record[name] !== 'string').map((name) => `no ${name}`),
    ...Object.entries(record).flatMap(([name, value]) => {
      if (typeof value !== 'string') return [`${name} is no text`];
      return [...(columns[name]?.(value) === false ? [`${name} ${value.length}`] : []), ...textProblems(name, value)];
    }),
  ];
}

/** https://www.servicenow.com/docs/r/api-reference/rest-apis/c_TableAPI.html */
export function problems({ method, url, body = '' }: OutboundRequest): string[] {
  const { pathname, searchParams } = new URL(url);
  const query = searchParams.get('sysparm_query');
  const path = /\/api\/now\/table\/(incident|sn_si_incident)(\/[0-9a-f]{32})?$/.test(pathname) ? [] : [pathname];
  if (method === 'GET')
    return query === null || /^correlation_id=tocsin-[0-9a-f]{32}$/.test(query) ? path : [...path, `query ${query}`];
  const record: unknown = JSON.parse(body);
  if (!isFields(record)) return ['no object'];
  return method === 'POST' ? [...path, ...recordProblems(record)] : path;
}
