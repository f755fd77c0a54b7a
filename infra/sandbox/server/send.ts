import { DEFAULT_TIMEOUT_MS } from '../../../lambdas/domain/delivery-limits.ts';
import type { OutboundRequest } from '../../../lambdas/domain/outbound.ts';
import type { Send, SendOptions, Sent } from '../../../lambdas/engine/ports/transport.ts';
import { withAuth } from '../../../lambdas/transport/with-auth.ts';
import { type Answer, plain } from '../_kit/receiver.ts';
import { ConnectionReset, type InProcessSandbox, SANDBOX_HOST } from './sandbox.ts';

/** Mail and syslog have mock receivers too, but those listen (`startSandbox`). */
function isOurs({ url }: OutboundRequest): boolean {
  const parsed = URL.parse(url);
  return parsed?.protocol === 'https:' && parsed.host === SANDBOX_HOST;
}

function answered({ status, headers, body }: Answer): Sent {
  const lower = Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]);
  return { kind: 'answer', response: { at: Date.now(), status, headers: Object.fromEntries(lower), body } };
}

/** A request whose connection is cut, or that is never answered, may have arrived. */
function unanswered(error: unknown): Sent {
  if (error instanceof ConnectionReset) return { kind: 'no-answer', reason: 'econnreset' };
  if (error instanceof Error && error.name === 'AbortError') return { kind: 'no-answer', reason: 'timeout' };
  return answered(plain(500, `the sandbox failed: ${String(error)}`));
}

const call = (request: OutboundRequest, sandbox: InProcessSandbox, limits?: SendOptions): Promise<Sent> =>
  sandbox
    .answer(request, AbortSignal.timeout(Math.ceil(limits?.timeoutMs ?? DEFAULT_TIMEOUT_MS)))
    .then(answered, unanswered);

/**
 * Sends to the sandbox what is for `sandbox.invalid`, without a network and with what a request's `auth` asks for; and
 * everything else by `next`.
 */
export function sandboxSend(sandbox: InProcessSandbox, next: Send): Send {
  const inside = withAuth((request, limits) =>
    isOurs(request) ? call(request, sandbox, limits) : next(request, limits),
  );
  return (request, limits) => (isOurs(request) ? inside(request, limits) : next(request, limits));
}
