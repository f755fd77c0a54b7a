import { createHmac, generateKeyPairSync, sign } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import { generate } from 'selfsigned';
import type { Auth } from '../../lambdas/config/auth-schema.ts';
import type { SourceConfig } from '../../lambdas/config/schema.ts';
import { type SignatureForm, signatureSchemes } from '../../lambdas/config/signature-schemes.ts';
import { createLimit } from '../../lambdas/engine/ingest/limit.ts';
import { type Ports, receive } from '../../lambdas/engine/ingest/receive.ts';
import type { HookRequest } from '../../lambdas/engine/ingest/request.ts';
import { createCertificates } from '../../lambdas/engine/ingest/sns.ts';
import { parsePayload } from '../../lambdas/sources/_kit/body/payload.ts';
import { encodeWebhook, INLINE_BYTES } from '../../lambdas/store/sqs/codec.ts';
import { bodyOf } from '../conformance/source-cases.ts';
import { median } from './cold-start.ts';

export interface Cost {
  readonly what: string;
  readonly ms: number;
}

const KEY = 'bench-secret-of-32-characters-0123';
const NOW = new Date().toISOString();
const seconds = `${Math.floor(Date.parse(NOW) / 1000)}`;
const TOPIC = 'arn:aws:sns:eu-west-1:111122223333:bench';
const CERTIFICATE = 'https://sns.eu-west-1.amazonaws.com/SimpleNotificationService-1.pem';

const text = JSON.stringify(JSON.parse(bodyOf('akto', 'activity-export-batch').toString('utf8')));

const signature = (content: string | Buffer, encoding: 'hex' | 'base64'): string =>
  createHmac('sha256', KEY).update(content).digest(encoding);

interface Case {
  readonly what: string;
  readonly auth: Auth;
  readonly request: Partial<HookRequest>;
  readonly allowFrom?: readonly string[];
  readonly perMinute?: number;
}

const bearer: Case = {
  what: 'bearer',
  auth: { scheme: 'bearer', secrets: [KEY] },
  request: { headers: { authorization: `Bearer ${KEY}` } },
};

const hmac = (what: string, forms: readonly SignatureForm[], headers: Record<string, string>): Case => ({
  what,
  auth: { scheme: 'hmac', forms, secrets: [KEY], toleranceSeconds: 300 },
  request: { headers },
});

function standard(what: string, secret: string, of: (content: string) => string): Case {
  const headers = {
    'webhook-id': 'msg',
    'webhook-timestamp': seconds,
    'webhook-signature': of(`msg.${seconds}.${text}`),
  };
  return { what, auth: { scheme: 'standardWebhooks', secrets: [secret] }, request: { headers } };
}

function snsCase(privateKey: string): Case {
  const message = { Message: text, MessageId: '1', Timestamp: NOW, TopicArn: TOPIC, Type: 'Notification' };
  const content = Object.entries(message)
    .map(([name, value]) => `${name}\n${value}\n`)
    .join('');
  const Signature = sign('sha256', Buffer.from(content), privateKey).toString('base64');
  const body = Buffer.from(
    JSON.stringify({ ...message, SignatureVersion: '2', Signature, SigningCertURL: CERTIFICATE }),
  );
  const auth: Auth = { scheme: 'sns', topicArns: [TOPIC], toleranceSeconds: 300 };
  return { what: 'sns (RSA, certificate kept)', auth, request: { body } };
}

function credentials(privateKey: string): Case[] {
  const { github, grafana, crowdstrike } = signatureSchemes;
  const [grafanaForm] = grafana.forms;
  const timed = { ...grafanaForm, content: grafana.timestampedContent, timestampHeader: 'x-time' };
  const ed25519 = generateKeyPairSync('ed25519');
  const whpk = ed25519.publicKey.export({ format: 'der', type: 'spki' }).subarray(12).toString('base64');
  const whsec = Buffer.from(KEY).toString('base64');
  return [
    { what: 'none', auth: { scheme: 'none' }, request: {} },
    {
      what: 'header',
      auth: { scheme: 'header', name: 'x-key', secrets: [KEY] },
      request: { headers: { 'x-key': KEY } },
    },
    {
      what: 'basic',
      auth: { scheme: 'basic', username: 'u', secrets: [KEY] },
      request: { headers: { authorization: `Basic ${Buffer.from(`u:${KEY}`).toString('base64')}` } },
    },
    { what: 'token', auth: { scheme: 'token', secrets: [KEY] }, request: { pathToken: KEY } },
    { ...bearer, what: 'bearer, two secrets', auth: { scheme: 'bearer', secrets: ['other', KEY] } },
    { ...bearer, what: 'bearer, allowFrom, limit', allowFrom: ['198.51.100.0/24'], perMinute: 1e9 },
    hmac('hmac github', github.forms, { 'x-hub-signature-256': `sha256=${signature(text, 'hex')}` }),
    hmac('hmac grafana with time', [timed], {
      'x-time': seconds,
      'x-grafana-alerting-signature': signature(`${seconds}:${text}`, 'hex'),
    }),
    hmac('hmac crowdstrike (two forms)', crowdstrike.forms, {
      'x-cs-delivery-timestamp': seconds,
      'x-cs-primary-signature': signature(`${text}${seconds}`, 'base64'),
    }),
    standard('standard webhooks, HMAC', `whsec_${whsec}`, (content) => `v1,${signature(content, 'base64')}`),
    standard(
      'standard webhooks, ed25519',
      `whpk_${whpk}`,
      (content) => `v1a,${sign(null, Buffer.from(content), ed25519.privateKey).toString('base64')}`,
    ),
    snsCase(privateKey),
  ];
}

