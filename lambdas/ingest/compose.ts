import { randomUUID } from 'node:crypto';
import type { APIGatewayProxyEvent, APIGatewayProxyResult } from 'aws-lambda';
import { createBucket } from '../aws/bucket.ts';
import { readConfigFile } from '../aws/config-file.ts';
import { consoleLog, type Log } from '../aws/console-log.ts';
import { createQueue } from '../aws/queue.ts';
import { createSecrets } from '../aws/secrets.ts';
import { required, type Variables } from '../core/env.ts';
import { problemAnswer } from '../core/problem.ts';
import { toHookRequest } from './event.ts';
import { type Ports, receive } from './receive.ts';
import { createSources } from './sources.ts';

export type IngestHandler = (event: APIGatewayProxyEvent) => Promise<APIGatewayProxyResult>;

const unavailable = {
  status: 503,
  title: 'Not stored',
  detail: 'the webhook could not be stored and was not accepted: send it again',
};

/** The ingest function over its environment (`TOCSIN_CONFIG`, `TOCSIN_WEBHOOKS_QUEUE`, `TOCSIN_BUCKET`, `TOCSIN_SECRET_ARN`). */
export function compose(variables: Variables, log: Log = consoleLog): IngestHandler {
  const queue = createQueue(required(variables, 'TOCSIN_WEBHOOKS_QUEUE'), variables);
  const bucket = createBucket(required(variables, 'TOCSIN_BUCKET'), variables);
  const { sources } = readConfigFile<'sources'>(variables);
  const ports: Ports = {
    sources: createSources(sources, createSecrets(variables)),
    send: (message) => queue.send({ body: JSON.stringify(message), group: message.source }),
    store: bucket.store,
    newId: () => `wh_${randomUUID()}`,
  };
  return async (event) => {
    const request = toHookRequest(event);
    const answer = await receive(request, new Date().toISOString(), ports).catch((error: unknown) => {
      log('webhook.not_stored', { source: request.source, error: error instanceof Error ? error.name : 'error' });
      return problemAnswer(unavailable, { 'retry-after': '5' });
    });
    log('webhook.answered', { source: request.source, status: answer.statusCode, bytes: request.body.length });
    return { ...answer, headers: { ...answer.headers } };
  };
}
