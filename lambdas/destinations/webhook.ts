import { createHmac } from 'node:crypto';
import * as z from 'zod/mini';
import type { Alert } from '../core/alert.ts';
import { type Attempt, defineDestination, type OutboundRequest, type OutboundResponse } from '../core/destination.ts';
import { FormatName, formats } from '../core/formats/formats.ts';
import { judgeByStatus } from '../core/http-status.ts';
import { delivered, type Outcome, refused, rejected } from '../core/outcome.ts';
import { truncate } from '../core/text.ts';

// https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md: 24 to 64 bytes.
const SECRET_MIN_BYTES = 24;
// Servers commonly refuse request lines beyond 8 KB (https://httpd.apache.org/docs/2.4/mod/core.html#limitrequestline).
const QUERY_MAX = 2000;
const PARAMETER_MAX = 200;

const ours = new Set(['webhook-id', 'webhook-timestamp', 'webhook-signature']);
const transport = new Set([
  'host',
  'content-length',
  'connection',
  'transfer-encoding',
  'keep-alive',
  'upgrade',
  'expect',
  'te',
  'trailer',
]);

const HeaderName = z.string().check(
  z.regex(/^[\w!#$%&'*+.^`|~-]+$/, { error: 'is not the name of an HTTP header' }),
  z.refine((name) => !ours.has(name.toLowerCase()), { error: 'is set by Tocsin on every request: remove it' }),
  z.refine((name) => !transport.has(name.toLowerCase()), {
    error: 'belongs to the connection and cannot be set: remove it',
  }),
);
const HeaderValue = z.string().check(
  z.regex(/^[\t\x20-\x7e\u0080-\u00ff]*$/, {
    error: 'holds a character that no HTTP header may hold, such as a line break',
  }),
);

const PREFIX = 'whsec_';

const keyOf = (secret: string): Buffer =>
  secret.startsWith(PREFIX) ? Buffer.from(secret.slice(PREFIX.length), 'base64') : Buffer.from(secret, 'utf8');

/** Several at once while one replaces the other: a list, or one text with commas. */
const secretsOf = (setting: string | readonly string[] | undefined): string[] =>
  [setting ?? []]
    .flat()
    .flatMap((text) => text.split(','))
    .map((text) => text.trim())
    .filter((text) => text !== '');

const areStrong = (setting: string | readonly string[]): boolean => {
  const secrets = secretsOf(setting);
  return secrets.length > 0 && secrets.every((secret) => keyOf(secret).length >= SECRET_MIN_BYTES);
};

const SigningSecret = z.union([z.string(), z.array(z.string())]).check(
  z.refine(areStrong, {
    error: `is too short: expected ${PREFIX} and base64 of at least ${SECRET_MIN_BYTES} bytes, or a text of that length`,
  }),
);

const Settings = z.strictObject({
  url: z.url({ protocol: /^https?$/ }),
  method: z._default(z.enum(['POST', 'PUT', 'GET']), 'POST'),
  format: z._default(FormatName, 'alert'),
  headers: z._default(z.record(HeaderName, HeaderValue), {}),
  successCodes: z.optional(z.array(z.int().check(z.minimum(200), z.maximum(599))).check(z.minLength(1))),
  signingSecret: z.optional(SigningSecret),
});
type Settings = z.infer<typeof Settings>;

/** What fits a query, the most telling first; what would make it too long is left out. */
function queryOf({
  id,
  severity,
  title,
  state,
  action,
  source,
  occurredAt,
  type,
  kind,
  fingerprint,
  actor,
  target,
  url,
}: Alert): string {
  const fields = {
    id,
    severity,
    title,
    state,
    action,
    source,
    occurredAt,
    type,
    kind,
    fingerprint,
    actorIp: actor.ip,
    targetUrl: target.url,
    url,
  };
  const query = new URLSearchParams();
  for (const [name, value = ''] of Object.entries(fields)) {
    const addition = new URLSearchParams([[name, truncate(value, PARAMETER_MAX)]]);
    if (value !== '' && `${query}&${addition}`.length <= QUERY_MAX) query.append(name, truncate(value, PARAMETER_MAX));
  }
  return query.toString();
}

/** Joined as text: parsing the configured URL could change the encoding of a signature in it. */
function withQuery(url: string, query: string): string {
  const [base = url] = url.split('#');
  return `${base}${base.includes('?') ? '&' : '?'}${query}`;
}

/** Over the exact bytes sent, once per secret that is valid at the moment. */
function signaturesOf(content: string, secrets: readonly string[]): string {
  return secrets
    .map((secret) => `v1,${createHmac('sha256', keyOf(secret)).update(content, 'utf8').digest('base64')}`)
    .join(' ');
}

function standardHeaders(attempt: Attempt, body: string, { signingSecret }: Settings): Record<string, string> {
  const timestamp = String(Math.floor(Date.parse(attempt.at) / 1000));
  const secrets = secretsOf(signingSecret);
  const signature = signaturesOf(`${attempt.deliveryId}.${timestamp}.${body}`, secrets);
  return {
    'webhook-id': attempt.deliveryId,
    'webhook-timestamp': timestamp,
    ...(signature === '' ? {} : { 'webhook-signature': signature }),
  };
}

const lowerCased = (headers: Readonly<Record<string, string>>): Record<string, string> =>
  Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));

function render(alert: Alert, attempt: Attempt, settings: Settings): OutboundRequest {
  const { url, method, format, headers } = settings;
  const { contentType, body } = formats[format](alert, attempt);
  const isGet = method === 'GET';
  return {
    method,
    url: isGet ? withQuery(url, queryOf(alert)) : url,
    headers: {
      'user-agent': 'Tocsin',
      ...(isGet ? {} : { 'content-type': contentType }),
      ...lowerCased(headers),
      ...standardHeaders(attempt, isGet ? '' : body, settings),
    },
    ...(isGet ? {} : { body }),
  };
}

/** Which codes mean success is the operator's word when given; 410 asks to be left alone, as Standard Webhooks has it. */
function judge(response: OutboundResponse, { successCodes }: Settings): Outcome {
  const { status } = response;
  if (successCodes?.includes(status) === true) return delivered();
  if (status >= 300 && status < 400) return rejected('redirect');
  if (status === 410) return refused('gone');
  if (successCodes !== undefined && status < 300) return rejected(`http_${status}`);
  return judgeByStatus(response);
}

/** https://www.standardwebhooks.com */
export const webhook = defineDestination<Settings>({
  docs: 'https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md',
  about: {
    name: 'Webhook',
    group: 'automation',
    shows:
      'One request an alert, to Tines, XSOAR, n8n or whatever else takes one, signed as Standard Webhooks has it; the ' +
      'webhook-id is the same for every attempt, so that a receiver knows a repeat.',
    setup: [
      'Take the address from the receiver, and its credential if it has one: it goes into headers.',
      'For a signature, make a secret: `printf whsec_; openssl rand -base64 32`, and give it to both sides.',
    ],
    limits: [
      {
        what: 'query of a GET',
        max: QUERY_MAX,
        unit: 'bytes',
        docs: 'https://httpd.apache.org/docs/2.4/mod/core.html#limitrequestline',
      },
    ],
  },
  settings: Settings,
  secrets: ['signingSecret'],
  audience: 'machines',
  // The `webhook-id` stays the same, and a receiver is to keep one of each (Standard Webhooks, "idempotency").
  isIdempotent: true,
  render,
  judge,
});
