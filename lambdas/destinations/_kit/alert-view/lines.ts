import type { Alert } from '../../../domain/alert.ts';
import { defang, httpUrl, oneLine } from '../../../domain/values/text.ts';
import type { Attempt } from '../define-destination.ts';

/** A named value. Values come from the sender; a destination escapes both halves in its own dialect. */
export interface Line {
  readonly label: string;
  readonly value: string;
}

export interface Link {
  readonly label: string;
  readonly url: string;
}

/** A sender's text on one line: nothing in it is hidden, and no client makes a link of it. */
export const shown = (text: string): string => defang(oneLine(text));

/** A line, unless there is nothing to show. */
export const line = (label: string, value: string | undefined): Line[] => {
  const text = shown(value ?? '');
  return text === '' ? [] : [{ label, value: text }];
};

/** `Akto API Protection`, but not `Falco Falco`. */
export function productOf({ vendor, product }: Alert): string {
  const [maker, name] = [shown(vendor), shown(product)];
  const isRepeated = /^unknown$/i.test(maker) || name.toLowerCase().startsWith(maker.toLowerCase());
  return isRepeated ? name : shown(`${maker} ${name}`);
}

/** Whose alert it is: product and configured source. */
export const fromOf = (alert: Alert): Line[] => line(productOf(alert), alert.source);

/** The vendor's console. The label names the host, so that nobody opens another one unawares. */
export function linkOf(address: string | undefined): Link | undefined {
  const url = httpUrl(address);
  const parsed = url === undefined ? null : URL.parse(url);
  // A name before an @ is there to be mistaken for the host.
  if (url === undefined || parsed === null || parsed.username !== '' || parsed.password !== '') return undefined;
  return { label: `Open ${parsed.host}`, url };
}

/** An alert in Tocsin's own console, where nothing of it is left out. */
export function recordOf(alertId: string, { consoleUrl }: Attempt): Link | undefined {
  const base = httpUrl(consoleUrl);
  if (base === undefined) return undefined;
  return { label: 'Open in Tocsin', url: `${base}#/alerts/${encodeURIComponent(alertId.toWellFormed())}` };
}

/** Where the problem is acknowledged, silenced or resolved by whoever has the link. */
export function answerOf({ answers }: Attempt): Link | undefined {
  const url = httpUrl(answers?.url);
  return url === undefined ? undefined : { label: 'Acknowledge, silence or resolve', url };
}

/** Labels or facts as lines. */
export const linesOf = (texts: Readonly<Record<string, string>>): Line[] =>
  Object.entries(texts).flatMap(([name, value]) => line(shown(name), value));

/** Named values on one line: `Address 192.0.2.1 (IN) · Process /bin/touch`. */
export const joined = (lines: readonly Line[]): string =>
  lines.map(({ label, value }) => `${label} ${value}`).join(' · ');
