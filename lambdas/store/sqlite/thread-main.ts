import { parentPort, workerData } from 'node:worker_threads';
import { messageOf } from './errors.ts';
import type { Reply } from './thread.ts';
import { createTasks } from './thread-tasks.ts';

/** The other end of `thread.ts`. */
const { database } = workerData as { readonly database: string };
const tasks = createTasks(database);

async function replyTo(message: { readonly name: keyof typeof tasks; readonly question: never }): Promise<Reply> {
  try {
    return { isDone: true, value: await tasks[message.name](message.question) };
  } catch (error) {
    const errcode = error instanceof Error && 'errcode' in error ? error.errcode : 0;
    return { isDone: false, message: messageOf(error), errcode };
  }
}

parentPort?.on('message', async (message) => {
  if (message !== 'end') return parentPort?.postMessage(await replyTo(message));
  tasks.close();
  parentPort?.close();
});
