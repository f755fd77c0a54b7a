import type { Alert, Severity } from '../../../../domain/alert.ts';
import type { Attempt } from '../../define-destination.ts';

/** An alert in a format that machines read. */
export interface Formatted {
  readonly contentType: string;
  readonly body: string;
}

/** Pure, total over any alert, and the same bytes for the same input. */
export type Format = (alert: Alert, attempt: Attempt) => Formatted;

export const JSON_TYPE = 'application/json';
export const TEXT_TYPE = 'text/plain; charset=utf-8';

export const jsonOf = (value: unknown, contentType = JSON_TYPE): Formatted => ({
  contentType,
  body: JSON.stringify(value),
});

/** The body as JSON text, to stand inside another JSON document. */
export const embedded = ({ contentType, body }: Formatted): string =>
  contentType === JSON_TYPE ? body : JSON.stringify(body);

/** Of ten, as CEF and LEEF count: 0–3 low, 4–6 medium, 7–8 high, 9–10 very high. */
export const levels: Readonly<Record<Severity, number>> = { info: 1, low: 3, medium: 5, high: 8, critical: 10 };

/** Epoch milliseconds of the detection; of its receipt when the sender's time is no time. */
export function occurredMillis({ occurredAt, receivedAt }: Alert): number {
  const millis = [occurredAt, receivedAt].map((text) => Date.parse(text)).find((value) => value >= 0);
  return millis ?? 0;
}

const isEmpty = (value: unknown): boolean =>
  value === undefined || value === '' || (Array.isArray(value) && value.length === 0);

/** An object without what is absent or empty; an object of which nothing is left is absent itself. */
export function present(fields: Readonly<Record<string, unknown>>): Record<string, unknown> | undefined {
  let kept: Record<string, unknown> | undefined;
  for (const name of Object.keys(fields)) {
    const value = fields[name];
    if (isEmpty(value)) continue;
    kept ??= {};
    // An assignment to this one name would set the prototype.
    if (name === '__proto__') Object.defineProperty(kept, name, { value, enumerable: true });
    else kept[name] = value;
  }
  return kept;
}

/** A MITRE ATT&CK technique id, which the standards give a field of its own. */
export const isTechnique = (text: string): boolean => /^T\d{4}(\.\d{3})?$/.test(text);

export const techniquePage = (id: string): string => `https://attack.mitre.org/techniques/${id.replace('.', '/')}/`;
