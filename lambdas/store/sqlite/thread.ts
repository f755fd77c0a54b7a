import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { StoreError, understood } from './errors.ts';
import type { Answer, Question, Tasks } from './thread-tasks.ts';

/** What the thread answers. */
export type Reply =
  | { readonly isDone: true; readonly value: unknown }
  | { readonly isDone: false; readonly message: string; readonly errcode: unknown };

/** A thread of its own for what reads or writes many pages, with its own connection to the database. */
export interface Thread {
  /** Rejects when there is no answer in time. The thread is then ended, and the next question starts another one. */
  ask<Name extends keyof Tasks>(name: Name, question: Question<Name>, deadlineMs: number): Promise<Answer<Name>>;
  /** Ends it; its connection is closed first. */
  end(): Promise<void>;
}

/** A thread that starts with its first question and is asked one question at a time. */
export function createThread(database: string): Thread {
  let worker: Worker | undefined;
  const start = () => new Worker(new URL('./thread-main.ts', import.meta.url), { workerData: { database } });
  return {
    async ask(name, question, deadlineMs) {
      worker ??= start();
      const asked = worker;
      asked.ref();
      try {
        return unpacked(await replyTo(asked, { name, question }, deadlineMs)) as Answer<typeof name>;
      } catch (error) {
        if (error instanceof LostThread) worker = undefined;
        throw error;
      } finally {
        asked.unref();
      }
    },
    async end() {
      const ending = worker;
      worker = undefined;
      if (ending === undefined) return;
      ending.ref();
      const ended = once(ending, 'exit');
      ending.postMessage('end');
      await ended;
    },
  };
}

/** The thread ended or does not answer. */
class LostThread extends StoreError {}

async function replyTo(worker: Worker, message: object, deadlineMs: number): Promise<Reply> {
  const late = new AbortController();
  const timer = setTimeout(() => late.abort(), deadlineMs);
  try {
    const reply = once(worker, 'message', late);
    const ended = once(worker, 'exit', late).then(() => Promise.reject(new Error('it ended')));
    worker.postMessage(message);
    return (await Promise.race([reply, ended]))[0];
  } catch (error) {
    void worker.terminate();
    const found = late.signal.aborted ? `no answer within ${deadlineMs / 1000} s` : String(error);
    throw new LostThread(`a thread of the database was given up: ${found}; look whether the disk is slow`);
  } finally {
    clearTimeout(timer);
    late.abort();
  }
}

function unpacked(reply: Reply): unknown {
  if (reply.isDone) return reply.value;
  throw understood(Object.assign(new Error(reply.message), { errcode: reply.errcode }));
}
