import { CreateQueueCommand, ReceiveMessageCommand, SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { DeadLetters } from '../../../lambdas/engine/ports/dead-letters.ts';
import { redriveDeadLetters } from '../../../lambdas/engine/reconcile/dead-letters.ts';
import { createDeadLetters } from '../../../lambdas/store/sqs/dead-letters.ts';
import type { Listening } from '../../emulators/loopback.ts';
import { startQueueServer } from '../../emulators/queue-server.ts';
import { credentials, REGION } from '../../emulators/region.ts';

let server: Listening;
let sqs: SQSClient;
beforeAll(async () => {
  server = await startQueueServer();
  sqs = new SQSClient({ endpoint: server.url, region: REGION, credentials, useQueueUrlAsEndpoint: false });
});
afterAll(async () => {
  sqs.destroy();
  await server.close();
});

async function queueNamed(name: string): Promise<string> {
  return (await sqs.send(new CreateQueueCommand({ QueueName: name }))).QueueUrl ?? '';
}

/** A queue with dead letters of these bodies, and what reads them. */
async function lettersOf(name: string, bodies: readonly string[]) {
  const [queueUrl, deadLettersUrl] = [await queueNamed(name), await queueNamed(`${name}-dead`)];
  for (const MessageBody of bodies)
    await sqs.send(new SendMessageCommand({ QueueUrl: deadLettersUrl, MessageBody, MessageGroupId: 'edge' }));
  const variables = { AWS_REGION: REGION, AWS_ENDPOINT_URL_SQS: server.url };
  return { queueUrl, deadLettersUrl, letters: createDeadLetters({ queue: name, deadLettersUrl, queueUrl }, variables) };
}

async function shown(QueueUrl: string, most = 10) {
  const { Messages = [] } = await sqs.send(
    new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: most, MessageAttributeNames: ['All'] }),
  );
  return Messages;
}

const logged: (readonly [string, unknown])[] = [];
const run = (letters: DeadLetters) =>
  redriveDeadLetters({ deadLetters: [letters], log: (event, fields) => void logged.push([event, fields]) });

it('dead letters go back to their queue byte for byte, an event of EventBridge among them', async () => {
  const bodies = [
    '{"v":2,"webhookId":"wh_1"}',
    '{"detail-type":"GuardDuty Finding","source":"aws.guardduty"}',
    'ü\u{1f6a8}',
  ];
  const { queueUrl, deadLettersUrl, letters } = await lettersOf('back', bodies);
  await run(letters);
  expect(logged.pop()).toEqual(['queue.dead_letters_moved', { queue: 'back', sent: 3, left: 0 }]);
  expect((await shown(queueUrl)).map(({ Body }) => Body).toSorted()).toEqual(bodies.toSorted());
  expect(await shown(deadLettersUrl)).toEqual([]);
  await run(letters);
  expect(logged, 'nothing is logged where there is nothing').toEqual([]);
});

it('a message that comes back a fourth time stays for a person', async () => {
  const { queueUrl, deadLettersUrl, letters } = await lettersOf('again', ['poison']);
  for (let times = 1; times <= 3; times += 1) {
    await run(letters);
    const [message] = await shown(queueUrl);
    expect(message?.MessageAttributes?.['redrives']?.StringValue).toBe(String(times));
    // What SQS does after the most receives: body and attributes stay as they are.
    const { Body: MessageBody, MessageAttributes } = message ?? {};
    await sqs.send(new SendMessageCommand({ QueueUrl: deadLettersUrl, MessageBody, MessageAttributes }));
    logged.length = 0;
  }
  await run(letters);
  expect(logged).toEqual([['queue.dead_letters_moved', { queue: 'again', sent: 0, left: 1 }]]);
});

it('what the queue does not take stays among the dead letters', async () => {
  const { letters } = await lettersOf('refused', ['one']);
  const [letter] = await letters.receive();
  const variables = { AWS_REGION: REGION, AWS_ENDPOINT_URL_SQS: server.url };
  const nowhere = createDeadLetters(
    {
      queue: 'refused',
      deadLettersUrl: `${server.url}/000000000000/refused-dead`,
      queueUrl: `${server.url}/000000000000/none`,
    },
    variables,
  );
  expect(letter?.redrives).toBe(0);
  await expect(nowhere.sendBack(letter === undefined ? [] : [letter])).resolves.toBe(0);
});
