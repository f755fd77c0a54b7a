import type { Detection } from '../../../domain/detection.ts';
import { type Fields, textOf } from '../../../domain/values/json-fields.ts';
import { isUnconfirmed, type SnsMessage, snsMessage } from './sns.ts';

/** What is inside of what came: a text to be read anew, a message of the transport itself, or the payload as it is. */
export type Unwrapped =
  | { readonly kind: 'text'; readonly text: string; readonly envelope: Fields }
  | { readonly kind: 'ignored'; readonly reason: string }
  | { readonly kind: 'told'; readonly detection: Detection }
  | { readonly kind: 'payload' };

/** Who has this URL can end the subscription: it is a credential, and the signature says nothing any more. */
const withoutSecrets = (fields: Fields): Fields => {
  const { Message: _, UnsubscribeURL: __, Signature: ___, SigningCertURL: ____, ...rest } = fields;
  return rest;
};

/** A subscription that has ended is a sender that will not be heard. */
function subscriptionGap({ topicArn, type, fields }: SnsMessage): Detection {
  return {
    kind: 'gap',
    identity: ['sns', type, topicArn, textOf(fields['MessageId']) ?? ''],
    problem: ['sns', type, topicArn],
    type: 'sns-unsubscribed',
    title: `SNS topic ${topicArn} is no longer subscribed`,
    description:
      'The subscription was ended: alerts of this topic no longer arrive. Subscribe again if that was not meant.',
    severity: 'medium',
    state: 'open',
    action: 'unknown',
    target: { kind: 'topic' },
    cloud: { provider: 'AWS', resource: { uid: topicArn, type: 'AWS::SNS::Topic' } },
    attack: [],
    evidence: [],
    labels: {},
    facts: {},
    record: { Type: type, TopicArn: topicArn },
    ...(typeof fields['Timestamp'] === 'string' ? { occurredAt: fields['Timestamp'] } : {}),
  };
}

/** Takes an SNS message out of its envelope; what is in none stays as it is. */
export function unwrap(value: unknown): Unwrapped {
  const message = snsMessage(value);
  if (message === undefined) return { kind: 'payload' };
  if (message.type === 'Notification')
    return { kind: 'text', text: message.message, envelope: withoutSecrets(message.fields) };
  // Only a source with "auth: { sns: … }" that names the topic confirms; of any other it is recorded that SNS asked.
  if (message.type === 'SubscriptionConfirmation')
    return { kind: 'ignored', reason: isUnconfirmed(message) ? 'subscription-unconfirmed' : 'subscription' };
  return { kind: 'told', detection: subscriptionGap(message) };
}
