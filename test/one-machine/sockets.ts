import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { treeOf } from './processes.ts';

/** A socket that waits for others. */
export interface Open {
  readonly protocol: 'tcp' | 'tcp6' | 'udp' | 'udp6' | 'unix';
  /** `127.0.0.1:8787`, `[::]:8787`, or a path. */
  readonly address: string;
}

function attempt<T>(work: () => T, otherwise: T): T {
  try {
    return work();
  } catch {
    // A process or a descriptor has gone since it was listed.
    return otherwise;
  }
}

function inodesOf(pid: number): string[] {
  const folder = `/proc/${pid}/fd`;
  const names = attempt(() => readdirSync(folder), []);
  return names.flatMap(
    (name) => /^socket:\[(\d+)\]$/.exec(attempt(() => readlinkSync(`${folder}/${name}`), ''))?.[1] ?? [],
  );
}

const linesOf = (pid: number, table: string): string[][] =>
  attempt(() => readFileSync(`/proc/${pid}/net/${table}`, 'utf8'), '')
    .split('\n')
    .slice(1)
    .filter((line) => line.trim() !== '')
    .map((line) => line.trim().split(/\s+/));

/** Four bytes at a time, each in the byte order of the machine. */
const bytesOf = (hex: string): number[] =>
  (hex.match(/.{8}/g) ?? []).flatMap((word) => [...Buffer.from(word, 'hex')].reverse());

function addressOf(text: string): string {
  const [hex = '', port = ''] = text.split(':');
  const bytes = bytesOf(hex);
  const groups = Array.from({ length: bytes.length / 2 }, (_, i) =>
    (((bytes[2 * i] ?? 0) << 8) | (bytes[2 * i + 1] ?? 0)).toString(16),
  );
  return `${bytes.length === 4 ? bytes.join('.') : `[${groups.join(':')}]`}:${Number.parseInt(port, 16)}`;
}

const LISTEN = '0A';
const UNCONNECTED = '07';
const states = { tcp: LISTEN, tcp6: LISTEN, udp: UNCONNECTED, udp6: UNCONNECTED } as const;

function networkSockets(pid: number, inodes: ReadonlySet<string>): Open[] {
  return (['tcp', 'tcp6', 'udp', 'udp6'] as const).flatMap((protocol) =>
    linesOf(pid, protocol)
      .filter((fields) => fields[3] === states[protocol] && inodes.has(fields[9] ?? ''))
      .map((fields) => ({ protocol, address: addressOf(fields[1] ?? '') })),
  );
}

/** The flag of a Unix socket that was told to listen (`__SO_ACCEPTCON`). */
const ACCEPTS = 0x1_0000;

const unixSockets = (pid: number, inodes: ReadonlySet<string>): Open[] =>
  linesOf(pid, 'unix')
    .filter((fields) => (Number.parseInt(fields[3] ?? '0', 16) & ACCEPTS) !== 0 && inodes.has(fields[6] ?? ''))
    .map((fields) => ({ protocol: 'unix', address: fields[7] ?? '(no name)' }));

/** Every socket of a process tree that others can reach: listening TCP and Unix sockets, and UDP sockets without a peer. */
export function openSockets(root: number): readonly Open[] {
  const pids = treeOf(root);
  const inodes = new Set(pids.flatMap(inodesOf));
  return [...networkSockets(root, inodes), ...unixSockets(root, inodes)];
}
