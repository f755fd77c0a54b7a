import fs from 'node:fs';
import path from 'node:path';
import { WrongFileSystem } from './errors.ts';

/** File systems of Linux (`statfs(2)`, `linux/magic.h`) whose locks or shared memory do not hold a database together. */
const refused: Readonly<Record<number, string>> = {
  26985: 'NFS',
  20859: 'SMB',
  4283649346: 'CIFS',
  4266872130: 'SMB2',
  22092: 'NCP',
  1937076805: 'Coda',
  1397113167: 'AFS',
  1799439955: 'AFS',
  12805120: 'Ceph',
  198183888: 'Lustre',
  16914839: '9p',
  18225520: 'GFS2',
  1952539503: 'OCFS2',
  1196443219: 'GPFS',
  428016422: 'BeeGFS',
  2020557398: 'vboxsf',
};
const fuse = 0x65735546;
/** File systems over FUSE that are on a disk of this machine. */
const localFuse: readonly string[] = ['fuseblk', 'fuse.fuse-overlayfs'];

/** What is asked of the operating system. */
export interface FileSystemLook {
  /** The type as `statfs` has it. */
  readonly type: (folder: string) => number;
  /** `/proc/self/mountinfo`. */
  readonly mounts: () => string;
}

const systemLook: FileSystemLook = {
  type: (folder) => fs.statfsSync(folder).type,
  mounts: () => fs.readFileSync('/proc/self/mountinfo', 'utf8'),
};

/** Throws when the folder lies on a network file system, where a database is not safe. */
export function refuseNetworkFileSystem(folder: string, look: FileSystemLook = systemLook): void {
  if (process.platform !== 'linux') return;
  const type = look.type(folder) >>> 0;
  const found = type === fuse ? remoteFuse(fs.realpathSync(folder), look.mounts()) : refused[type];
  if (found === undefined) return;
  throw new WrongFileSystem(
    `${folder} is on a network file system (${found}), where locks and shared memory do not hold a database together. ` +
      'Use a folder on a disk of this machine: --data DIR',
  );
}

/** What is mounted over FUSE at a folder, unless it is a disk of this machine. */
function remoteFuse(folder: string, mountInfo: string): string | undefined {
  const mounts = mountInfo.split('\n').flatMap((line) => {
    const [place, kind] = line.split(' - ').map((half) => half.split(' '));
    return place?.[4] === undefined || kind?.[0] === undefined ? [] : [{ at: place[4], type: kind[0] }];
  });
  const holding = mounts.filter(({ at }) => !path.relative(at, folder).startsWith('..'));
  const type = holding.toSorted((one, other) => other.at.length - one.at.length)[0]?.type ?? 'FUSE';
  return localFuse.includes(type) ? undefined : type;
}
