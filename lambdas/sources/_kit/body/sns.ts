import { type Fields, isFields } from '../../../domain/values/json-fields.ts';
import { wordTable } from '../../../domain/values/word-table.ts';

/** https://docs.aws.amazon.com/sns/latest/dg/sns-message-and-json-formats.html */
const types = ['Notification', 'SubscriptionConfirmation', 'UnsubscribeConfirmation'] as const;
type SnsType = (typeof types)[number];

/** What SNS posts to an HTTP endpoint, unless it is told to deliver raw messages. */
export interface SnsMessage {
  readonly type: SnsType;
  readonly topicArn: string;
  readonly message: string;
  readonly fields: Fields;
}

const textIn = (fields: Fields, name: string): string | undefined => {
  const value = fields[name];
  return typeof value === 'string' ? value : undefined;
};

/** The message in a parsed body; nothing when it is none. */
export function snsMessage(value: unknown): SnsMessage | undefined {
  if (!isFields(value)) return undefined;
  const type = types.find((name) => name === value['Type']);
  const [topicArn, message] = [textIn(value, 'TopicArn'), textIn(value, 'Message')];
  const isWhole = type !== undefined && topicArn !== undefined && message !== undefined && 'MessageId' in value;
  return isWhole ? { type, topicArn, message, fields: value } : undefined;
}

// https://docs.aws.amazon.com/sns/latest/dg/sns-verify-signature-of-message-verify-message-signature.html
const signedIn = {
  Notification: ['Message', 'MessageId', 'Subject', 'Timestamp', 'TopicArn', 'Type'],
  SubscriptionConfirmation: ['Message', 'MessageId', 'SubscribeURL', 'Timestamp', 'Token', 'TopicArn', 'Type'],
  UnsubscribeConfirmation: ['Message', 'MessageId', 'SubscribeURL', 'Timestamp', 'Token', 'TopicArn', 'Type'],
} as const satisfies Record<SnsType, readonly string[]>;

const hashes: Readonly<Record<string, 'sha1' | 'sha256'>> = wordTable({ '1': 'sha1', '2': 'sha256' });

/** What is signed, over which hash, and where the certificate is. */
export interface SnsSignature {
  readonly content: string;
  readonly hash: 'sha1' | 'sha256';
  readonly signature: string;
  readonly certificateUrl: string;
  readonly timestamp: string;
}

export function snsSignature({ type, fields }: SnsMessage): SnsSignature | undefined {
  const lines = signedIn[type].flatMap((name) => {
    const value = textIn(fields, name);
    return value === undefined ? [] : [`${name}\n${value}\n`];
  });
  const hash = hashes[textIn(fields, 'SignatureVersion') ?? ''];
  const [signature, certificateUrl, timestamp] = ['Signature', 'SigningCertURL', 'Timestamp'].map((name) =>
    textIn(fields, name),
  );
  if (hash === undefined || signature === undefined || certificateUrl === undefined || timestamp === undefined)
    return undefined;
  return { content: lines.join(''), hash, signature, certificateUrl, timestamp };
}

/** The one host that speaks for a topic: SNS in the topic's own region. */
function hostOf(topicArn: string): string {
  const [, partition = '', , region = ''] = topicArn.split(':');
  return `sns.${region}.amazonaws.com${partition === 'aws-cn' ? '.cn' : ''}`;
}

/** Whether a URL leads, over TLS, to the SNS of the topic's region and nowhere else. */
function isAtSns(url: URL, topicArn: string): boolean {
  const isPlain = url.port === '' && url.username === '' && url.password === '';
  return url.protocol === 'https:' && isPlain && url.hostname === hostOf(topicArn);
}

export function isCertificateUrl(text: string, topicArn: string): boolean {
  const url = URL.parse(text);
  return url !== null && isAtSns(url, topicArn) && /^\/SimpleNotificationService-[\w-]+\.pem$/.test(url.pathname);
}

/** Where a subscription is confirmed; nothing when that is not at SNS itself. */
export function subscribeUrl({ fields, topicArn }: SnsMessage): string | undefined {
  const url = URL.parse(textIn(fields, 'SubscribeURL') ?? '');
  const isRight = url !== null && isAtSns(url, topicArn) && url.searchParams.get('Action') === 'ConfirmSubscription';
  return isRight ? url.href : undefined;
}

/** What is kept of a confirmed subscription: not its token, which is a credential. */
export function confirmed({ type, topicArn, fields }: SnsMessage): Fields {
  const { MessageId, Timestamp } = fields;
  return { Type: type, MessageId, TopicArn: topicArn, Message: 'confirmed', Timestamp };
}

/** Whether somebody has yet to confirm it: what ingest has confirmed bears no token. */
export const isUnconfirmed = ({ fields }: SnsMessage): boolean => 'Token' in fields;
