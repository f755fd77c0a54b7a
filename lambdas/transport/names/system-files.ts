import { readFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { type Hosts, parseHosts } from './hosts-file.ts';
import { parseSearchList, type SearchList } from './search-list.ts';

/** The files of this machine about names, read again when they change. */
export interface SystemFiles {
  hosts(): Hosts;
  searchList(): SearchList;
  /** The text of resolv.conf, to detect a change of name servers. */
  resolvConf(): string;
}

/** Reads a file's text; injected in tests. A missing file is empty. */
export type ReadText = (path: string) => string;

const REREAD_MS = 5_000;
const windowsHosts = (root: string): string => join(root, 'System32', 'drivers', 'etc', 'hosts');

/** Small local files: read synchronously, so that no thread of the pool is needed. */
function readText(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}

/** Caches the parsed value of a text until the text changes. */
function memoized<T>(make: (text: string) => T): (text: string) => T {
  let last: { readonly text: string; readonly made: T } | undefined;
  return (text) => {
    if (last?.text !== text) last = { text, made: make(text) };
    return last.made;
  };
}

function reread(path: string, read: ReadText, now: () => number): () => string {
  let last: { readonly text: string; readonly atMs: number } | undefined;
  return () => {
    if (last === undefined || now() - last.atMs >= REREAD_MS) last = { text: read(path), atMs: now() };
    return last.text;
  };
}

/** The hosts file and resolv.conf of this machine; each is read at most once in five seconds. */
export function createSystemFiles(now: () => number, read: ReadText = readText): SystemFiles {
  const { SystemRoot: root, LOCALDOMAIN, RES_OPTIONS } = process.env;
  const hostsText = reread(root === undefined ? '/etc/hosts' : windowsHosts(root), read, now);
  const resolvConf = reread('/etc/resolv.conf', read, now);
  const hosts = memoized(parseHosts);
  const variables = { LOCALDOMAIN, RES_OPTIONS };
  const searchList = memoized((text) => parseSearchList({ resolvConf: text, variables, hostname: hostname() }));
  return { hosts: () => hosts(hostsText()), searchList: () => searchList(resolvConf()), resolvConf };
}
