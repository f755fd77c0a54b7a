import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';

/** A process of ours that answers one message after the other. */
export interface Child<Ask, Answers> {
  readonly pid: number;
  ask(message: Ask, withinMs?: number): Promise<Answers>;
  stop(): Promise<void>;
}

async function answerOf(child: ChildProcess, withinMs: number): Promise<unknown> {
  const over = new AbortController();
  const signal = AbortSignal.any([over.signal, AbortSignal.timeout(withinMs)]);
  const ended = once(child, 'exit', { signal }).then(([code]) => {
    throw new Error(`the helper process ended with ${code}`);
  });
  const answered = once(child, 'message', { signal }).then(([message]: unknown[]) => message);
  try {
    return await Promise.race([answered, ended]);
  } finally {
    over.abort();
    // Both end with the signal, and one of them is nobody's any more.
    await Promise.allSettled([answered, ended]);
  }
}

/** Starts a file of this folder as a process of its own. */
export function startChild<Ask extends object, Answers>(file: string): Child<Ask, Answers> {
  const child = fork(path.join(import.meta.dirname, file), { serialization: 'advanced', stdio: 'inherit' });
  return {
    pid: child.pid ?? 0,
    async ask(message, withinMs = 60_000) {
      const answer = answerOf(child, withinMs);
      child.send(message);
      return (await answer) as Answers;
    },
    async stop() {
      if (child.exitCode !== null) return;
      const ended = once(child, 'exit');
      child.kill('SIGKILL');
      await ended;
    },
  };
}

/** The other side: answers each message with what `reply` makes of it, and ends with its parent. */
export function answering<Ask, Answers>(reply: (message: Ask) => Promise<Answers> | Answers): void {
  process.on('message', async (message) => process.send?.(await reply(message as Ask)));
  process.on('disconnect', () => process.exit());
}
