import { randomUUID } from 'node:crypto';
import { required, type Variables } from '../../config/env.ts';
import type { WebhookMessage } from '../../domain/webhook.ts';
import { createIngest, type Ingest } from '../../engine/ingest/ingest.ts';
import { createLimit } from '../../engine/ingest/limit.ts';
import type { Ports } from '../../engine/ingest/receive.ts';
import { createCertificates, type Fetch } from '../../engine/ingest/sns.ts';
import { createSources } from '../../engine/ingest/sources.ts';
import type { Queue } from '../../engine/ports/queue.ts';
import type { Send } from '../../engine/ports/transport.ts';
import { createBlobs } from '../../store/s3/blobs.ts';
import { INLINE_BYTES } from '../../store/sqs/codec.ts';
import { readConfigFile } from '../config-file.ts';
import type { Log } from '../console-log.ts';
import { createSecrets } from '../secrets.ts';

/** The sender waits for its answer meanwhile, and the function has ten seconds. */
const FETCH_MS = 5_000;

/** A GET over the HTTP transport, which is loaded at its first use: few sources need it. */
function createFetch(variables: Variables): Fetch {
  let loading: Promise<Send> | undefined;
  return async (url) => {
    loading ??= import('../../transport/http/fetching.ts').then(({ createFetching }) => createFetching(variables));
    const http = await loading;
    const sent = await http({ method: 'GET', url, headers: {} }, { timeoutMs: FETCH_MS });
    return sent.kind === 'answer' && sent.response.status === 200 ? sent.response.body : undefined;
  };
}

/** Ingest over a queue and the environment (`TOCSIN_CONFIG`, `TOCSIN_BUCKET`, `TOCSIN_SECRET_ARN`). */
export function createStage(queue: Queue<WebhookMessage>, variables: Variables, log: Log): Ingest {
  const blobs = createBlobs(required(variables, 'TOCSIN_BUCKET'), variables);
  const { sources } = readConfigFile<'sources'>(variables);
  const fetch = createFetch(variables);
  const ports: Ports = {
    sources: createSources(sources, createSecrets(variables)),
    send: (message) => queue.send([message]),
    inlineBytes: INLINE_BYTES,
    store: blobs.store,
    newId: () => `wh_${randomUUID()}`,
    limit: createLimit(),
    certificates: createCertificates(fetch),
    fetch,
  };
  return createIngest(ports, log);
}
