import { type Format, JSON_TYPE, TEXT_TYPE } from './_kit/format.ts';
import { alertFormat } from './alert.ts';

/** The JSON value of a text; the text itself where it is none. */
function recordOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

/**
 * The sender's own record, credentials scrubbed, word for word; a record that was mere text is sent as text.
 * Where there is none (Tocsin's own alerts, or nothing but blanks), the alert stands in.
 */
export const raw: Format = (alert, attempt) => {
  const text = attempt.raw ?? '';
  const value = recordOf(text);
  if (value === null || (typeof value === 'string' && value.trim() === '')) return alertFormat(alert, attempt);
  return typeof value === 'string'
    ? { contentType: TEXT_TYPE, body: value.toWellFormed() }
    : { contentType: JSON_TYPE, body: text.toWellFormed() };
};
