import { randomUUID } from 'node:crypto';
import type { APIGatewayProxyEvent, APIGatewayProxyResult } from 'aws-lambda';
import { required, type Variables } from '../../config/env.ts';
import { createIngest, type Ingest } from '../../engine/ingest/ingest.ts';
import { createLimit } from '../../engine/ingest/limit.ts';
import type { Ports } from '../../engine/ingest/receive.ts';
import { createCertificates, type Fetch } from '../../engine/ingest/sns.ts';
import { createSources } from '../../engine/ingest/sources.ts';
import type { Send } from '../../engine/ports/transport.ts';
import { within } from '../../store/bounded-client.ts';
import { createBlobs } from '../../store/s3/blobs.ts';
import { INLINE_BYTES } from '../../store/sqs/codec.ts';
import { webhookQueueOver } from '../../store/sqs/queue.ts';
import { createWire } from '../../store/sqs/wire.ts';
import { readConfigFile } from '../config-file.ts';
import { consoleLog, type Log } from '../console-log.ts';
import { ANSWER_MS, deadlineBefore, type Limits } from '../deadline.ts';
import { createSecrets } from '../secrets.ts';
import { toHookRequest } from './event.ts';

export type IngestHandler = (event: APIGatewayProxyEvent, limits?: Limits) => Promise<APIGatewayProxyResult>;

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

/** Ingest over the environment (`TOCSIN_CONFIG`, `TOCSIN_WEBHOOKS_QUEUE`, `TOCSIN_BUCKET`, `TOCSIN_SECRET_ARN`). */
export function composeIngest(variables: Variables, log: Log = consoleLog): Ingest {
  const queue = webhookQueueOver(createWire(required(variables, 'TOCSIN_WEBHOOKS_QUEUE'), variables));
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

/** The ingest function: from a REST API event to its answer. */
export function compose(variables: Variables, log?: Log): IngestHandler {
  const ingest = composeIngest(variables, log);
  return async (event, limits) => {
    const request = toHookRequest(event);
    const { answer } = await within(deadlineBefore(limits, ANSWER_MS), () => ingest.receive(request));
    return { ...answer, headers: { ...answer.headers } };
  };
}
