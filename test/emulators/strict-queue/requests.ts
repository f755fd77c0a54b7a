import { isFields } from '../../../lambdas/domain/values/json-fields.ts';
import { wrongAttributes } from './attributes.ts';

/**
 * What the real SQS refuses of requests to a standard queue, as far as a request alone shows it
 * (https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_Operations.html and
 * https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/quotas-messages.html). What a message may hold
 * is answered for each entry of a batch, by the emulator.
 */

type Request = Readonly<Record<string, unknown>>;
type Check = (request: Request) => string | undefined;

const first = (...found: readonly (string | undefined)[]): string | undefined =>
  found.find((wrong) => wrong !== undefined);

const MESSAGE_BYTES = 1_048_576;
const LONGEST_DELAY_SECONDS = 900;
const LONGEST_HIDDEN_SECONDS = 43_200;
const LONGEST_WAIT_SECONDS = 20;
const BATCH = 10;

/** A whole number within bounds, when it is there. */
const within =
  (name: string, least: number, most: number): Check =>
  ({ [name]: found }) =>
    found === undefined || (Number.isInteger(found) && Number(found) >= least && Number(found) <= most)
      ? undefined
      : `InvalidParameterValue: ${name} is ${JSON.stringify(found)}; allowed: a whole number from ${least} to ${most}`;

const needed =
  (name: string): Check =>
  ({ [name]: found }) =>
    typeof found === 'string' && found !== '' ? undefined : `MissingParameter: ${name} is ${JSON.stringify(found)}`;

const GROUP = /^[\w!"#$%&'()*+,\-./:;<=>?@[\\\]^`{|}~]{1,128}$/;

const wrongGroup: Check = ({ MessageGroupId: group, MessageDeduplicationId: deduplication }) => {
  if (deduplication !== undefined) return 'InvalidParameterValue: a standard queue takes no MessageDeduplicationId';
  return group === undefined || (typeof group === 'string' && GROUP.test(group))
    ? undefined
    : `InvalidParameterValue: MessageGroupId is ${JSON.stringify(group)}; allowed: 1 to 128 letters, digits and punctuation`;
};

/** Attributes count towards the size of a message. */
function bytesOf({ MessageBody, MessageAttributes }: Request): number {
  const attributes = isFields(MessageAttributes) ? Object.entries(MessageAttributes) : [];
  const parts = attributes.flatMap(([name, value]) => [name, ...(isFields(value) ? Object.values(value) : [])]);
  return [MessageBody, ...parts].reduce((n: number, each) => n + Buffer.byteLength(String(each ?? '')), 0);
}

const wrongMessage: Check = (message) =>
  first(
    needed('MessageBody')(message),
    within('DelaySeconds', 0, LONGEST_DELAY_SECONDS)(message),
    wrongGroup(message),
    wrongAttributes(message['MessageAttributes']),
  );

const tooLarge = (bytes: number, code: string): string | undefined =>
  bytes > MESSAGE_BYTES ? `${code}: ${bytes} bytes, allowed: ${MESSAGE_BYTES}` : undefined;

const ID = /^[\w-]{1,80}$/;

const idsOf = (entries: readonly Request[]): string[] => entries.map(({ Id }) => String(Id ?? ''));

function wrongBatch(request: Request, check: Check): string | undefined {
  const given = request['Entries'];
  const entries = Array.isArray(given) ? given.filter(isFields) : [];
  const ids = idsOf(entries);
  if (entries.length === 0) return 'EmptyBatchRequest: there are no entries';
  if (entries.length > BATCH) return `TooManyEntriesInBatchRequest: ${entries.length}, allowed: ${BATCH}`;
  const wrongId = ids.find((id) => !ID.test(id));
  if (wrongId !== undefined) return `InvalidBatchEntryId: ${JSON.stringify(wrongId)}`;
  if (new Set(ids).size < ids.length) return 'BatchEntryIdsNotDistinct: an id stands twice';
  return first(
    ...entries.map(check),
    tooLarge(
      entries.reduce((n, each) => n + bytesOf(each), 0),
      'BatchRequestTooLong',
    ),
  );
}

const wrongHidden: Check = (request) =>
  first(
    needed('ReceiptHandle')(request),
    request['VisibilityTimeout'] === undefined ? 'MissingParameter: VisibilityTimeout' : undefined,
    within('VisibilityTimeout', 0, LONGEST_HIDDEN_SECONDS)(request),
  );

const onQueue =
  (check: Check): Check =>
  (request) =>
    first(needed('QueueUrl')(request), check(request));

const checks: Readonly<Record<string, Check>> = {
  SendMessage: onQueue((request) => first(wrongMessage(request), tooLarge(bytesOf(request), 'InvalidParameterValue'))),
  SendMessageBatch: onQueue((request) => wrongBatch(request, wrongMessage)),
  ReceiveMessage: onQueue((request) =>
    first(
      within('MaxNumberOfMessages', 1, BATCH)(request),
      within('VisibilityTimeout', 0, LONGEST_HIDDEN_SECONDS)(request),
      within('WaitTimeSeconds', 0, LONGEST_WAIT_SECONDS)(request),
    ),
  ),
  ChangeMessageVisibility: onQueue(wrongHidden),
  ChangeMessageVisibilityBatch: onQueue((request) => wrongBatch(request, wrongHidden)),
  DeleteMessage: onQueue(needed('ReceiptHandle')),
  DeleteMessageBatch: onQueue((request) => wrongBatch(request, needed('ReceiptHandle'))),
  StartMessageMoveTask: (request) =>
    first(needed('SourceArn')(request), within('MaxNumberOfMessagesPerSecond', 1, 500)(request)),
  ListMessageMoveTasks: (request) => first(needed('SourceArn')(request), within('MaxResults', 1, BATCH)(request)),
};

/** Why SQS would refuse a request, its code first; nothing when it would not. */
export const queueRefusalOf = (operation: string, request: Request): string | undefined => checks[operation]?.(request);
