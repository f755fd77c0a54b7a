import { createSign } from 'node:crypto';
import { generate } from 'selfsigned';
import { beforeAll, describe, expect, it } from 'vitest';
import { createCertificates } from '../../../lambdas/engine/ingest/sns.ts';
import { AT, shifted, sourceOf, world } from './world.ts';

const TOPIC = 'arn:aws:sns:eu-west-1:111122223333:security-alerts';
const CERTIFICATE = 'https://sns.eu-west-1.amazonaws.com/SimpleNotificationService-0123abcd.pem';
const CONFIRM = `https://sns.eu-west-1.amazonaws.com/?Action=ConfirmSubscription&TopicArn=${TOPIC}&Token=t0ken`;

let pem: { readonly private: string; readonly cert: string };
let otherPem: typeof pem;
beforeAll(async () => {
  [pem, otherPem] = await Promise.all([generate(), generate()]);
});

type Message = Record<string, string>;

const signedNames: Readonly<Record<string, readonly string[]>> = {
  Notification: ['Message', 'MessageId', 'Subject', 'Timestamp', 'TopicArn', 'Type'],
};
const confirmationNames = ['Message', 'MessageId', 'SubscribeURL', 'Timestamp', 'Token', 'TopicArn', 'Type'];

/** The message as SNS signs it. */
function sign(message: Message, key = pem.private): Message {
  const names = signedNames[message['Type'] ?? ''] ?? confirmationNames;
  const content = names
    .flatMap((name) => (message[name] === undefined ? [] : [`${name}\n${message[name]}\n`]))
    .join('');
  const algorithm = message['SignatureVersion'] === '1' ? 'RSA-SHA1' : 'RSA-SHA256';
  return { ...message, Signature: createSign(algorithm).update(content).sign(key, 'base64') };
}

const notification: Message = {
  Type: 'Notification',
  MessageId: '22b80b92-fdea-4c2c-8f9d-bdfb0c7bf324',
  TopicArn: TOPIC,
  Subject: 'GuardDuty',
  Message: '{"detail-type":"GuardDuty Finding"}',
  Timestamp: AT,
  SignatureVersion: '2',
  SigningCertURL: CERTIFICATE,
  UnsubscribeURL: 'https://sns.eu-west-1.amazonaws.com/?Action=Unsubscribe',
};
const confirmation: Message = {
  Type: 'SubscriptionConfirmation',
  MessageId: '165545c9-2a5c-472c-8df2-7ff2be2b3b1b',
  Token: 't0ken',
  TopicArn: TOPIC,
  Message: 'You have chosen to subscribe to the topic.',
  SubscribeURL: CONFIRM,
  Timestamp: AT,
  SignatureVersion: '2',
  SigningCertURL: CERTIFICATE,
};

const source = sourceOf(`auth: { sns: { topicArns: ["${TOPIC}"] } }`);
const open = (network: Readonly<Record<string, string>> = { [CERTIFICATE]: pem.cert }) => world(source, network);
const request = (message: Message) => ({
  headers: { 'content-type': 'text/plain; charset=UTF-8', 'x-amz-sns-message-type': message['Type'] ?? '' },
  body: Buffer.from(JSON.stringify(message)),
});

