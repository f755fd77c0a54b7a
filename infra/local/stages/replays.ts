import { setImmediate as turn } from 'node:timers/promises';
import { advance, nameOf, type ReplayJobPorts } from '../../../lambdas/engine/replay-job.ts';

/** Continues replay jobs in the background. */
export interface Replays {
  /** Goes on with a job after those that were started before it. */
  start(jobId: string): void;
  /** Ends after the page under way; reconcile goes on with the rest, also after a restart. */
  stop(): Promise<void>;
}

/** Replay jobs of this process, one after another, a page at a time between other work. */
export function continueReplays(ports: ReplayJobPorts): Replays {
  let isStopping = false;
  let last: Promise<void> = Promise.resolve();

  const isUnfinished = async (jobId: string): Promise<boolean> => {
    const job = await ports.replays.load(jobId);
    if (job === undefined || job.state !== 'running') return false;
    return !(await advance(job, ports, 0)).isLost;
  };
  const run = async (jobId: string): Promise<void> => {
    while (!isStopping && (await isUnfinished(jobId))) await turn();
  };
  return {
    start(jobId) {
      last = last
        .then(() => run(jobId))
        .catch((error: unknown) => ports.log('replay.interrupted', { job: jobId, error: nameOf(error) }));
    },
    stop() {
      isStopping = true;
      return last;
    },
  };
}
