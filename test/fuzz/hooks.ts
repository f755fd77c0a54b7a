import { createHmac, generateKeyPairSync, type KeyObject, sign } from 'node:crypto';
import { configOf } from '../../infra/load-config.ts';
import type { Config } from '../../lambdas/config/schema.ts';
import type { HookRequest } from '../../lambdas/engine/ingest/request.ts';
import type { Body } from './mutate.ts';
import { types } from './samples.ts';

const SECRET = 'zXq0-fuzz-secret-7Gm2';
const WRONG = '9bTe-other-secret-KQ41';
const TOPIC = 'arn:aws:sns:eu-west-1:123456789012:alerts';
const CERTIFICATE = 'https://sns.eu-west-1.amazonaws.com/SimpleNotificationService-fuzz.pem';

type Offer = Partial<Pick<HookRequest, 'headers' | 'pathToken' | 'body'>>;

/** One way to prove where a request comes from: as it stands in `tocsin.yaml`, and as a sender does it. */
interface Way {
  readonly auth: string;
  offer(body: Uint8Array, secret: string, at: string): Offer;
}

/** Whoever has the right secret has the right key too. */
const keys = { [SECRET]: rsaKeys(), [WRONG]: rsaKeys() };

function rsaKeys() {
  return generateKeyPairSync('rsa', { modulusLength: 1024 });
}

export const certificateKey = (): KeyObject => keys[SECRET].publicKey;

const base64 = (text: string): string => Buffer.from(text).toString('base64');
const seconds = (at: string): string => String(Math.floor(Date.parse(at) / 1000));

function standardSignature(body: Uint8Array, secret: string, at: string): Offer {
  const key = Buffer.from(secret, 'base64');
  const signature = createHmac('sha256', key)
    .update(`msg_1.${seconds(at)}.`)
    .update(body)
    .digest('base64');
  const headers = { 'webhook-id': 'msg_1', 'webhook-timestamp': seconds(at), 'webhook-signature': `v1,${signature}` };
  return { headers };
}

/** SNS carries text alone, in an envelope that it signs. */
function snsMessage(body: Uint8Array, secret: string, at: string): Offer {
  const message = {
    Type: 'Notification',
    MessageId: '1',
    TopicArn: TOPIC,
    Message: Buffer.from(body).toString(),
    Timestamp: at,
  };
  const names = ['Message', 'MessageId', 'Timestamp', 'TopicArn', 'Type'] as const;
  const content = names.map((name) => `${name}\n${message[name]}\n`).join('');
  const key = secret === SECRET ? keys[SECRET] : keys[WRONG];
  const Signature = sign('sha256', Buffer.from(content), key.privateKey).toString('base64');
  const signed = { ...message, SignatureVersion: '2', Signature, SigningCertURL: CERTIFICATE };
  return { body: Buffer.from(JSON.stringify(signed)) };
}

const ways: readonly [Way, ...Way[]] = [
  { auth: `{ bearer: "\${SECRET}" }`, offer: (_, secret) => ({ headers: { authorization: `Bearer ${secret}` } }) },
  {
    auth: `{ hmac: { scheme: github, secret: "\${SECRET}" } }`,
    offer: (body, secret) => ({
      headers: { 'x-hub-signature-256': `sha256=${createHmac('sha256', secret).update(body).digest('hex')}` },
    }),
  },
  {
    auth: `{ header: { name: X-Fuzz-Key, value: "\${SECRET}" } }`,
    offer: (_, secret) => ({ headers: { 'x-fuzz-key': secret } }),
  },
  { auth: `{ standardWebhooks: "\${STANDARD_SECRET}" }`, offer: standardSignature },
  {
    auth: `{ basic: { username: fuzz, password: "\${SECRET}" } }`,
    offer: (_, secret) => ({ headers: { authorization: `Basic ${base64(`fuzz:${secret}`)}` } }),
  },
  { auth: `{ token: "\${SECRET}" }`, offer: (_, secret) => ({ pathToken: secret }) },
  { auth: `{ sns: { topicArns: ["${TOPIC}"] } }`, offer: snsMessage },
];

const wayOf = (type: string): Way => ways[types.indexOf(type) % ways.length] ?? ways[0];

/** Its secrets, as the secret store has them. */
export const secrets = { SECRET, STANDARD_SECRET: `whsec_${Buffer.from(SECRET, 'base64').toString('base64')}` };

const yaml = `version: 1
sources:
${types.map((type) => `  ${type}: { type: ${type}, auth: ${wayOf(type).auth}, testPayload: ${types.indexOf(type) % 2 === 0 ? 'record' : 'deliver'} }`).join('\n')}
destinations:
  one: { type: webhook, url: "https://one.example.test/hook", format: alert }
  batches: { type: splunk, url: "https://batches.example.test", token: "\${SECRET}", format: raw }
routes:
  - to: [one]
  - { match: { severity: [">=low"] }, where: "$length(title) > 10 and $not($contains(type, 'x'))", to: [batches] }
`;

export const config: Config = configOf(yaml, 'fuzz.yaml', false);

/** The body as its sender posts it, with the credential that it has. */
export function requestOf({ type, method, headers, query, bytes, isProven }: Body, at: string): HookRequest {
  const offer = wayOf(type).offer(bytes, isProven ? SECRET : WRONG, at);
  return {
    method,
    source: type,
    pathToken: offer.pathToken,
    headers: { ...headers, ...offer.headers },
    query,
    body: offer.body ?? bytes,
    address: '192.0.2.7',
  };
}
