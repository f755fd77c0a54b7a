import { monotonicMs } from '../../one-machine/monotonic.ts';
import { cpuSecondsOf, type Memory, memoryOf } from '../../one-machine/processes.ts';
import { type Ends, startEnds } from './ends.ts';
import type { Row } from './rows.ts';
import { type SystemName, startSystem } from './systems.ts';

/** What a forwarder does when it gets as many alerts as it can take. */
export interface ClosedFound {
  readonly acceptedPerSecond: number;
  readonly deliveredPerSecond: number;
  readonly lost: number;
  readonly repeated: number;
  /** Of the system, from the first post to the last arrival. */
  readonly cpuPer1000: number;
  readonly loadCpuPer1000: number;
  readonly sinkCpuPer1000: number;
  readonly memory: Memory;
}

const CONNECTIONS = 20;

/** Until V8 has compiled what runs often: Tocsin, of more code than a forwarder, is at its rate after about ten seconds. */
export const CLOSED_WARM_SECONDS = 10;

export interface ClosedProps {
  readonly names: readonly SystemName[];
  readonly seconds: number;
  readonly warmSeconds: number;
  /** At most so many alerts, to get warm and to be measured each: on a busy machine seconds say little. */
  readonly count?: number;
}

async function warm(ends: Ends, url: string, { warmSeconds, count }: ClosedProps): Promise<void> {
  const { accepted } = await ends.load({
    kind: 'closed',
    url,
    run: 'warm',
    connections: CONNECTIONS,
    seconds: warmSeconds,
    ...(count === undefined ? {} : { count }),
  });
  await ends.drained(accepted);
  await ends.sink('clear');
}

async function measure(name: SystemName, props: ClosedProps): Promise<ClosedFound> {
  const { seconds, count } = props;
  const ends = await startEnds();
  const system = await startSystem(name, ends.sinkUrl);
  try {
    await warm(ends, system.hookUrl, props);
    const cpuBefore = cpuSecondsOf(system.pid);
    const sinkBefore = (await ends.sink('count')).cpuSeconds;
    const began = monotonicMs();
    const loaded = await ends.load({
      kind: 'closed',
      url: system.hookUrl,
      run: 'closed',
      connections: CONNECTIONS,
      seconds,
      ...(count === undefined ? {} : { count }),
    });
    const sunk = await ends.drained(loaded.accepted);
    const per1000 = (cpuSeconds: number) => (cpuSeconds / sunk.arrived) * 1000;
    return {
      acceptedPerSecond: loaded.accepted / loaded.seconds,
      deliveredPerSecond: sunk.arrived / ((sunk.lastAt - began) / 1000),
      lost: Math.max(0, loaded.accepted - sunk.arrived),
      repeated: sunk.repeated,
      cpuPer1000: per1000(cpuSecondsOf(system.pid) - cpuBefore),
      loadCpuPer1000: per1000(loaded.cpuSeconds),
      sinkCpuPer1000: per1000(sunk.cpuSeconds - sinkBefore),
      memory: memoryOf(system.pid),
    };
  } finally {
    await system.stop();
    await ends.stop();
  }
}

/** 20 connections that post again as soon as they have their answer, until all of it arrived: each forwarder in turn. */
export async function measureClosed(props: ClosedProps): Promise<ReadonlyMap<SystemName, ClosedFound>> {
  const all = new Map<SystemName, ClosedFound>();
  for (const name of props.names) all.set(name, await measure(name, props));
  return all;
}

/** The lines of the table. */
export function closedRows(all: ReadonlyMap<SystemName, ClosedFound>): Row[] {
  const row = (what: string, unit: string, of: (found: ClosedFound) => number): Row => ({
    what,
    unit,
    values: Object.fromEntries([...all].map(([name, found]) => [name, of(found)])),
  });
  const [floor, empty] = [all.get('floor'), all.get('empty')];
  const ofEngine: Row = {
    what: '  with adapters that do nothing',
    unit: 's',
    values: { floor: floor?.cpuPer1000 ?? Number.NaN, tocsin: empty?.cpuPer1000 ?? Number.NaN },
    budget: { of: 'ratio', at: 'most', limit: 4, margin: 1.25 },
  };
  return [
    row('closed loop: accepted', '/s', (each) => each.acceptedPerSecond),
    {
      ...row('closed loop: delivered', '/s', (each) => each.deliveredPerSecond),
      budget: { of: 'ratio', at: 'least', limit: 0.2, margin: 1.25 },
    },
    {
      ...row('closed loop: CPU per 1,000', 's', (each) => each.cpuPer1000),
      budget: { of: 'ratio', at: 'most', limit: 8, margin: 1.25 },
    },
    ...(empty === undefined ? [] : [ofEngine]),
    row('  of the sender beside it', 's', (each) => each.loadCpuPer1000),
    row('  of the receiver beside it', 's', (each) => each.sinkCpuPer1000),
    {
      ...row('closed loop: accepted, never arrived', '', (each) => each.lost),
      budget: { of: 'value', at: 'most', limit: 0 },
    },
    row('closed loop: arrived again', '', (each) => each.repeated),
    row('memory: most resident', 'MB', (each) => each.memory.VmHWM),
    row('memory: without files, at the end', 'MB', (each) => each.memory.RssAnon),
  ];
}
