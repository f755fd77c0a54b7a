import { errorName } from '../../domain/values/error-text.ts';
import { judgeHead, type Ports, receive } from './receive.ts';
import { type Answered, storeFailed } from './refusals.ts';
import type { HookHead, HookRequest } from './request.ts';

type Log = (event: string, fields: Readonly<Record<string, unknown>>) => void;

/** How an edge handles a request to a hook. Neither function throws. */
export interface Ingest {
  /** Before the body is read: the answer when the body is not needed, else nothing. */
  judge(head: HookHead): Promise<Answered | undefined>;
  /** With the body: accepts the webhook, or refuses it. */
  receive(request: HookRequest): Promise<Answered>;
}

/**
 * Ingest over its ports, for any edge. Every answer is logged once with its outcome (`webhook.answered`). A failure of
 * the store is logged by the name of its error and answered 503, because nothing was accepted.
 */
export function createIngest(ports: Ports, log: Log): Ingest {
  const failed = (source: string, error: unknown): Answered => {
    log('webhook.store_failed', { source, error: errorName(error) });
    return storeFailed();
  };
  const answered = (source: string, { outcome, webhookId, answer }: Answered, bytes?: number): void =>
    log('webhook.answered', { source, outcome, webhookId, status: answer.statusCode, bytes });
  return {
    async judge(head) {
      const answer = await judgeHead(head, ports).catch((error: unknown) => failed(head.source, error));
      if (answer !== undefined) answered(head.source, answer);
      return answer;
    },
    async receive(request) {
      const receivedAt = new Date().toISOString();
      const answer = await receive(request, receivedAt, ports).catch((error: unknown) => failed(request.source, error));
      answered(request.source, answer, request.body.length);
      return answer;
    },
  };
}