const gzip = gzipSync(text);
const encoded = { 'content-encoding': 'gzip' };

const bodies: readonly Case[] = [
  { ...bearer, what: 'gzip', request: { headers: { ...bearer.request.headers, ...encoded }, body: gzip } },
  {
    ...hmac('gzip, signed before', signatureSchemes.github.forms, {}),
    request: { headers: { ...encoded, 'x-hub-signature-256': `sha256=${signature(text, 'hex')}` }, body: gzip },
  },
  {
    ...bearer,
    what: 'GET with a query',
    request: { ...bearer.request, method: 'GET', body: Buffer.alloc(0), query: { Action: 'Block', Severity: '5' } },
  },
];

/** One request through ingest, without the queue: what is measured is what ingest itself does. */
function callOf({ auth, request, allowFrom, perMinute }: Case, pem: string): () => Promise<unknown> {
  const source: SourceConfig = {
    type: 'akto',
    auth,
    successStatus: 202,
    ...(allowFrom === undefined ? {} : { allowFrom }),
    ...(perMinute === undefined ? {} : { perMinute }),
  };
  const fetch = async () => pem;
  const ports: Ports = {
    sources: async () => ({ bench: source }),
    send: async (message) => void encodeWebhook(message),
    inlineBytes: INLINE_BYTES,
    store: async () => undefined,
    newId: () => 'wh',
    limit: createLimit(),
    certificates: createCertificates(fetch),
    fetch,
  };
  const whole: HookRequest = {
    method: 'POST',
    source: 'bench',
    pathToken: undefined,
    headers: {},
    query: {},
    body: Buffer.from(text),
    address: '198.51.100.7',
    ...request,
  };
  return async () => {
    const { outcome } = await receive(whole, NOW, ports);
    if (outcome !== 'accepted') throw new Error(`${outcome}`);
  };
}

const lines = (JSON.parse(text) as unknown[]).map((one) => JSON.stringify(one));
const quoted = text.replace(/"(\w+)":/g, "'$1':");

/** Bodies as route parses them. */
const texts: readonly (readonly [what: string, body: string, type: string])[] = [
  ['JSON', text, 'application/json'],
  ['JSON with integers beyond 2^53', text.replaceAll(/:(\d{10})\b/g, ':$1829165123'), 'application/json'],
  ['JSON with a name twice', text.replace('{', '{"id":"x","id":"y",'), 'application/json'],
  ['newline-delimited JSON', lines.join('\n'), 'application/x-ndjson'],
  ['newline-delimited, one line broken', [...lines, 'not json'].join('\n'), 'application/x-ndjson'],
  ['form with a payload', `payload=${encodeURIComponent(text)}`, 'application/x-www-form-urlencoded'],
  ['JSON to be repaired', quoted, 'application/json'],
  ['text', text.replaceAll(/[[{]/g, ' '), 'text/plain'],
];

const WARM_UP = 4;

async function measure(calls: readonly (readonly [string, () => unknown])[], rounds: number, count: number) {
  const times = new Map<string, number[]>();
  for (let round = 0; round < rounds + WARM_UP; round += 1) {
    for (const [what, call] of calls) {
      const before = process.cpuUsage();
      for (let i = 0; i < count; i += 1) await call();
      const { user, system } = process.cpuUsage(before);
      // The first rounds warm up and are not counted.
      if (round >= WARM_UP) times.set(what, [...(times.get(what) ?? []), (user + system) / 1000 / count]);
    }
  }
  return [...times].map(([what, ms]): Cost => ({ what, ms: median(ms) }));
}

/** CPU of ingest by credential and encoding; the first is a plain bearer JSON post, which the others are held against. */
export async function intakeCpu(rounds: number): Promise<Cost[]> {
  const { private: privateKey, cert } = await generate();
  const cases = [bearer, ...credentials(privateKey), ...bodies];
  return measure(
    cases.map((one) => [one.what, callOf(one, cert)]),
    rounds,
    400,
  );
}

/** CPU of reading a body by its form; the first is plain JSON. */
export const readingCpu = (rounds: number): Promise<Cost[]> =>
  measure(
    texts.map(([what, body, type]) => [what, () => parsePayload(Buffer.from(body), type)] as const),
    rounds,
    400,
  );
