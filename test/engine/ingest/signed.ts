import { createHmac, generateKeyPairSync, sign } from 'node:crypto';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { AT, AT_SECONDS, sourceOf, world } from './world.ts';

const folder = path.join(import.meta.dirname, '../../fixtures/signing');
const read = (file: string): Buffer => readFileSync(path.join(folder, file));

interface Vector {
  readonly scheme: string;
  readonly file: string;
  readonly secret: string;
  readonly headers: Readonly<Record<string, string>>;
}
const { vectors } = JSON.parse(read('vectors.json').toString('utf8')) as { vectors: readonly Vector[] };

const hmac = (scheme: string) => (secret: string) => `hmac: { scheme: ${scheme}, secret: "${secret}" }`;

/** How each vector's scheme is written in tocsin.yaml. */
const settings: Readonly<Record<string, (secret: string) => string>> = {
  github: hmac('github'),
  snyk: hmac('snyk'),
  'pagerduty-v3': hmac('pagerduty'),
  grafana: hmac('grafana'),
  'grafana-timestamped': (secret) =>
    `hmac: { scheme: grafana, timestampHeader: X-Grafana-Alerting-Timestamp, secret: "${secret}" }`,
  'standard-webhooks': (secret) => `standardWebhooks: "${secret}"`,
  'fastly-sigsci': hmac('fastly'),
};

/** A request that was signed, and the source that it proves to come from. */
export interface Signed {
  readonly name: string;
  readonly setting: (secret: string) => string;
  readonly secret: string;
  readonly wrong: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
  readonly isTimed: boolean;
}

const lower = (headers: Readonly<Record<string, string>>): Record<string, string> =>
  Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));

export const isTime = (name: string): boolean => name.endsWith('timestamp');

const fromVectors = vectors.map(({ scheme, file, secret, headers }): Signed => {
  const wrong = scheme === 'standard-webhooks' ? 'whsec_b3RoZXItb3RoZXItb3RoZXItb3RoZXI=' : 'another-secret';
  const setting = settings[scheme] ?? hmac(scheme);
  const isTimed = Object.keys(lower(headers)).some(isTime);
  return { name: scheme, setting, secret, wrong, headers: lower(headers), body: read(file), isTimed };
});

export const KEY = 'test-secret-do-not-use-0123456789abcdef';
const body = Buffer.from('{"composite_id":"a:ind:b:1","severity":70}');
export const digest = (hash: string, content: string, encoding: 'hex' | 'base64', key: string | Buffer = KEY) =>
  createHmac(hash, key).update(content).digest(encoding);

const crowdstrike = (encoding: 'hex' | 'base64', timestamp: string, content: string): Signed => ({
  name: `crowdstrike, ${encoding}`,
  setting: hmac('crowdstrike'),
  secret: KEY,
  wrong: 'another-secret',
  headers: {
    'x-cs-primary-signature': digest('sha256', content, encoding),
    'x-cs-delivery-timestamp': timestamp,
    'x-cs-signature-algorithm': 'HmacSHA256',
  },
  body,
  isTimed: true,
});
const rfc3339 = AT.replace('.000', '');

const { publicKey, privateKey } = generateKeyPairSync('ed25519');
const whpk = (key: typeof publicKey) =>
  `whpk_${key.export({ format: 'der', type: 'spki' }).subarray(12).toString('base64')}`;
const content = `msg_1.${AT_SECONDS}.${body.toString('utf8')}`;

export const signed: readonly Signed[] = [
  ...fromVectors,
  crowdstrike('base64', rfc3339, `${body.toString('utf8')}${rfc3339}`),
  crowdstrike('hex', `${AT_SECONDS}`, `${AT_SECONDS}${body.toString('utf8')}`),
  {
    name: 'a sender in a way of its own',
    setting: (secret) =>
      `hmac: { header: X-Sig, hash: sha512, encoding: base64, prefix: "v0=", separator: ";", content: "{x-id}.{timestamp}.{body}", timestampHeader: X-Time-Timestamp, secret: "${secret}" }`,
    secret: KEY,
    wrong: 'another-secret',
    headers: {
      'x-id': 'evt_1',
      'x-time-timestamp': `${AT_SECONDS}000`,
      'x-sig': `v1=AAAA;v0=${digest('sha512', `evt_1.${AT_SECONDS}000.${body.toString('utf8')}`, 'base64')}`,
    },
    body,
    isTimed: true,
  },
  {
    name: 'standard webhooks, ed25519',
    setting: (secret) => `standardWebhooks: "${secret}"`,
    secret: whpk(publicKey),
    wrong: whpk(generateKeyPairSync('ed25519').publicKey),
    headers: {
      'webhook-id': 'msg_1',
      'webhook-timestamp': `${AT_SECONDS}`,
      'webhook-signature': `v1a,AAAA v1a,${sign(null, Buffer.from(content), privateKey).toString('base64')}`,
    },
    body,
    isTimed: true,
  },
];

export const postTo = async (
  auth: string,
  request: { headers: Readonly<Record<string, string>>; body: Buffer },
  at = AT,
) => (await world(sourceOf(`auth: { ${auth} }`)).post(request, at)).outcome;
