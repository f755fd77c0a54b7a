import { parentPort } from 'node:worker_threads';
import type { Reach } from '../../../lambdas/domain/reach.ts';
import type { Send, Sent } from '../../../lambdas/engine/ports/transport.ts';
import { createSend } from '../../../lambdas/transport/send.ts';
import type { Incoming, Outgoing } from './messages.ts';
import { together } from './together.ts';

/** The other end of `thread.ts`. */

/** A text that is read once, for as long as few other texts come: each reload may bring new ones. */
function knownTexts<Value>(most: number, read: (text: string) => Value): (text: string) => Value {
  const known = new Map<string, Value>();
  return (text) => {
    const before = known.get(text);
    if (before !== undefined) return before;
    if (known.size >= most) known.clear();
    const value = read(text);
    known.set(text, value);
    return value;
  };
}

const MOST_PROXIES = 8;
const MOST_REACHES = 1_000;

const sendBy = knownTexts(MOST_PROXIES, (text): Send => createSend(true, JSON.parse(text)));
// Connections are kept by the object that says how a destination is reached.
const reachBy = knownTexts(MOST_REACHES, (text): Reach => JSON.parse(text));

const answer = together<Incoming>((all) => parentPort?.postMessage(all));

async function resultOf({ request, timeoutMs, reach, proxies }: Outgoing): Promise<Sent> {
  try {
    return await sendBy(proxies)(request, {
      ...(timeoutMs === undefined ? {} : { timeoutMs }),
      reach: reach === undefined ? undefined : reachBy(reach),
    });
  } catch {
    // A mistake of ours; the request may have left.
    return { kind: 'no-answer', reason: 'internal_error' };
  }
}

parentPort?.on('message', (all: readonly Outgoing[]) => {
  for (const outgoing of all) void resultOf(outgoing).then((sent) => answer({ n: outgoing.n, sent }));
});
