import type { Alert } from '../../lambdas/domain/alert.ts';
import { addressOf, bareWord, type Kind } from './patterns.ts';

/** The typed fields of an alert in which a kind of value may stand. */
export const placesOf = {
  // A sensor may be known by its address alone.
  address: ['actor.ip', 'target.ip', 'target.publicIp', 'connection.remote.ip', 'sensor.host'],
  port: ['actor.port', 'target.port', 'connection.remote.port'],
  // The digest of an image stands behind its name.
  hash: ['file.hashes', 'actor.process.hashes', 'actor.process.parent.hashes', 'container.image'],
  pid: ['actor.process.pid', 'actor.process.parent.pid'],
  // The path of a request stands in its URL.
  path: ['file.path', 'actor.process.path', 'actor.process.parent.path', 'code.path', 'target.url'],
  // An ARN may name a resource, a finding, a rule, or a user or role.
  arn: ['cloud.resource.uid', 'finding.vendorUid', 'rule.uid', 'actor.user', 'target.user'],
  account: ['cloud.account'],
  cve: ['vulnerabilities.cve'],
  technique: ['attack.technique'],
  tactic: ['attack.tactics.uid', 'attack.tactics.name'],
  count: ['finding.count'],
  time: ['occurredAt', 'finding.firstSeenAt', 'finding.lastSeenAt'],
} as const satisfies Readonly<Record<Kind, readonly string[]>>;
export type Place = (typeof placesOf)[Kind][number];

/** The scalars at a path of names; lists on the way are looked through, and an object is all that is in it. */
export function scalarsAt(value: unknown, names: readonly string[]): (string | number)[] {
  if (Array.isArray(value)) return value.flatMap((each) => scalarsAt(each, names));
  if (typeof value === 'string' || typeof value === 'number') return names.length === 0 ? [value] : [];
  if (typeof value !== 'object' || value === null) return [];
  const [name, ...rest] = names;
  if (name === undefined) return Object.values(value).flatMap((each) => scalarsAt(each, []));
  // An element that is absent, and a name that holds dots.
  return Object.entries(value).flatMap(([key, inner]) => (key === name ? scalarsAt(inner, rest) : []));
}

/** A file as it is written; of a URL, or of a path of a request with its query, the path. */
const pathIn = (text: string): string =>
  /^https?:\/\//i.test(text) || (text.startsWith('/') && /[?#]/.test(text))
    ? text.replace(/^https?:\/\/[^/]+|[?#].*$/gis, '')
    : text;

/** A value as finds of its kind are compared. */
export function comparable(kind: Kind, value: string | number): string {
  const text = String(value);
  if (kind === 'address') return addressOf(text);
  if (kind === 'hash') return text.toLowerCase().replace(/^.*@sha256:/s, '');
  if (kind === 'time') return String(Date.parse(text));
  if (kind === 'path') return pathIn(text);
  return kind === 'tactic' && !/^TA\d{4}$/.test(text) ? bareWord(text) : text;
}

/** What stands at a place of an alert. */
export const valuesAt = (kind: Kind, place: Place, alert: Alert): string[] =>
  scalarsAt(alert, place.split('.')).map((value) => comparable(kind, value));
