import { isIP } from 'node:net';
import type { Hashes, Process } from '../../domain/places.ts';
import { defined } from '../../domain/values/json-fields.ts';

/** Reads fields by path: `field-reader.ts` (nested) or `lookup` (flat). */
interface Fields {
  text(...paths: readonly string[]): string | undefined;
  take(...paths: readonly string[]): string | undefined;
}

/** The number in the first of several fields that holds one within the bounds. */
function numberAt(said: Fields, paths: readonly string[], min: number, max: number) {
  for (const path of paths) {
    const text = said.text(path)?.trim() ?? '';
    const value = /^-?\d+(?:\.\d+)?$/.test(text) ? Number(text) : Number.NaN;
    if (value >= min && value <= max) return { path, value };
  }
  return undefined;
}

/** The same; the field leaves the facts when the alert writes the number as the field does. */
function numberIn(said: Fields, paths: readonly string[], min: number, max: number): number | undefined {
  const found = numberAt(said, paths, min, max);
  if (found !== undefined) takeRepeats(said, String(found.value), found.path);
  return found?.value;
}

const wholeIn = (said: Fields, paths: readonly string[], min: number, max: number): number | undefined => {
  const whole = paths.filter((path) => /^\s*\d+(?:\.0+)?\s*$/.test(said.text(path) ?? ''));
  return numberIn(said, whole, min, max);
};

/** A TCP or UDP port. */
export const portIn = (said: Fields, ...paths: readonly string[]): number | undefined =>
  wholeIn(said, paths, 1, 65_535);

/** Windows counts in hexadecimal: `0x1a2b` is process 6699. */
function windowsPid(said: Fields, paths: readonly string[]): number | undefined {
  const text = paths.map((path) => said.text(path) ?? '').find((each) => /^0x[0-9a-f]{1,8}$/i.test(each));
  return text === undefined ? undefined : Number(text);
}

/** A process id: at most 2^32, as Windows and Linux have them. */
export const pidIn = (said: Fields, ...paths: readonly string[]): number | undefined =>
  wholeIn(said, paths, 0, 4_294_967_295) ?? windowsPid(said, paths);

/** How often something was seen. */
export const countIn = (said: Fields, ...paths: readonly string[]): number | undefined =>
  wholeIn(said, paths, 0, Number.MAX_SAFE_INTEGER);

/** A CVSS base score, 0 to 10 (https://www.first.org/cvss/v3-1/specification-document). */
export const cvssIn = (said: Fields, ...paths: readonly string[]): number | undefined => numberIn(said, paths, 0, 10);

/** A risk or confidence from 0 to 100; of a sender that counts to another number, `of` says to which. */
export function scoreIn(said: Fields, paths: readonly string[], of = 100): number | undefined {
  const found = numberAt(said, paths, 0, of);
  if (found === undefined) return undefined;
  const score = Math.round((found.value * 10_000) / of) / 100;
  takeRepeats(said, String(score), found.path);
  return score;
}

const digests = { sha256: 64, sha1: 40, md5: 32, sha512: 128 } as const;

/** The digest in one part of a text, with its name. */
function digestIn(part: string): readonly [name: string, hex: string] | undefined {
  const [, hex = ''] = /^(?:(?:sha-?(?:256|512|1)|md5)[:=])?([0-9a-f]+)$/i.exec(part) ?? [];
  const name = Object.entries(digests).find(([, length]) => length === hex.length)?.[0];
  return name === undefined ? undefined : [name, hex.toLowerCase()];
}

/**
 * Digests by the length of their hex digits: `sha256:ab…`, upper case and `MD5=ab…,SHA256=cd…` too. A field with anything
 * else in it, or with a second digest of one kind, stays where it was.
 */
export function hashesIn(said: Fields, ...paths: readonly string[]): Hashes | undefined {
  const found: Record<string, string> = {};
  for (const path of paths) {
    const parts =
      said
        .text(path)
        ?.trim()
        .split(/[,;\s]+/) ?? [];
    const read = parts.map(digestIn);
    const fresh = read.flatMap((each) => (each === undefined || found[each[0]] !== undefined ? [] : [each]));
    for (const [name, hex] of fresh) found[name] ??= hex;
    if (fresh.length > 0 && fresh.length === parts.length) said.take(path);
  }
  return Object.keys(found).length === 0 ? undefined : found;
}

/** `10.0.0.5:9100`, `[2001:db8::1]:443` or `host:80` as its two halves; anything else is a host alone. */
export function hostAndPort(text: string): { readonly host: string; readonly port?: number } {
  const [, bracketed, plain, digits] = /^(?:\[([^\]]+)\]|([^:]+)):(\d{1,5})$/.exec(text) ?? [];
  const host = bracketed ?? plain;
  const port = Number(digits);
  return host !== undefined && port >= 1 && port <= 65_535 ? { host, port } : { host: text };
}

/** An address as a sender writes it, without a zone; nothing for what is none. */
export const addressOf = (text: string | undefined): string | undefined =>
  text !== undefined && isIP(text.trim()) !== 0 ? text.trim() : undefined;

const nameInPath = (path: string): string =>
  path.slice(Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\')) + 1) || path;

/** The name in a path of either family. */
export const fileName = nameInPath;

/** A program as a sender names it in one text: a name, a path, or a whole command line. */
export function processOf(text: string): Process {
  const [path] = /^(?:\/|[A-Za-z]:\\)\S+/.exec(text) ?? [];
  const commandLine = /\s/.test(text) ? text : undefined;
  const name = path === undefined ? (commandLine === undefined ? text : undefined) : nameInPath(path);
  return defined({ name, path, commandLine });
}

/** Whether an address is of a network of one's own, or of the machine itself (RFC 1918, RFC 4193, RFC 3927). */
export const isPrivateAddress = (text: string): boolean =>
  isIP(text) !== 0 &&
  /^(?:10\.|127\.|169\.254\.|192\.168\.|172\.(?:1[6-9]|2\d|3[01])\.|f[cd][0-9a-f]{2}:|fe80:|::1$)/i.test(text);

/** A name of an API or a site as a sender writes it, perhaps with a port: an address, or a domain. */
export function siteOf(text: string | undefined): { ip?: string; domain?: string; port?: number } {
  if (text === undefined) return {};
  const { host, port } = hostAndPort(text.trim());
  return defined({ [isIP(host) === 0 ? 'domain' : 'ip']: host, port });
}

/** Fields that repeat, word for word, what stands in a place of the alert: they leave the facts. */
export function takeRepeats(said: Fields, value: string | undefined, ...paths: readonly string[]): void {
  for (const path of paths) if (value !== undefined && said.text(path) === value) said.take(path);
}
