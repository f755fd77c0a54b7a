import { isIP } from 'node:net';
import type { Severity } from '../../domain/alert.ts';
import type { Detection } from '../../domain/detection.ts';
import { defined } from '../../domain/values/json-fields.ts';
import { httpUrl } from '../../domain/values/text.ts';
import { toTime } from '../../domain/values/time.ts';
import type { Received } from './define-source.ts';
import { type Dig, textsOf } from './field-reader.ts';
import { severityWord } from './severity.ts';

type Always = 'identity' | 'problem' | 'record' | 'type' | 'title' | 'severity' | 'vendorSeverity' | 'target' | 'facts';
type Sometimes = Exclude<keyof Detection, Always | 'labels'>;

/** What a sender says of one detection. */
type Told = Pick<Detection, Always> & { readonly [K in Sometimes]?: Detection[K] | undefined } & {
  readonly labels?: Readonly<Record<string, string | undefined>>;
};

/** A detection with what most senders leave unsaid filled in: open, nothing known to have been done, no evidence. */
export function detected(told: Told, received: Received): Detection {
  const { labels, description, title, ...rest } = told;
  return {
    kind: 'detection',
    state: 'open',
    action: 'unknown',
    attack: [],
    evidence: [],
    ...defined(rest),
    title,
    description: description ?? title,
    labels: defined({ ...labels, parse: received.repaired ? 'repaired' : undefined }),
  };
}

/** The vendor's own severity when its word says something, else what the source derives. */
export function severityIn(
  said: Dig,
  paths: readonly string[],
  derived: Severity,
  meaning: (word: string) => Severity | undefined = severityWord,
): Pick<Detection, 'severity' | 'vendorSeverity'> {
  for (const path of paths) {
    const word = said.text(path);
    const severity = word === undefined ? undefined : meaning(word);
    if (severity !== undefined) return { severity, vendorSeverity: said.take(path) ?? severity };
  }
  return { severity: derived };
}

/** The first of several fields that is a time. */
export const timeIn = (said: Dig, ...paths: readonly string[]): string | undefined =>
  paths.map((path) => toTime(said.value(path))).find((time) => time !== undefined);

/** The first of several fields that is a link: it leaves the facts only when the alert shows it to the letter. */
export function linkIn(said: Dig, ...paths: readonly string[]): string | undefined {
  for (const path of paths) {
    const url = httpUrl(said.text(path));
    if (url !== undefined) return url === said.text(path) ? said.take(path) : url;
  }
  return undefined;
}

/** The first address in several fields: it leaves the facts only when nothing else stands in its field. */
export function ipIn(said: Pick<Dig, 'text' | 'take'>, ...paths: readonly string[]): string | undefined {
  for (const path of paths) {
    const ip = (said.text(path) ?? '').split(/[\s,;[\]]+/).find((word) => isIP(word) !== 0);
    if (ip !== undefined) return ip === said.text(path) ? said.take(path) : ip;
  }
  return undefined;
}

/** The first text in several fields that may be lists: it leaves the facts only when nothing else stands in its field. */
export function firstIn(said: Dig, ...paths: readonly string[]): string | undefined {
  const path = paths.find((each) => said.text(each) !== undefined);
  if (path === undefined) return undefined;
  const [first, ...others] = textsOf(said.value(path));
  return others.length === 0 ? said.take(path) : first;
}

/** Several parts as one line, without those that say nothing. */
export const joined = (parts: readonly (string | undefined)[], by = ' '): string =>
  parts.filter((part) => part !== undefined && part !== '').join(by);

/** A vendor's `snake_case`, `kebab-case` or `CamelCase` as words. */
export const wordsOf = (name: string): string =>
  name
    .replace(/([a-z\d])([A-Z])/g, '$1 $2')
    .replace(/[_-]+/g, ' ')
    .trim()
    .toLowerCase();

/** A path without what one request has and the next has not: query, numbers, ids. */
export const pathFamily = (path: string | undefined): string =>
  (path ?? '').replace(/[?#].*$/s, '').replace(/\/(?:\d+|[0-9a-f]{8,}(?:-[0-9a-f]{4,})*)(?=\/|$)/gi, '/*');
