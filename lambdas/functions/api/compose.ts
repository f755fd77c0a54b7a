import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { APIGatewayProxyEvent, APIGatewayProxyResult } from 'aws-lambda';
import { handle } from 'hono/aws-lambda';
import { required, type Variables } from '../../config/env.ts';
import { tokensIn } from '../../config/tokens.ts';
import { createApp } from '../../engine/api/app.ts';
import { within } from '../../store/bounded-client.ts';
import { openTable } from '../../store/dynamodb/client.ts';
import { dynamodbStores } from '../../store/dynamodb/index.ts';
import { deliveryQueueOver, webhookQueueOver } from '../../store/sqs/queue.ts';
import { createWire } from '../../store/sqs/wire.ts';
import { createSend } from '../../transport/send.ts';
import { answeringOf } from '../answering.ts';
import { readConfigFile } from '../config-file.ts';
import { consoleFile } from '../console-file.ts';
import type { Log } from '../console-log.ts';
import { ANSWER_MS, deadlineBefore, type Limits } from '../deadline.ts';
import { messagesFile } from '../messages-file.ts';
import { createSecrets } from '../secrets.ts';
import { createTelemetry } from '../telemetry.ts';

export type ApiHandler = (event: APIGatewayProxyEvent, limits?: Limits) => Promise<APIGatewayProxyResult>;

/** The API over the environment. */
export function composeApp(variables: Variables, telemetry: { readonly log: Log }): ReturnType<typeof createApp> {
  const secrets = createSecrets(variables);
  const installed = readConfigFile<
    'sources' | 'destinations' | 'routes' | 'publicUrl' | 'timeIntervals' | 'inhibit' | 'tokens'
  >(variables);
  return createApp({
    ...dynamodbStores(openTable(variables)),
    deliveryQueue: deliveryQueueOver(createWire(required(variables, 'TOCSIN_DELIVERIES_QUEUE'), variables)),
    webhookQueue: webhookQueueOver(createWire(required(variables, 'TOCSIN_WEBHOOKS_QUEUE'), variables)),
    adminToken: async () => (await secrets())['TOCSIN_ADMIN_TOKEN'],
    namedTokens: async () => tokensIn(installed.tokens, await secrets()),
    destinationIds: Object.keys(installed.destinations),
    installed,
    ...consoleFile(variables),
    ...messagesFile(variables, installed),
    answering: answeringOf(installed, secrets, createSend(variables['TOCSIN_ALLOW_LOOPBACK'] === 'yes')),
    wait: (ms) => sleep(ms),
    now: Date.now,
    newId: randomUUID,
    log: telemetry.log,
  });
}

/** The api function over its environment. */
export function compose(
  variables: Variables,
  telemetry: { readonly log: Log; flush?(): void } = createTelemetry('api'),
): ApiHandler {
  const answer = handle(composeApp(variables, telemetry));
  // The adapter's type covers every kind of gateway; for a REST event it returns a REST result.
  const respond = async (event: APIGatewayProxyEvent) => {
    const result = (await answer(event as never)) as APIGatewayProxyResult;
    telemetry.flush?.();
    return result;
  };
  return (event, limits) => within(deadlineBefore(limits, ANSWER_MS), () => respond(event));
}
