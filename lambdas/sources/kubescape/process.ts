import type { Process } from '../../domain/places.ts';
import { type Fields, isFields } from '../../domain/values/json-fields.ts';
import { type Dig, dig } from '../_kit/field-reader.ts';
import { placed } from '../_kit/typed-places.ts';
import { fileName, pidIn } from '../_kit/typed-values.ts';

// `Process` of https://github.com/armosec/armoapi-go/blob/main/armotypes/linuxobjects.go

const SEEN_MAX = 2_000;

const childrenOf = (said: Dig): Fields[] =>
  [said.value('children'), said.value('childrenMap')]
    .flatMap((children) => (Array.isArray(children) ? children : Object.values(children ?? {})).slice(0, SEEN_MAX))
    .filter(isFields);

/** The processes of a tree by their pids, level by level; of a very large tree the first ones. */
function processesIn(root: Fields): ReadonlyMap<string, Fields> {
  const queue: Fields[] = [root];
  const byPid = new Map<string, Fields>();
  for (let i = 0; i < queue.length && i < SEEN_MAX; i++) {
    const process = queue[i] ?? {};
    const said = dig(process);
    const pid = said.text('pid');
    if (pid !== undefined && !byPid.has(pid)) byPid.set(pid, process);
    if (queue.length < SEEN_MAX) queue.push(...childrenOf(said));
  }
  return byPid;
}

const known = new WeakMap<Fields, ReadonlyMap<string, Fields>>();

/** The process with a pid in a tree: many alerts share one tree, which is looked through once. */
function found(root: Fields, pid: string): Fields | undefined {
  const processes = known.get(root) ?? processesIn(root);
  known.set(root, processes);
  return processes.get(pid);
}

const programOf = (said: Dig): Process | undefined =>
  placed({
    name: said.text('comm'),
    path: said.text('path', 'hardlink'),
    pid: pidIn(said, 'pid'),
    commandLine: said.text('cmdline'),
    parent: placed({ name: said.text('pcomm'), pid: pidIn(said, 'ppid') }),
  });

/** The process that an alert is about; its tree stands beside the list of alerts, or in the alert itself. */
export function processOf(said: Dig, around: Dig): Process | undefined {
  const pid = said.text('infectedPID') ?? '0';
  const tree = said.value('processTree.processTree') ?? around.value('processTree.processTree');
  // Malware in a file has no process, and says 0.
  if (pid === '0') return undefined;
  const process = isFields(tree) ? found(tree, pid) : undefined;
  if (process !== undefined) return programOf(dig(process));
  const path = said.take('arguments.exec');
  return placed({ name: path === undefined ? undefined : fileName(path), path, pid: pidIn(said, 'infectedPID') });
}
