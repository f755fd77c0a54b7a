import { AWS_ACCOUNT, AWS_REGION, sandboxSigner, signatureError } from '../_kit/aws-signature.ts';
import { parseJson } from '../_kit/json.ts';
import { type Answer, accept, alertIdsIn, line, type Receiver, refuse, type Verdict } from '../_kit/receiver.ts';

export const SNS_PREFIX = '/sns';
export const SNS_TOPIC = `arn:aws:sns:${AWS_REGION}:${AWS_ACCOUNT}:alerts.fifo`;

// https://docs.aws.amazon.com/sns/latest/api/API_Publish.html
const BYTES_MAX = 262_144;
const SUBJECT_MAX = 100;
const DEDUPLICATED_MS = 5 * 60_000;

const xml = (status: number, body: string): Answer => ({ status, headers: { 'content-type': 'text/xml' }, body });
const error = (status: number, code: string, message: string): Answer =>
  xml(
    status,
    `<ErrorResponse xmlns="http://sns.amazonaws.com/doc/2010-03-31/"><Error><Type>Sender</Type><Code>${code}</Code><Message>${message}</Message></Error><RequestId>0</RequestId></ErrorResponse>`,
  );
const no = (status: number, code: string, message: string): Verdict =>
  refuse('Publish', error(status, code, message), message);

const published = (n: number): Answer =>
  xml(
    200,
    `<PublishResponse xmlns="http://sns.amazonaws.com/doc/2010-03-31/"><PublishResult><MessageId>00000000-0000-4000-8000-${String(n).padStart(12, '0')}</MessageId></PublishResult></PublishResponse>`,
  );

interface Attributes {
  readonly [name: string]: string;
}

function attributesOf(fields: URLSearchParams): Attributes {
  const entry = (i: number) => `MessageAttributes.entry.${i}`;
  const numbers = [...fields.keys()].flatMap((key) => /^MessageAttributes\.entry\.(\d+)\.Name$/.exec(key)?.[1] ?? []);
  return Object.fromEntries(
    numbers.map((n) => [
      fields.get(`${entry(Number(n))}.Name`) ?? '',
      fields.get(`${entry(Number(n))}.Value.StringValue`) ?? '',
    ]),
  );
}

function fieldProblem(fields: URLSearchParams, attributes: Attributes): string | undefined {
  const message = fields.get('Message') ?? '';
  const subject = fields.get('Subject');
  const texts = Object.entries(attributes).flat();
  const bytes = [message, ...texts].reduce((sum, text) => sum + Buffer.byteLength(text), 0);
  if (message === '') return 'Empty message';
  if (bytes > BYTES_MAX) return 'Message too long';
  if (subject !== null && (subject.length >= SUBJECT_MAX || !/^[\x21-\x7e][\x20-\x7e]*$/.test(subject)))
    return 'Invalid parameter: Subject';
  if (texts.some((text) => text === '')) return 'Invalid parameter: MessageAttributes';
  return fields.get('MessageGroupId') === null ? 'The MessageGroupId parameter is required for FIFO topics' : undefined;
}

function refusal(fields: URLSearchParams): Verdict | undefined {
  if (fields.get('Action') !== 'Publish') return no(400, 'InvalidAction', 'no such action');
  if (fields.get('TopicArn') !== SNS_TOPIC) return no(404, 'NotFound', 'Topic does not exist');
  const problem = fieldProblem(fields, attributesOf(fields));
  return problem === undefined ? undefined : no(400, 'InvalidParameter', problem);
}

function messageOf(fields: URLSearchParams) {
  const text = fields.get('Message') ?? '';
  return {
    Subject: fields.get('Subject') ?? '',
    MessageAttributes: attributesOf(fields),
    Message: parseJson(text)?.value ?? text,
  };
}

/** Publish of Amazon SNS to one FIFO topic, which drops for five minutes what has the same id. */
export function sns(): Receiver {
  const seen = new Map<string, number>();

  function publish(fields: URLSearchParams, now: number): Verdict {
    const id = fields.get('MessageDeduplicationId') ?? '';
    const isKnown = now - (seen.get(id) ?? Number.NEGATIVE_INFINITY) < DEDUPLICATED_MS;
    if (!isKnown) seen.set(id, now);
    const body = messageOf(fields);
    const item = { summary: line(body.Subject), body, alertIds: alertIdsIn(body), arrived: !isKnown };
    return accept(isKnown ? 'repeat dropped' : 'message', published(seen.size), item);
  }

  return {
    handle(request) {
      const wrong = signatureError(request, sandboxSigner('sns'), ['', SNS_PREFIX]);
      if (wrong !== undefined) return no(403, wrong.replace(/Exception$/, ''), `signature: ${wrong}`);
      const fields = new URLSearchParams(request.text);
      return refusal(fields) ?? publish(fields, request.at);
    },
    expired: () => error(403, 'ExpiredToken', 'The security token included in the request is expired'),
  };
}
