import type { Log } from '../../../lambdas/functions/console-log.ts';
import type { Socket } from '../../../lambdas/transport/websocket.ts';
import { readEnvelope } from './envelope.ts';

/** Works on a request of Slack's; the reply to a command, as JSON text, or nothing. */
export type Receive = (body: string) => Promise<string | undefined>;

/** What a connection brings, one text at a time. `hello`: Slack is ready. */
export type Take = (text: string, on: Socket) => 'hello' | 'other';

/** Requests that are worked on at the same time; Slack shows a failure to whoever presses more. */
const AT_ONCE = 16;

const confirmation = (id: string, reply: string | undefined): string =>
  JSON.stringify({ envelope_id: id, ...(reply === undefined ? {} : { payload: JSON.parse(reply) }) });

/** Confirms only what was done, within the three seconds that Slack waits; Slack shows a failure otherwise. */
export function createTake(receive: Receive, log: Log): Take {
  let working = 0;
  const work = async (id: string, body: string, takesReply: boolean, on: Socket): Promise<void> => {
    working += 1;
    const reply = await receive(body).finally(() => {
      working -= 1;
    });
    on.send(confirmation(id, takesReply ? reply : undefined));
  };
  return (text, on) => {
    const envelope = readEnvelope(text);
    if (envelope.kind === 'hello') return 'hello';
    if (envelope.kind === 'disconnect') on.close();
    else if (envelope.kind === 'request' && working < AT_ONCE)
      work(envelope.id, envelope.body, envelope.takesReply, on).catch((error: unknown) =>
        log('socket_mode.failed', { error: error instanceof Error ? error.name : 'unknown' }),
      );
    else if (envelope.kind === 'other' && envelope.id !== undefined) on.send(confirmation(envelope.id, undefined));
    return 'other';
  };
}
