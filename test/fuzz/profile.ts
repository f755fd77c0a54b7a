import type { Profiler } from 'node:inspector';
import { Session } from 'node:inspector/promises';
import path from 'node:path';

const root = path.join(import.meta.dirname, '../..');

const nameOf = ({ functionName, url, lineNumber }: Profiler.ProfileNode['callFrame']): string =>
  `${functionName || '(anonymous)'} ${path.relative(root, url.replace('file://', ''))}:${lineNumber + 1}`;

const notWork = ['(idle)', '(root)', '(program)'];

/** Time by node, a node's own. */
function ownTimes({ samples = [], timeDeltas = [] }: Profiler.Profile): Map<number, number> {
  const times = new Map<number, number>();
  for (const [i, id] of samples.entries()) times.set(id, (times.get(id) ?? 0) + (timeDeltas[i] ?? 0));
  return times;
}

const isOurs = ({ callFrame: { url } }: Profiler.ProfileNode): boolean => url.startsWith('file://');

/** The way from the root to the node. */
function wayTo(node: Profiler.ProfileNode, parents: ReadonlyMap<number, Profiler.ProfileNode>): Profiler.ProfileNode[] {
  const way: Profiler.ProfileNode[] = [];
  for (let at: Profiler.ProfileNode | undefined = node; at !== undefined; at = parents.get(at.id)) way.unshift(at);
  return way;
}

function hottest(profile: Profiler.Profile): string {
  const times = ownTimes(profile);
  const parents = new Map(
    profile.nodes.flatMap((node) => (node.children ?? []).map((child) => [child, node] as const)),
  );
  const [top] = profile.nodes
    .filter(({ callFrame: { functionName, url } }) => !notWork.includes(functionName) && url !== 'node:inspector')
    .sort((a, b) => (times.get(b.id) ?? 0) - (times.get(a.id) ?? 0));
  if (top === undefined) return 'nothing';
  const way = wayTo(top, parents).filter((node) => node === top || isOurs(node));
  return way
    .slice(-3)
    .map(({ callFrame }) => nameOf(callFrame))
    .join(' > ');
}

/** Where the time of some work goes: the function that has most of it, and its callers. */
export async function profiled(work: () => Promise<unknown>): Promise<string> {
  const session = new Session();
  session.connect();
  await session.post('Profiler.enable');
  await session.post('Profiler.start');
  await work();
  const { profile } = await session.post('Profiler.stop');
  session.disconnect();
  return hottest(profile);
}
