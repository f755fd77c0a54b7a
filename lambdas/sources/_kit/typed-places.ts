import type { Detection } from '../../domain/detection.ts';
import type { Actor, Hashes, Process, Target, Vulnerability } from '../../domain/places.ts';
import { defined } from '../../domain/values/json-fields.ts';
import { toTime } from '../../domain/values/time.ts';
import { addressOf, fileName } from './typed-values.ts';

/** Reads fields by path: `field-reader.ts` (nested) or `lookup` (flat). */
interface Fields {
  text(...paths: readonly string[]): string | undefined;
  take(...paths: readonly string[]): string | undefined;
}

type Place = 'connection' | 'file' | 'container' | 'kubernetes' | 'cloud' | 'code' | 'vulnerabilities' | 'sensor';

/** The typed places that a source states of one report. */
export interface Placed extends Pick<Detection, Place> {
  readonly actor?: Actor;
  readonly target: Target;
}

/** A place without what is absent, and none at all when everything is. */
export function placed<T extends object>(place: T): { [K in keyof T]: Exclude<T[K], undefined> } | undefined {
  const filled = defined(place);
  return Object.keys(filled).length === 0 ? undefined : filled;
}

/** The first of several fields that is a time; it leaves the facts only when it is written as the alert writes times. */
export function momentIn(said: Fields, ...paths: readonly string[]): string | undefined {
  for (const path of paths) {
    const text = said.text(path);
    const time = toTime(text);
    if (time === undefined) continue;
    if (text === time) said.take(path);
    return time;
  }
  return undefined;
}

/** The first of several fields that holds an address and nothing else. */
export function addressIn(said: Fields, ...paths: readonly string[]): string | undefined {
  const path = paths.find((each) => addressOf(said.text(each)) !== undefined);
  return path === undefined ? undefined : addressOf(said.take(path));
}

/** The addresses of a machine: its own, and the one under which others see it where that is another. */
export function addressesIn(
  said: Fields,
  own: readonly string[],
  outside: readonly string[],
): { ip?: string; publicIp?: string } {
  return withOutside(said, addressIn(said, ...own), outside);
}

/** The same for a machine whose own address was read. */
export function withOutside(
  said: Fields,
  ip: string | undefined,
  outside: readonly string[],
): { ip?: string; publicIp?: string } {
  if (ip === undefined) return defined({ ip: addressIn(said, ...outside) });
  const other = outside.find((path) => ![undefined, ip].includes(addressOf(said.text(path))));
  return defined({ ip, publicIp: other === undefined ? undefined : addressIn(said, other) });
}

/** The first of several fields that passes a test. */
export function takeIf(said: Fields, test: (text: string) => boolean, ...paths: readonly string[]): string | undefined {
  const path = paths.find((each) => test(said.text(each) ?? ''));
  return path === undefined ? undefined : said.take(path);
}

/** Whether a text names a machine or a site: labels of letters, digits and hyphens with dots between them. */
export const isDomain = (text: string): boolean =>
  text.length <= 253 && /^(?:[a-z0-9_](?:[a-z0-9_-]*[a-z0-9])?\.)+[a-z][a-z0-9-]*[a-z0-9]\.?$/i.test(text);

/** Whether a text is an address of mail: one `@`, and a domain behind it. */
export function isEmail(text: string): boolean {
  const at = text.indexOf('@');
  return at > 0 && text.length <= 320 && !/\s/.test(text) && isDomain(text.slice(at + 1));
}

/** Whether a text is a path of either family of systems, also as the kernel of Windows writes it: `\Device\HarddiskVolume2\…`. */
export const isPath = (text: string | undefined): text is string =>
  /^(?:\/|[A-Za-z]:[\\/]|\\\\|\\(?:Device|SystemRoot|\?\?)\\)\S/.test(text ?? '');

/** A program, with its name from its path where the sender gives no name. */
export const programOf = ({ name, path, ...rest }: Omit<Process, 'parent'>): Omit<Process, 'parent'> | undefined =>
  placed({ name: name ?? (path === undefined ? undefined : fileName(path)), path, ...rest });

/** A file by its path, or by its name alone. */
export const fileOf = (
  path: string | undefined,
  hashes?: Hashes,
  name?: string,
): { path?: string; name?: string; hashes?: Hashes } | undefined =>
  placed({ path, name: name ?? (path === undefined ? undefined : fileName(path)), hashes });

/** What an ARN, the id of an Azure resource or the name of one of Google says of the cloud: provider, account, region. */
export function cloudOfUid(uid: string): { provider?: string; account?: string; region?: string } {
  const [, , , region, account] = uid.startsWith('arn:') ? uid.split(':', 5) : [];
  if (uid.startsWith('arn:aws'))
    return defined({ provider: 'aws', account: account || undefined, region: region || undefined });
  const [, subscription] = /^\/subscriptions\/([^/]+)/i.exec(uid) ?? [];
  if (subscription !== undefined) return { provider: 'azure', account: subscription };
  const [, project] = /^\/\/\w+\.googleapis\.com\/projects\/([^/]+)/.exec(uid) ?? [];
  return project === undefined ? {} : { provider: 'gcp', account: project };
}

const SHORT = 400;

/** The weaknesses that a title names, for senders that name them nowhere else. */
export function weaknessesNamed(title: string | undefined): Vulnerability[] | undefined {
  const head = title?.slice(0, SHORT) ?? '';
  // Asked of every title, and most have none.
  const found = /CVE-/i.test(head) ? (head.match(/\bCVE-\d{4}-\d{4,}\b/gi) ?? []) : [];
  return found.length === 0 ? undefined : [...new Set(found)].map((cve) => ({ cve }));
}
