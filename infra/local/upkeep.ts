import type { Log } from '../../lambdas/functions/console-log.ts';
import { type Maintenance, type Step, startMaintenance } from '../../lambdas/store/sqlite/maintenance.ts';
import type { OpenStore } from '../../lambdas/store/sqlite/open.ts';
import type { LocalStore } from './store.ts';

const SWEEP_EVERY_MS = 24 * 60 * 60_000;

/** Deletes files that no row refers to: they are left when the process ends between writing the two. */
function sweepStep({ blobs, sql }: OpenStore): Step {
  const isReferenced = (key: string): boolean =>
    sql('SELECT 1 FROM webhook WHERE blob = ? LIMIT 1').get(key) !== undefined;
  let sweptMs = Number.NEGATIVE_INFINITY;
  return async () => {
    if (performance.now() - sweptMs < SWEEP_EVERY_MS) return false;
    sweptMs = performance.now();
    await blobs.sweep(isReferenced, Date.now());
    return false;
  };
}

/** Deletes rows and files that are older than the retention, in short steps between other work. */
export function startUpkeep(opened: OpenStore, { stores }: LocalStore, log: Log): Maintenance {
  const expire: Step = async () => {
    const { isMore, blobKeys } = await stores.expire(Date.now());
    for (const key of blobKeys) await opened.blobs.remove(key);
    return isMore;
  };
  return startMaintenance({ database: opened, steps: [expire, sweepStep(opened)], log });
}
