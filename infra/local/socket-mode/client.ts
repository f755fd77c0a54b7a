import type { Reach } from '../../../lambdas/domain/reach.ts';
import type { Send } from '../../../lambdas/engine/ports/transport.ts';
import type { Log } from '../../../lambdas/functions/console-log.ts';
import type { OpenSocket, Socket } from '../../../lambdas/transport/websocket.ts';
import { openConnection } from './open.ts';
import { createTake, type Receive } from './work.ts';

export interface ClientProps {
  readonly appToken: string;
  readonly apiUrl: string;
  readonly send: Send;
  readonly reach?: Reach | undefined;
  readonly openSocket: OpenSocket;
  readonly log: Log;
  readonly receive: Receive;
}

/** Between two connections: one second, twice as long after each failure, at most two minutes. */
const FIRST_WAIT_MS = 1_000;
const LONGEST_WAIT_MS = 120_000;
/** After a word of Slack's that says that the token or the app is at fault. */
const FINAL_WAIT_MS = 15 * 60_000;

const waitOf = (failures: number): number => Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** Math.min(failures, 10));

/** One client of Socket Mode: at most one connection, or one attempt at it, at a time. */
export function startClient({ openSocket, log, receive, ...app }: ClientProps): { stop(): void } {
  const take = createTake(receive, log);
  let socket: Socket | undefined;
  let timer: NodeJS.Timeout | undefined;
  let failures = 0;
  let isStopped = false;

  function again(ms: number): void {
    failures += 1;
    if (!isStopped) timer = setTimeout(connect, ms);
  }

  function hold(url: string): void {
    const onClose = (): void => again(waitOf(failures));
    const onText = (text: string): void => {
      if (take(text, made) === 'hello') failures = 0;
    };
    const made: Socket = openSocket({ url, onText, onClose });
    socket = made;
  }

  async function connect(): Promise<void> {
    const opened = await openConnection(app);
    if (isStopped) return;
    if ('url' in opened) return hold(opened.url);
    log('socket_mode.refused', { reason: opened.reason });
    again(opened.isFinal ? FINAL_WAIT_MS : waitOf(failures));
  }

  void connect();
  return {
    stop() {
      isStopped = true;
      clearTimeout(timer);
      socket?.close();
    },
  };
}
