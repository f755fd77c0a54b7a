import type { APIGatewayProxyEvent, APIGatewayProxyResult } from 'aws-lambda';
import { required, type Variables } from '../../config/env.ts';
import { lazily } from '../../domain/values/lazily.ts';
import { within } from '../../store/bounded-client.ts';
import { webhookQueueOver } from '../../store/sqs/queue.ts';
import { createWire } from '../../store/sqs/wire.ts';
import { consoleLog, type Log } from '../console-log.ts';
import { ANSWER_MS, deadlineBefore, type Limits } from '../deadline.ts';
import { toHookRequest } from './event.ts';

export type IngestHandler = (event: APIGatewayProxyEvent, limits?: Limits) => Promise<APIGatewayProxyResult>;

/** The ingest function: from a REST API event to its answer; all but the queue is loaded with the first request. */
export function compose(variables: Variables, log: Log = consoleLog): IngestHandler {
  const queue = webhookQueueOver(createWire(required(variables, 'TOCSIN_WEBHOOKS_QUEUE'), variables));
  const stage = lazily(async () => (await import('./stage.ts')).createStage(queue, variables, log));
  return async (event, limits) => {
    const request = toHookRequest(event);
    const ingest = await stage();
    const { answer } = await within(deadlineBefore(limits, ANSWER_MS), () => ingest.receive(request));
    return { ...answer, headers: { ...answer.headers } };
  };
}
