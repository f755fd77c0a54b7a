import { randomUUID } from 'node:crypto';
import type { Variables } from '../../../lambdas/config/env.ts';
import type { Config } from '../../../lambdas/config/schema.ts';
import type { WebhookMessage } from '../../../lambdas/domain/webhook.ts';
import { createIngest, type Ingest } from '../../../lambdas/engine/ingest/ingest.ts';
import { createLimit } from '../../../lambdas/engine/ingest/limit.ts';
import { overloaded } from '../../../lambdas/engine/ingest/refusals.ts';
import { createCertificates } from '../../../lambdas/engine/ingest/sns.ts';
import { createSources } from '../../../lambdas/engine/ingest/sources.ts';
import type { Blobs } from '../../../lambdas/engine/ports/blobs.ts';
import type { Queue } from '../../../lambdas/engine/ports/queue.ts';
import type { Log } from '../../../lambdas/functions/console-log.ts';
import { createFetching } from '../../../lambdas/transport/http/fetching.ts';

/** Larger bodies are files beside the database. */
const INLINE_BYTES = 256 * 1024;

/** The sender waits for its answer meanwhile. */
const FETCH_MS = 5_000;

const TIME_DIGITS = 12;

/**
 * Ids that begin with the time and end at random, so that those of one second lie together in the index: a commit of many
 * webhooks writes few of its pages.
 */
const webhookId = (nowMs: number): string =>
  `wh_${Math.max(0, nowMs).toString(16).padStart(TIME_DIGITS, '0')}${randomUUID().slice(TIME_DIGITS + 1)}`;

export interface IngestProps {
  readonly config: Config;
  readonly webhookQueue: Queue<WebhookMessage>;
  readonly blobs: Blobs;
  readonly secrets: () => Promise<Readonly<Record<string, string | undefined>>>;
  /** The environment: it may name a proxy for the certificates of SNS. */
  readonly variables: Variables;
  /** Why no webhook is accepted at the moment; nothing when it is. */
  refusal(): string | undefined;
  /** Resolves when few webhooks wait to be routed, or after a short time. */
  pace(): Promise<void>;
  readonly log: Log;
}

/**
 * Ingest on one machine: when the store or the backlog does not allow another webhook, it is refused before its body
 * is read.
 */
export function localIngest({
  config,
  webhookQueue,
  blobs,
  secrets,
  variables,
  refusal,
  pace,
  log,
}: IngestProps): Ingest {
  const http = createFetching(variables);
  const fetch = async (url: string): Promise<string | undefined> => {
    const sent = await http({ method: 'GET', url, headers: {} }, { timeoutMs: FETCH_MS });
    return sent.kind === 'answer' && sent.response.status === 200 ? sent.response.body : undefined;
  };
  const ports = {
    sources: createSources(config.sources, secrets),
    async send(message: WebhookMessage) {
      await webhookQueue.send([message]);
      await pace();
    },
    inlineBytes: INLINE_BYTES,
    store: blobs.store,
    newId: () => webhookId(Date.now()),
    limit: createLimit(),
    certificates: createCertificates(fetch),
    fetch,
  };
  const ingest = createIngest(ports, log);
  return {
    ...ingest,
    async judge(head) {
      const judged = await ingest.judge(head);
      if (judged !== undefined) return judged;
      const reason = refusal();
      if (reason === undefined) return undefined;
      log('webhook.answered', { source: head.source, outcome: 'overloaded', reason });
      return overloaded(reason);
    },
  };
}
