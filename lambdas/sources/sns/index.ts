import type { Later } from '../../domain/values/deferred.ts';
import { defined, type Fields, isFields, textOf } from '../../domain/values/json-fields.ts';
import { toTime } from '../../domain/values/time.ts';
import { awsConsoles } from '../_kit/aws-console.ts';
import { jsonIn } from '../_kit/body/payload.ts';
import { defineSource, type Reading, type Received } from '../_kit/define-source.ts';
import { bare } from '../_kit/envelope.ts';
import { attributesAs } from '../_kit/formats/event-envelope.ts';
import type { Known } from '../_kit/formats/generic/generic.ts';
import { readAnything } from '../_kit/formats/reading.ts';

/** What the message of a topic says about itself: in its envelope, or in the headers of a raw delivery. */
const knownOf = (envelope: Fields, { headers }: Received): Known => {
  const id = textOf(envelope['MessageId']) ?? headers['x-amz-sns-message-id'];
  const topic = textOf(envelope['TopicArn']) ?? headers['x-amz-sns-topic-arn'];
  return defined({
    identity: id === undefined ? undefined : ['sns', topic ?? '', id],
    problem: ['sns', topic ?? ''],
    sentAt: toTime(envelope['Timestamp']),
  });
};

/** What S3, Auto Scaling and SES send when they are told to notify a topic. */
const isGreeting = (payload: unknown): boolean =>
  isFields(payload) &&
  (['s3:TestEvent', 'autoscaling:TEST_NOTIFICATION'].includes(textOf(payload['Event']) ?? '') ||
    payload['notificationType'] === 'AmazonSnsSubscriptionSucceeded');

const subjectOf = (envelope: Fields): string | undefined => textOf(envelope['Subject']);

/** A message that is no longer in its envelope, or never was. */
function readMessage(payload: unknown, received: Received): Later<Reading> {
  if (isGreeting(payload)) return { kind: 'ignored', reason: 'test' };
  const envelope = received.envelope ?? {};
  const subject = subjectOf(envelope);
  const around = { ...bare, facts: defined({ Subject: subject }) };
  return readAnything(payload, received, { around, known: knownOf(envelope, received), subject });
}

function readNotification(fields: Fields, received: Received): Later<Reading> {
  const { Message, ...envelope } = fields;
  const inner = jsonIn(Message) ?? Message;
  if (isGreeting(inner)) return { kind: 'ignored', reason: 'test' };
  const rewrap = (it: unknown) => ({ ...envelope, Message: typeof it === 'string' ? it : JSON.stringify(it) });
  // Under names of their own: `Type` and `Signature` say nothing of what happened.
  const { Subject, Timestamp, ...rest } = envelope;
  const facts = { ...attributesAs('sns-', rest), ...attributesAs('', { Subject, Timestamp }) };
  const around = { facts, wrap: rewrap };
  return readAnything(inner, received, { around, known: knownOf(envelope, received), subject: subjectOf(envelope) });
}

/** Amazon SNS: whatever is published to a topic. */
export const sns = defineSource({
  vendor: 'AWS',
  product: 'SNS',
  docs: 'https://docs.aws.amazon.com/sns/latest/dg/sns-message-and-json-formats.html',
  about: {
    name: 'Amazon SNS, any topic',
    setup: [
      'Name the topic in tocsin.yaml under `auth: { sns: { topicArns: [ … ] } }` and deploy: only its signed messages are accepted.',
      'In the SNS console, open the topic and choose "Create subscription" with the protocol HTTPS and the endpoint {url}. Leave "Enable raw message delivery" off: raw messages carry no signature.',
      'The subscription is confirmed by itself within seconds; reload the page to see the status "Confirmed".',
      'Choose a delivery policy with more than three retries under "Delivery policy (HTTP/S)".',
    ],
    auth: '{ sns: { topicArns: ["arn:aws:sns:eu-central-1:123456789012:security-alerts"] } }',
    arrives:
      'One message a request: CloudWatch alarms, GuardDuty and Security Hub findings, EventBridge events, JSON of any shape, or plain text.',
    becomes:
      'CloudWatch alarms: an alert of class operational, unless its name says otherwise, that is resolved when the alarm is OK. GuardDuty, Security Hub and OCSF findings: as from a source of their own. ' +
      'Other JSON: by the names of its fields. Plain text: its subject or first line is the title. SNS’s message id names the occurrence of what has no id of its own.',
    notes: [
      'By default SNS tries again three times, 20 seconds apart, and then drops the message: set a delivery policy and a dead-letter queue on the subscription.',
      'When the subscription ends, an alert of kind gap says so.',
    ],
  },
  consoles: awsConsoles,
  read(payload, received) {
    if (!isFields(payload)) return readMessage(payload, received);
    const type = textOf(payload['Type']) ?? '';
    if (/^(?:Subscription|Unsubscribe)Confirmation$/.test(type)) return { kind: 'ignored', reason: 'handshake' };
    return type === 'Notification' && 'Message' in payload
      ? readNotification(payload, received)
      : readMessage(payload, received);
  },
});
