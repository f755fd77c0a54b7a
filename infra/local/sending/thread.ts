import { Worker } from 'node:worker_threads';
import { errorText } from '../../../lambdas/domain/values/error-text.ts';
import type { Sent } from '../../../lambdas/engine/ports/transport.ts';
import type { Log } from '../../../lambdas/functions/console-log.ts';
import type { Incoming, Outgoing } from './messages.ts';
import { createUnanswered, type Unanswered } from './unanswered.ts';

/** The thread that sends, or the one that took its place. */
export interface SendingThread extends Pick<Unanswered, 'add'> {
  post(all: readonly Outgoing[]): void;
  /** Ends it. What it had not answered may have arrived. */
  end(): Promise<void>;
}

export interface SendingThreadOptions {
  readonly log: Log;
  /** @default the thread that sends */
  readonly file?: URL;
  /** How long after its limit a request is lost, in ms, and how often that is looked for. */
  readonly graceMs?: number;
  readonly lookMs?: number;
}

const LOOK_MS = 5_000;
const sender = new URL('./thread-main.ts', import.meta.url);
const lost: Sent = { kind: 'no-answer', reason: 'sending_thread_lost' };
const refused: Sent = { kind: 'not-sent', reason: 'internal_error' };

/** Starts the thread. When it ends or hangs, what it had not answered counts as perhaps sent; the next request starts another. */
export function startSendingThread({
  log,
  file = sender,
  graceMs,
  lookMs = LOOK_MS,
}: SendingThreadOptions): SendingThread {
  let worker: Worker | undefined;
  let timer: NodeJS.Timeout | undefined;
  const unanswered = createUnanswered(() => {
    worker?.unref();
    clearInterval(timer);
    timer = undefined;
  }, graceMs);

  function giveUp(given: Worker, error: string): void {
    if (given !== worker) return;
    worker = undefined;
    log('sending.thread_lost', { error, requests: unanswered.size });
    void given.terminate();
    unanswered.settleAll(lost);
  }
  const look = (): void => {
    if (worker !== undefined && unanswered.isLate()) giveUp(worker, 'it did not answer in time');
  };
  function start(): Worker {
    const started = new Worker(file);
    started.on('message', (all: readonly Incoming[]) => {
      for (const { n, sent } of all) unanswered.settle(n, sent);
    });
    started.on('error', (error) => giveUp(started, errorText(error)));
    started.on('exit', (code) => giveUp(started, `it ended with code ${code}`));
    started.unref();
    return started;
  }
  worker = start();
  return {
    add: unanswered.add,
    post(all) {
      worker ??= start();
      worker.ref();
      timer ??= setInterval(look, lookMs);
      try {
        worker.postMessage(all);
      } catch (error) {
        // Something that cannot be copied, which is a mistake of ours: none of them left.
        log('sending.refused', { error: errorText(error), requests: all.length });
        for (const { n } of all) unanswered.settle(n, refused);
      }
    },
    async end() {
      const ending = worker;
      worker = undefined;
      await ending?.terminate();
      unanswered.settleAll(lost);
    },
  };
}
