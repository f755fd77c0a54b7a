import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { DeleteMessageCommand, ReceiveMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import type { FunctionName } from '../../infra/aws/bundle.ts';
import { bodyOf } from '../conformance/source-cases.ts';
import type { Emulators } from '../emulators/emulators.ts';
import { REGION } from '../emulators/region.ts';
import type { Deployed } from './deployed.ts';
import { restEvent } from './rest-event.ts';
import { type Answered, startRuntimeApi } from './runtime-api.ts';

const HOOK_TOKEN = 'test-hook-token';
const ADMIN_TOKEN = 'test-admin-token';

/** What is in Secrets Manager, by the secret's ARN. */
export const secretsFor = (
  sourcesArn: string,
  destinationsArn: string,
  slackWebhookUrl: string,
): Record<string, object> => ({
  [sourcesArn]: { AKTO_HOOK_TOKEN: HOOK_TOKEN },
  [destinationsArn]: { SLACK_WEBHOOK_URL: slackWebhookUrl, TOCSIN_ADMIN_TOKEN: ADMIN_TOKEN },
});

/** What a process is started with, and how the outcome is told. */
export interface Surroundings {
  /** Arguments to node that start a runtime client. */
  readonly client: readonly string[];
  readonly functions: Readonly<Record<FunctionName, Deployed>>;
  readonly emulators: Emulators;
  /** Addresses of the stand-ins for AWS, and that a receiver may be on this machine. */
  readonly extra: Readonly<Record<string, string>>;
}

/** One function's process, from its start to its first answer. */
async function invoke(name: FunctionName, event: unknown, surroundings: Surroundings): Promise<Omit<Step, 'name'>> {
  const { folder, environment } = surroundings.functions[name];
  const before = performance.now();
  const api = await startRuntimeApi();
  const child = spawn(process.execPath, surroundings.client, {
    cwd: folder,
    env: {
      ...environment,
      ...surroundings.extra,
      _HANDLER: 'index.handler',
      LAMBDA_TASK_ROOT: folder,
      AWS_LAMBDA_RUNTIME_API: api.host,
      AWS_LAMBDA_FUNCTION_NAME: `tocsin-${name}`,
      AWS_LAMBDA_FUNCTION_MEMORY_SIZE: '1024',
      AWS_LAMBDA_FUNCTION_VERSION: '$LATEST',
      AWS_LAMBDA_LOG_FORMAT: 'JSON',
      AWS_LAMBDA_LOG_GROUP_NAME: name,
      AWS_LAMBDA_LOG_STREAM_NAME: 'test',
      AWS_REGION: REGION,
      AWS_ACCESS_KEY_ID: 'local',
      AWS_SECRET_ACCESS_KEY: 'local',
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const said = Promise.all([text(child.stdout), text(child.stderr)]);
  const died = once(child, 'exit').then(async ([code]): Promise<Answered> => {
    const [out, err] = await said;
    return { kind: 'error', body: `the process ended with ${code}: ${err.slice(-2000)}${out.slice(-2000)}` };
  });
  try {
    const answered = await Promise.race([api.invoke(event), died]);
    const ms = performance.now() - before;
    child.kill();
    return { answered, ms, logs: (await said).join('') };
  } finally {
    await api.close();
  }
}

/** Takes the next message of a queue and makes it the event that Lambda would make of it. */
async function nextOf(queueUrl: string, { sqsUrl }: Emulators): Promise<object> {
  const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };
  const client = new SQSClient({ endpoint: sqsUrl, region: REGION, credentials, useQueueUrlAsEndpoint: false });
  const { Messages = [] } = await client.send(new ReceiveMessageCommand({ QueueUrl: queueUrl, WaitTimeSeconds: 5 }));
  const [message] = Messages;
  if (message === undefined) throw new Error(`nothing came out of ${queueUrl}`);
  await client.send(new DeleteMessageCommand({ QueueUrl: queueUrl, ReceiptHandle: message.ReceiptHandle }));
  client.destroy();
  const { MessageId, ReceiptHandle, Body } = message;
  return {
    Records: [
      { messageId: MessageId, receiptHandle: ReceiptHandle, body: Body, attributes: {}, eventSource: 'aws:sqs' },
    ],
  };
}

/** One step: which function, what it got, what it made of it. */
export interface Step {
  readonly name: FunctionName;
  readonly answered: Answered;
  /** From the start of the process to the answer. */
  readonly ms: number;
  readonly logs: string;
}

/** One webhook of Akto through all five functions, each in a process of its own that starts for it. */
export async function* pipeline(
  surroundings: Surroundings,
  body: Buffer = bodyOf('akto', 'activity-export-batch'),
): AsyncGenerator<Step> {
  const { emulators } = surroundings;
  const step = async (name: FunctionName, event: unknown): Promise<Step> => ({
    name,
    ...(await invoke(name, event, surroundings)),
  });
  const accepted = await step('ingest', restEvent('POST', '/v1/hooks/akto-prod', HOOK_TOKEN, body));
  yield accepted;
  if (accepted.answered.kind === 'error') return;
  yield await step('route', await nextOf(emulators.webhooksQueue, emulators));
  yield await step('deliver', await nextOf(emulators.deliveriesQueue, emulators));
  yield await step('reconcile', {});
  yield await step('api', restEvent('GET', '/v1/alerts', ADMIN_TOKEN));
}

const noFailures = { batchItemFailures: [] };
const isEqual = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b);
const has = (body: unknown, ...parts: readonly string[]): boolean =>
  parts.every((split) => JSON.stringify(body).includes(split));

/** Whether an answer is what it should be. */
export const isRight: Readonly<Record<FunctionName, (body: unknown) => boolean>> = {
  ingest: (body) => has(body, '"statusCode":202', 'accepted'),
  route: (body) => isEqual(body, noFailures),
  deliver: (body) => isEqual(body, noFailures),
  reconcile: (body) => body === null || body === undefined,
  api: (body) => has(body, '"statusCode":200', 'delivered'),
};
