import { isFields } from '../../../lambdas/domain/values/json-fields.ts';
import { escapeHtml, visible } from '../../../lambdas/domain/values/text.ts';
import { parseJson } from './json.ts';
import type { SandboxReceipt } from './received.ts';

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

/** One receipt, roughly as its reader would see it, with the raw body to unfold. */
export function draw(
  { operation, ok, status, fault, problem, at: when, summary, body }: SandboxReceipt,
  drawing: (body: unknown) => string,
): string {
  const trouble = ok || problem === summary ? undefined : problem;
  const said = [status === 0 ? 'connection cut' : String(status), fault, trouble].filter(Boolean);
  return `<article class="${ok ? 'ok' : 'bad'}">
<h3>${safe(summary)}</h3><p class="small">${safe(when.slice(11, 23))} · ${safe(operation)} · ${safe(said.join(' · '))}</p>
<div class="drawing">${drawing(body)}</div>
<details><summary>as sent</summary>${pretty(body)}</details></article>`;
}
