import { parentPort } from 'node:worker_threads';
import { startEmulators } from './emulators.ts';

// The other side of `emulator-worker.ts`: starts the emulators, says where they listen, and closes them when asked.
const { close, ...addresses } = await startEmulators();
parentPort?.on('message', () => {
  const end = () => parentPort?.close();
  close().then(end, end);
});
parentPort?.postMessage(addresses);
