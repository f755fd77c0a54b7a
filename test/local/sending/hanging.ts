/** A thread in the place of the one that sends: it answers nothing. */
import { parentPort } from 'node:worker_threads';

parentPort?.on('message', () => undefined);
