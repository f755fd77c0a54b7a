import {
  DeleteMessageCommand,
  GetQueueAttributesCommand,
  type Message,
  ReceiveMessageCommand,
  SendMessageCommand,
  SQSClient,
} from '@aws-sdk/client-sqs';
import type { Variables } from '../../config/env.ts';
import type { DeadLetter, DeadLetters } from '../../engine/ports/dead-letters.ts';
import { bounded } from '../bounded-client.ts';
import { clientOptions } from '../client-options.ts';

/** SQS keeps attributes of messages when it moves them. */
const REDRIVES = 'redrives';
/** Longer than a run of reconcile, so that no letter is received twice in it. */
const HIDDEN_SECONDS = 180;

export interface DeadLettersProps {
  /** A short name for logs. */
  readonly queue: string;
  readonly deadLettersUrl: string;
  readonly queueUrl: string;
}

interface Letter extends DeadLetter {
  readonly body: string;
  readonly group: string;
}

const letterOf = ({ Body = '', ReceiptHandle = '', MessageId = '', ...message }: Message): Letter => ({
  body: Body,
  handle: ReceiptHandle,
  group: message.Attributes?.MessageGroupId ?? MessageId,
  redrives: Number(message.MessageAttributes?.[REDRIVES]?.StringValue ?? 0),
});

/**
 * The dead letters of a queue of SQS, byte for byte as they were sent; also those that a rule of EventBridge put there, which
 * SQS's own redrive (StartMessageMoveTask) does not move, since they come from no queue
 * (https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_StartMessageMoveTask.html).
 */
export function createDeadLetters(props: DeadLettersProps, variables: Variables): DeadLetters {
  const { queue, deadLettersUrl, queueUrl } = props;
  const client = bounded(
    new SQSClient({
      ...clientOptions(variables, 'SQS'),
      useQueueUrlAsEndpoint: variables['AWS_ENDPOINT_URL_SQS'] === undefined,
    }),
  );
  const received = new Map<string, Letter>();

  /** One by one: all bodies of a batch together have 1 MiB at most, and one may have as much. */
  async function sendOne({ body, group, redrives, handle }: Letter): Promise<void> {
    const MessageAttributes = { [REDRIVES]: { DataType: 'Number', StringValue: String(redrives + 1) } };
    await client.send(
      new SendMessageCommand({ QueueUrl: queueUrl, MessageBody: body, MessageGroupId: group, MessageAttributes }),
    );
    await client.send(new DeleteMessageCommand({ QueueUrl: deadLettersUrl, ReceiptHandle: handle }));
  }

  async function count(): Promise<number> {
    const AttributeNames = ['ApproximateNumberOfMessages', 'ApproximateNumberOfMessagesNotVisible'] as const;
    const command = new GetQueueAttributesCommand({ QueueUrl: deadLettersUrl, AttributeNames: [...AttributeNames] });
    const { Attributes = {} } = await client.send(command);
    return AttributeNames.reduce((sum, name) => sum + Number(Attributes[name] ?? 0), 0);
  }

  return {
    queue,
    count,
    async receive() {
      const { Messages = [] } = await client.send(
        new ReceiveMessageCommand({
          QueueUrl: deadLettersUrl,
          MaxNumberOfMessages: 10,
          // Else SQS asks a part of its servers alone, and may find none of few.
          WaitTimeSeconds: 1,
          VisibilityTimeout: HIDDEN_SECONDS,
          MessageSystemAttributeNames: ['All'],
          MessageAttributeNames: [REDRIVES],
        }),
      );
      const letters = Messages.map(letterOf);
      for (const letter of letters) received.set(letter.handle, letter);
      return letters;
    },
    async sendBack(letters) {
      const known = letters.flatMap(({ handle }) => received.get(handle) ?? []);
      for (const { handle } of known) received.delete(handle);
      await Promise.all(known.map(sendOne));
      return known.length;
    },
  };
}
