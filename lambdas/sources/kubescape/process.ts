import type { Process } from '../../domain/places.ts';
import { type Fields, isFields, listOf } from '../../domain/values/json-fields.ts';
import { type Dig, dig } from '../_kit/field-reader.ts';
import { placed } from '../_kit/typed-places.ts';
import { fileName, pidIn } from '../_kit/typed-values.ts';

// `Process` of https://github.com/armosec/armoapi-go/blob/main/armotypes/linuxobjects.go

const SEEN_MAX = 1_000;

/** The process with a pid in a tree, searched level by level; of a very large tree only the first levels. */
function found(root: Fields, pid: string): Fields | undefined {
  const queue: Fields[] = [root];
  for (let i = 0; i < Math.min(queue.length, SEEN_MAX); i++) {
    const process = queue[i] ?? {};
    const said = dig(process);
    if (said.text('pid') === pid) return process;
    const children = [...listOf(said.value('children')), ...Object.values(said.value('childrenMap') ?? {})];
    queue.push(...children.filter(isFields).slice(0, SEEN_MAX));
  }
  return undefined;
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
