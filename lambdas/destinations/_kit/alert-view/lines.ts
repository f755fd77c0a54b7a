import type { Alert } from '../../../domain/alert.ts';
import { defang, httpUrl, oneLine } from '../../../domain/values/text.ts';
import type { Attempt } from '../define-destination.ts';
import type { FlatPlaces } from '../flat-places.ts';

/** A named value. Values come from the sender; a destination escapes both halves in its own dialect. */
export interface Line {
  readonly label: string;
  readonly value: string;
}

export interface Link {
  readonly label: string;
  readonly url: string;
}

export interface Technique {
  readonly id: string;
  readonly name?: string;
  /** The page at attack.mitre.org; absent when the id is not one of theirs. */
  readonly url?: string;
}

/** A sender's text on one line: nothing in it is hidden, and no client makes a link of it. */
export const shown = (text: string): string => defang(oneLine(text));

const line = (label: string, value: string | undefined): Line[] => {
  const text = shown(value ?? '');
  return text === '' ? [] : [{ label, value: text }];
};

/** Who did it. */
export function whoOf({ ip, country, user, process }: FlatPlaces): Line[] {
  const place = shown(country ?? '');
  const address = shown(ip ?? '');
  return [
    ...(address === '' ? line('Country', place) : line('IP', place === '' ? address : `${address} (${place})`)),
    ...line('User', user),
    ...line('Process', process),
  ];
}

/** What it was done to, the thing first and then where it lives. */
export function whereOf(places: FlatPlaces): Line[] {
  return [
    ...line('Request', [places.method ?? '', places.url ?? ''].join(' ')),
    ...line('Resource', places.resource),
    ...line('Cluster', places.cluster),
    ...line('Namespace', places.namespace),
    ...line('Workload', places.workload),
    ...line('Pod', places.pod),
    ...line('Container', places.container),
    ...line('Host', places.host),
    ...line('Image', places.image),
  ];
}

/** A MITRE ATT&CK technique; the link is built from a checked id. */
export function techniqueOf({ technique = '', name }: Alert['attack'][number]): Technique {
  const id = shown(technique);
  const known = /^T\d{4}(?:\.\d{3})?$/.test(id);
  return {
    id,
    ...(name === undefined || shown(name) === '' ? {} : { name: shown(name) }),
    ...(known ? { url: `https://attack.mitre.org/techniques/${id.replace('.', '/')}/` } : {}),
  };
}

/** `Akto API Protection`, but not `Falco Falco`. */
export function productOf({ vendor, product }: Alert): string {
  const [maker, name] = [shown(vendor), shown(product)];
  return name.toLowerCase().startsWith(maker.toLowerCase()) ? name : shown(`${maker} ${name}`);
}

/** Whose alert it is: product and configured source. */
export const fromOf = (alert: Alert): Line[] => line(productOf(alert), alert.source);

/** The vendor's console. The label names the host, so that nobody opens another one unawares. */
export function linkOf(alert: Alert): Link | undefined {
  const url = httpUrl(alert.url);
  const parsed = url === undefined ? null : URL.parse(url);
  // A name before an @ is there to be mistaken for the host.
  if (url === undefined || parsed === null || parsed.username !== '' || parsed.password !== '') return undefined;
  return { label: `Open ${parsed.host}`, url };
}

/** The alert in Tocsin's own console, where nothing of it is left out. */
export function recordOf(alert: Alert, { consoleUrl }: Attempt): Link | undefined {
  const base = httpUrl(consoleUrl);
  return base === undefined
    ? undefined
    : { label: 'Full record', url: `${base}#/alerts/${encodeURIComponent(alert.id.toWellFormed())}` };
}

/** Labels or facts as lines. */
export const linesOf = (texts: Readonly<Record<string, string>>): Line[] =>
  Object.entries(texts).flatMap(([name, value]) => line(shown(name), value));

/** Named values on one line: `IP 192.0.2.1 (IN) · Process /bin/touch`. */
export const joined = (lines: readonly Line[]): string =>
  lines.map(({ label, value }) => `${label} ${value}`).join(' · ');
