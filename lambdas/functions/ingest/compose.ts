import { randomUUID } from 'node:crypto';
import type { APIGatewayProxyEvent, APIGatewayProxyResult } from 'aws-lambda';
import { required, type Variables } from '../../core/env.ts';
import { createLimit } from '../../engine/ingest/limit.ts';
import { type Ports, receive } from '../../engine/ingest/receive.ts';
import { notStored } from '../../engine/ingest/refusals.ts';
import { createCertificates, type Fetch } from '../../engine/ingest/sns.ts';
import { createSources } from '../../engine/ingest/sources.ts';
import { createBucket } from '../../store/s3/blobs.ts';
import { createQueue } from '../../store/sqs/queue.ts';
import type { createHttp } from '../../transport/http.ts';
import { readConfigFile } from '../config-file.ts';
import { consoleLog, type Log } from '../console-log.ts';
import { createSecrets } from '../secrets.ts';
import { toHookRequest } from './event.ts';

export type IngestHandler = (event: APIGatewayProxyEvent) => Promise<APIGatewayProxyResult>;

/** A GET over the one way out, which is loaded when it is first needed: few sources ever need it. */
function createFetch(): Fetch {
  let loading: Promise<ReturnType<typeof createHttp>> | undefined;
  return async (url) => {
    loading ??= import('../../transport/http.ts').then((module) => module.createHttp(false));
    const http = await loading;
    const sent = await http({ method: 'GET', url, headers: {} });
    return sent.kind === 'answer' && sent.response.status === 200 ? sent.response.body : undefined;
  };
}

/** The ingest function over its environment (`TOCSIN_CONFIG`, `TOCSIN_WEBHOOKS_QUEUE`, `TOCSIN_BUCKET`, `TOCSIN_SECRET_ARN`). */
export function compose(variables: Variables, log: Log = consoleLog): IngestHandler {
  const queue = createQueue(required(variables, 'TOCSIN_WEBHOOKS_QUEUE'), variables);
  const bucket = createBucket(required(variables, 'TOCSIN_BUCKET'), variables);
  const { sources } = readConfigFile<'sources'>(variables);
  const fetch = createFetch();
  const ports: Ports = {
    sources: createSources(sources, createSecrets(variables)),
    send: (message) => queue.send({ body: JSON.stringify(message), group: message.source }),
    store: bucket.store,
    newId: () => `wh_${randomUUID()}`,
    limit: createLimit(),
    certificates: createCertificates(fetch),
    fetch,
  };
  return async (event) => {
    const request = toHookRequest(event);
    const { source, body } = request;
    const { answer, outcome, webhookId } = await receive(request, new Date().toISOString(), ports).catch(
      (error: unknown) => {
        log('webhook.not_stored', { source, error: error instanceof Error ? error.name : 'error' });
        return notStored();
      },
    );
    log('webhook.answered', { source, outcome, webhookId, status: answer.statusCode, bytes: body.length });
    return { ...answer, headers: { ...answer.headers } };
  };
}
