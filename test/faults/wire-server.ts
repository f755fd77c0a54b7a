import { createHash } from 'node:crypto';
import { createServer, type IncomingMessage } from 'node:http';
import { text } from 'node:stream/consumers';
import { isFields } from '../../lambdas/domain/values/json-fields.ts';
import { type Listening, listenOnLoopback } from '../emulators/loopback.ts';
import { queueRefusalOf } from '../emulators/strict-queue/requests.ts';
import type { MemoryQueue } from './queue.ts';

type Fields = Readonly<Record<string, unknown>>;

/** A queue in memory behind the protocol of SQS, for composed functions, by the last part of its URL. */
export type NamedQueues = Readonly<Record<string, MemoryQueue>>;

const queueNamed = (queues: NamedQueues, request: Fields): MemoryQueue => {
  const found = queues[String(request['QueueUrl']).split('/').at(-1) ?? ''];
  if (found === undefined) throw new Error(`no queue ${String(request['QueueUrl'])}`);
  return found;
};

const sentAs = (body: string) => ({
  MessageId: 'sent',
  MD5OfMessageBody: createHash('md5').update(body).digest('hex'),
});

const seconds = (value: unknown): number => Number(value ?? 0);
const messageIn = (fields: Fields) => ({
  body: String(fields['MessageBody']),
  group: String(fields['MessageGroupId'] ?? ''),
});

async function send({ wire }: MemoryQueue, fields: Fields): Promise<Fields> {
  const message = messageIn(fields);
  const delay = seconds(fields['DelaySeconds']);
  await (delay > 0 ? wire.sendLater(message, delay) : wire.send(message));
  return sentAs(message.body);
}

const actions: Readonly<Record<string, (queue: MemoryQueue, request: Fields) => Promise<Fields>>> = {
  SendMessage: send,
  async SendMessageBatch(queue, { Entries }) {
    const entries = Array.isArray(Entries) ? Entries.filter(isFields) : [];
    const Successful = [];
    for (const entry of entries) Successful.push({ Id: entry['Id'], ...(await send(queue, entry)) });
    return { Successful, Failed: [] };
  },
  async ChangeMessageVisibility({ wire }, { ReceiptHandle, VisibilityTimeout }) {
    await wire.hide(String(ReceiptHandle), seconds(VisibilityTimeout));
    return {};
  },
};

async function answer(request: IncomingMessage, queues: NamedQueues): Promise<Fields> {
  const name = String(request.headers['x-amz-target']).split('.')[1] ?? '';
  const asked: unknown = JSON.parse(await text(request));
  const action = actions[name];
  if (action === undefined || !isFields(asked)) throw new Error(`unknown request ${name}`);
  const refusal = queueRefusalOf(name, asked);
  if (refusal !== undefined) throw new Error(refusal);
  return action(queueNamed(queues, asked), asked);
}

/** SQS's JSON protocol over queues in memory, so that their clock may be set. */
export const startWireServer = (queues: NamedQueues): Promise<Listening> =>
  listenOnLoopback(
    createServer((request, response) => {
      const reply = (status: number, body: object) =>
        response.writeHead(status, { 'content-type': 'application/x-amz-json-1.0' }).end(JSON.stringify(body));
      answer(request, queues).then(
        (body) => reply(200, body),
        (error: unknown) => reply(400, { __type: 'InvalidParameterValue', message: String(error) }),
      );
    }),
  );
