/** A thread in the place of the one that sends: it ends with the first request. */
import { parentPort } from 'node:worker_threads';

parentPort?.once('message', () => {
  throw new Error('a fault of the thread');
});
