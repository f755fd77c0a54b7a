import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import type { Emulators } from './emulators.ts';

/**
 * The emulators on a thread of their own, so that they and the functions share two cores as they would share two
 * machines. The thread dies with the process.
 */
export async function startEmulatorWorker(dataDir: string): Promise<Emulators> {
  const worker = new Worker(new URL('./emulator-thread.ts', import.meta.url), { workerData: dataDir });
  const [addresses]: Omit<Emulators, 'close'>[] = await once(worker, 'message');
  if (addresses === undefined) throw new Error('the emulators did not say where they listen');
  return {
    ...addresses,
    async close() {
      const ended = once(worker, 'exit');
      worker.postMessage('close');
      await ended;
    },
  };
}
