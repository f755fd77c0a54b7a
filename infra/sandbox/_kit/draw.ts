import { isFields } from '../../../lambdas/domain/values/json-fields.ts';
import { escapeHtml, visible } from '../../../lambdas/domain/values/text.ts';
import { parseJson } from './json.ts';

/** Text of unknown origin, safe inside an element; what hides or reorders is shown. */
export const safe = (text: unknown): string => escapeHtml(visible(String(text ?? '')));

export const pretty = (value: unknown): string =>
  `<pre>${safe(typeof value === 'string' ? value : JSON.stringify(value, undefined, 2))}</pre>`;

/** Names and values; what is empty is left out. */
export const rows = (pairs: readonly (readonly [string, unknown])[]): string =>
  `<table>${pairs
    .filter(([, value]) => value !== undefined && value !== null && value !== '')
    .map(
      ([name, value]) =>
        `<tr><th>${safe(name)}</th><td>${safe(typeof value === 'object' ? JSON.stringify(value) : value)}</td></tr>`,
    )
    .join('')}</table>`;

export const all = (values: readonly unknown[], draw: (value: unknown) => string): string => values.map(draw).join('');

/** Any JSON as a table. */
export function drawWebhook(body: unknown): string {
  const value = typeof body === 'string' ? (parseJson(body)?.value ?? body) : body;
  return isFields(value) ? rows(Object.entries(value)) : pretty(value);
}
