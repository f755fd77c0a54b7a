import { readdirSync, readFileSync } from 'node:fs';

/** Linux counts CPU time in hundredths of a second (`getconf CLK_TCK`). */
const TICKS_PER_SECOND = 100;

interface Stat {
  readonly pid: number;
  readonly parent: number;
  readonly session: number;
  /** Of all its threads and of its children that have ended. */
  readonly cpuSeconds: number;
}

function read(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    // The process has ended since it was listed.
    return '';
  }
}

/** `/proc/PID/stat` (proc_pid_stat(5)); its second field is a name in brackets that may hold blanks. */
function statOf(pid: number): Stat | undefined {
  const text = read(`/proc/${pid}/stat`);
  if (text === '') return undefined;
  const fields = text
    .slice(text.lastIndexOf(')') + 2)
    .split(' ')
    .map(Number);
  const [, parent = 0, , session = 0] = fields;
  const ticks = fields.slice(11, 15).reduce((sum, each) => sum + each, 0);
  return { pid, parent, session, cpuSeconds: ticks / TICKS_PER_SECOND };
}

const living = (): Stat[] =>
  readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((name) => statOf(Number(name)) ?? []);

function treeStats(root: number): Stat[] {
  const all = living();
  const members = new Set([root]);
  for (let before = 0; before !== members.size; ) {
    before = members.size;
    for (const { pid, parent, session } of all) if (session === root || members.has(parent)) members.add(pid);
  }
  return all.filter(({ pid }) => members.has(pid));
}

/** A process, its descendants, and everything else in the session that it leads. */
export const treeOf = (root: number): readonly number[] => treeStats(root).map(({ pid }) => pid);

/** CPU seconds that a process tree has used so far. */
export const cpuSecondsOf = (root: number): number =>
  treeStats(root).reduce((sum, { cpuSeconds }) => sum + cpuSeconds, 0);

const memoryFields = ['VmRSS', 'VmHWM', 'RssAnon'] as const;
/** Megabytes: what is resident now, the most that ever was, and what of it is not files. */
export type Memory = Readonly<Record<(typeof memoryFields)[number], number>>;

/** Memory of a process tree, summed. */
export function memoryOf(root: number): Memory {
  const texts = treeOf(root).map((pid) => read(`/proc/${pid}/status`));
  const sum = (name: string): number =>
    texts.reduce((n, text) => n + Number(new RegExp(`^${name}:\\s+(\\d+) kB`, 'm').exec(text)?.[1] ?? 0) / 1024, 0);
  return { VmRSS: sum('VmRSS'), VmHWM: sum('VmHWM'), RssAnon: sum('RssAnon') };
}

/** Looks at the resident memory of a process tree again and again. */
export function watchMemory(root: number, everyMs = 100) {
  const firstMb = memoryOf(root).VmRSS;
  let maxMb = firstMb;
  const timer = setInterval(() => {
    maxMb = Math.max(maxMb, memoryOf(root).VmRSS);
  }, everyMs);
  return {
    /** How much it grew at most since the first look. */
    growthMb: (): number => maxMb - firstMb,
    firstMb,
    maxMb: (): number => maxMb,
    stop: (): void => clearInterval(timer),
  };
}
