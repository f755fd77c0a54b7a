import type { OutboundRequest } from '../../lambdas/domain/outbound.ts';
import type { Sent } from '../../lambdas/engine/ports/transport.ts';

export const TIMEOUT_MS = 400;
/** What a busy machine may add. Without a deadline the requests of these tests would never end. */
export const SLACK_MS = 12_000;

/** The result and the time that it took. */
export async function timed(run: () => Promise<Sent>): Promise<{ readonly sent: Sent; readonly ms: number }> {
  const startMs = performance.now();
  const sent = await run();
  return { sent, ms: performance.now() - startMs };
}

export const request = (url: string, parts: Partial<OutboundRequest> = {}): OutboundRequest => ({
  method: 'POST',
  url,
  headers: {},
  body: '{}',
  ...parts,
});

export const limits = { timeoutMs: TIMEOUT_MS };