describe('a message of SNS', () => {
  it.each(['1', '2'])('is authentic by its signature of version %s', async (SignatureVersion) => {
    const here = open();
    expect((await here.post(request(sign({ ...notification, SignatureVersion })))).outcome).toBe('accepted');
  });

  it('has no subject when it was sent without one', async () => {
    const { Subject: _, ...message } = notification;
    expect((await open().post(request(sign(message)))).outcome).toBe('accepted');
  });

  it('is read with a certificate that is fetched once', async () => {
    const here = open();
    for (const MessageId of ['1', '2', '3']) await here.post(request(sign({ ...notification, MessageId })));
    expect(here.sent).toHaveLength(3);
    expect(here.fetched).toEqual([CERTIFICATE]);
  });

  it('is asked for again when the certificate cannot be had, and that is not kept', async () => {
    const network: Record<string, string> = {};
    const here = open(network);
    const { answer } = await here.post(request(sign(notification)));
    expect(answer).toMatchObject({ statusCode: 503, headers: { 'retry-after': '20' } });
    network[CERTIFICATE] = 'this is no certificate';
    expect((await here.post(request(sign(notification)))).outcome).toBe('unverified');
    network[CERTIFICATE] = pem.cert;
    expect((await here.post(request(sign(notification)))).outcome).toBe('accepted');
  });

  it.each(['Message', 'MessageId', 'Subject', 'Timestamp'])('is refused when its %s was changed', async (name) => {
    const message = sign(notification);
    const { outcome } = await open().post(request({ ...message, [name]: `${message[name]} ` }));
    expect(outcome).toBe('credential');
  });

  it('is refused with the signature of another', async () => {
    expect((await open().post(request(sign(notification, otherPem.private)))).outcome).toBe('credential');
  });

  it.each(['Signature', 'SignatureVersion', 'SigningCertURL', 'Timestamp', 'TopicArn', 'Type', 'Message', 'MessageId'])(
    'is refused without %s',
    async (name) => {
      const { [name]: _, ...message } = sign(notification);
      expect((await open().post(request(message))).outcome).toBe('credential');
    },
  );

  it('is refused of a topic that nobody named, before anything is fetched', async () => {
    const here = open();
    const message = sign({ ...notification, TopicArn: 'arn:aws:sns:eu-west-1:999999999999:security-alerts' });
    expect((await here.post(request(message))).outcome).toBe('credential');
    expect(here.fetched).toEqual([]);
  });

  it.each([
    'http://sns.eu-west-1.amazonaws.com/SimpleNotificationService-1.pem',
    'https://sns.us-east-1.amazonaws.com/SimpleNotificationService-1.pem',
    'https://sns.eu-west-1.amazonaws.com.evil.test/SimpleNotificationService-1.pem',
    'https://evil.test/sns.eu-west-1.amazonaws.com/SimpleNotificationService-1.pem',
    'https://sns.eu-west-1.amazonaws.com@evil.test/SimpleNotificationService-1.pem',
    'https://sns.eu-west-1.amazonaws.com:8443/SimpleNotificationService-1.pem',
    'https://sns.eu-west-1.amazonaws.com/bucket/SimpleNotificationService-1.pem',
    'https://s3.eu-west-1.amazonaws.com/SimpleNotificationService-1.pem',
    'https://169.254.169.254/SimpleNotificationService-1.pem',
    'file:///SimpleNotificationService-1.pem',
    'not a URL',
  ])('is refused with a certificate at %s, which is not fetched', async (SigningCertURL) => {
    const here = open({ [SigningCertURL]: pem.cert });
    expect((await here.post(request(sign({ ...notification, SigningCertURL })))).outcome).toBe('credential');
    expect(here.fetched).toEqual([]);
  });

  it('is taken for as long as SNS tries, and no longer', async () => {
    const message = request(sign(notification));
    expect((await open().post(message, shifted(3_600))).outcome).toBe('accepted');
    expect((await open().post(message, shifted(4_000))).outcome).toBe('stale');
    expect((await open().post(message, shifted(-4_000))).outcome).toBe('stale');
  });

  it('in China comes from the SNS of China', async () => {
    const topic = 'arn:aws-cn:sns:cn-north-1:111122223333:alerts';
    const SigningCertURL = 'https://sns.cn-north-1.amazonaws.com.cn/SimpleNotificationService-1.pem';
    const here = world(sourceOf(`auth: { sns: { topicArns: ["${topic}"] } }`), { [SigningCertURL]: pem.cert });
    const message = sign({ ...notification, TopicArn: topic, SigningCertURL });
    expect((await here.post(request(message))).outcome).toBe('accepted');
  });
});

describe('certificates', () => {
  it('are fetched once for all who wait for them, and few at a time', async () => {
    const waiting: ((text: string | undefined) => void)[] = [];
    const certificates = createCertificates(() => new Promise((resolve) => waiting.push(resolve)));
    const first = [certificates('a'), certificates('a'), ...['b', 'c', 'd'].map(certificates)];
    expect(await certificates('e'), 'a fifth at the same time').toBeUndefined();
    expect(waiting).toHaveLength(4);
    for (const resolve of waiting) resolve(pem.cert);
    expect(await Promise.all(first)).not.toContain(undefined);
    const later = certificates('e');
    waiting.at(-1)?.(pem.cert);
    expect(await later).toBeDefined();
  });
});

describe('a subscription', () => {
  it('is confirmed at SNS, answered 200, and recorded without its token', async () => {
    const here = open({ [CERTIFICATE]: pem.cert, [new URL(CONFIRM).href]: '<ok/>' });
    const { outcome, answer } = await here.post(request(sign(confirmation)));
    expect([outcome, answer.statusCode]).toEqual(['accepted', 200]);
    expect(here.fetched).toEqual([CERTIFICATE, new URL(CONFIRM).href]);
    expect(here.bodies()[0]).toContain('"Type":"SubscriptionConfirmation"');
    expect(here.bodies()[0]).not.toMatch(/t0ken|SubscribeURL/);
  });

  it('is asked for again when SNS does not answer', async () => {
    const here = open();
    expect((await here.post(request(sign(confirmation)))).answer.statusCode).toBe(503);
    expect(here.sent).toEqual([]);
  });

  it('is not confirmed when the request is not authentic', async () => {
    const here = open({ [CERTIFICATE]: pem.cert, [new URL(CONFIRM).href]: '<ok/>' });
    expect((await here.post(request(sign(confirmation, otherPem.private)))).outcome).toBe('credential');
    expect(here.fetched).toEqual([CERTIFICATE]);
  });

  it.each([
    'https://evil.test/?Action=ConfirmSubscription',
    'https://sns.us-east-1.amazonaws.com/?Action=ConfirmSubscription',
    'http://sns.eu-west-1.amazonaws.com/?Action=ConfirmSubscription',
    'https://sns.eu-west-1.amazonaws.com/?Action=Publish',
    '',
  ])('is never confirmed at %s', async (SubscribeURL) => {
    const here = open({ [CERTIFICATE]: pem.cert, [SubscribeURL]: '<ok/>' });
    expect((await here.post(request(sign({ ...confirmation, SubscribeURL })))).answer.statusCode).toBe(503);
    expect(here.fetched).toEqual([CERTIFICATE]);
    expect(here.sent).toEqual([]);
  });
});
