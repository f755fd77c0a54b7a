import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import type { Addresses, Emulators } from './emulators.ts';

/** The emulators on a thread of their own, so that they do not wait for what drives them. */
export async function startEmulatorWorker(): Promise<Emulators> {
  const worker = new Worker(new URL('./emulator-thread.ts', import.meta.url));
  const [addresses]: Addresses[] = await once(worker, 'message');
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
