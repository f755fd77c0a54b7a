import { setTimeout as sleep } from 'node:timers/promises';
import { monotonicMs } from '../../one-machine/monotonic.ts';
import { startChild } from './child.ts';
import type { Ask as LoadAsk, Loaded } from './load.ts';
import type { Ask as SinkAsk, Sunk } from './sink.ts';

/** The sender and the receiver of a measurement, each a process of its own. */
export interface Ends {
  readonly sinkUrl: string;
  load(ask: LoadAsk): Promise<Loaded>;
  sink(kind: SinkAsk['kind']): Promise<Sunk>;
  /** Waits until so many alerts arrived, or none more for a while. */
  drained(count: number, stallMs?: number): Promise<Sunk>;
  stop(): Promise<void>;
}

const EVERY_MS = 100;
const STALL_MS = 60_000;

/** Starts sender and receiver; the receiver listens on a free port when none is asked for. */
export async function startEnds(sinkPort?: number): Promise<Ends> {
  const loader = startChild<LoadAsk, Loaded>('load.ts');
  const receiver = startChild<SinkAsk, Sunk>('sink.ts');
  const sink = (kind: SinkAsk['kind']) => receiver.ask({ kind });
  const { port } = await receiver.ask(sinkPort === undefined ? { kind: 'listen' } : { kind: 'listen', port: sinkPort });
  return {
    sinkUrl: `http://127.0.0.1:${port}/hook`,
    sink,
    load: (ask) => loader.ask(ask, (ask.seconds + 300) * 1000),
    async drained(count, stallMs = STALL_MS) {
      let last = await sink('count');
      let movedAt = monotonicMs();
      while (last.arrived < count && monotonicMs() - movedAt < stallMs) {
        await sleep(EVERY_MS);
        const next = await sink('count');
        if (next.arrived > last.arrived) movedAt = monotonicMs();
        last = next;
      }
      return last;
    },
    async stop() {
      await loader.stop();
      await receiver.stop();
    },
  };
}
