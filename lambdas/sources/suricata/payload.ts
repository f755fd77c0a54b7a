import type { Evidence } from '../../domain/alert.ts';
import type { Dig } from '../_kit/field-reader.ts';
import { shown } from '../_kit/identified.ts';

// Suricata writes bytes as base64 and, where it is told to, once more as text with a dot for what cannot be shown.

const bytes = [
  ['payload', 'payload', 'payload_printable'],
  ['request body', 'http.http_request_body', 'http.http_request_body_printable'],
  ['response body', 'http.http_response_body', 'http.http_response_body_printable'],
  ['packet', 'packet', undefined],
] as const;

const isBase64 = (text: string): boolean => text.length % 4 === 0 && /^[\da-z+/]+={0,2}$/i.test(text);

/** Bytes as Suricata prints them. */
const printable = (base64: string): string =>
  Buffer.from(base64, 'base64')
    .toString('latin1')
    .replace(/[^\t\n\r\x20-\x7e]/g, '.');

/** What stands under one name, as text: in base64 nobody would find a credential, so that does not stay among the facts. */
function contentOf(said: Dig, raw: string, text: string | undefined): string | undefined {
  const base64 = said.text(raw) ?? '';
  if (!isBase64(base64)) return text === undefined ? undefined : said.take(text);
  said.take(raw);
  return (text === undefined ? undefined : said.take(text)) ?? printable(base64);
}

/** The bytes of an event as evidence. */
export const payloadsOf = (said: Dig, at: string | undefined): Evidence[] =>
  bytes.flatMap(([kind, raw, text]) => shown(kind, contentOf(said, raw, text), at));
