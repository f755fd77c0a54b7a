import type { Variables } from '../../../lambdas/config/env.ts';
import { DEFAULT_TIMEOUT_MS } from '../../../lambdas/domain/delivery-limits.ts';
import type { Reach } from '../../../lambdas/domain/reach.ts';
import { byObject } from '../../../lambdas/domain/values/by-object.ts';
import type { Send } from '../../../lambdas/engine/ports/transport.ts';
import { proxyVariables } from '../../../lambdas/transport/connect/environment-proxies.ts';
import type { Outgoing } from './messages.ts';
import { type SendingThreadOptions, startSendingThread } from './thread.ts';
import { together } from './together.ts';

/** Requests leave from a thread of their own. */
export interface Sending {
  /** Sends through the proxies that the variables name; otherwise as `createSend` does. */
  sendBy(variables: Variables): Send;
  /** Ends the thread. What it had not answered may have arrived. */
  end(): Promise<void>;
}

const textOf = byObject((reach: Reach) => JSON.stringify(reach));

/**
 * Sends from a thread, so that names, connections, TLS and answers of destinations take no time from the thread that
 * accepts webhooks. `docs/decisions/0071-sending-thread.md` says what it gains.
 */
export function createSending(options: SendingThreadOptions): Sending {
  const thread = startSendingThread(options);
  const post = together<Outgoing>(thread.post);
  return {
    sendBy(variables) {
      const proxies = JSON.stringify(proxyVariables(variables));
      return (request, { timeoutMs, reach } = {}) => {
        const { n, sent } = thread.add(timeoutMs ?? DEFAULT_TIMEOUT_MS);
        post({ n, request, timeoutMs, reach: reach === undefined ? undefined : textOf(reach), proxies });
        return sent;
      };
    },
    end: thread.end,
  };
}
