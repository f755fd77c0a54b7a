import * as z from 'zod/mini';
import type { Alert } from '../../domain/alert.ts';
import { renameOldPaths } from '../../domain/expression/old-paths.ts';
import type { OutboundRequest, OutboundResponse } from '../../domain/outbound.ts';
import { delivered, type Outcome, rejected } from '../../domain/outcome.ts';
import { truncate } from '../../domain/values/text.ts';
import { type Attempt, defineDestination } from '../_kit/define-destination.ts';
import { type Formatted, JSON_TYPE, TEXT_TYPE } from '../_kit/formats/_kit/format.ts';
import { FormatName, formats } from '../_kit/formats/formats.ts';
import { addLowerCased, HeaderName, HeaderValue } from '../_kit/http/http-headers.ts';
import { isSuccess, judgeWithoutWord } from '../_kit/http/http-status.ts';
import { SigningSecret, signatureHeaders, signedBy } from './standard-webhooks.ts';
import { type Filled, fill, templateMistake } from './template.ts';

// Servers commonly refuse request lines beyond 8 KB (https://httpd.apache.org/docs/2.4/mod/core.html#limitrequestline).
const QUERY_MAX = 2000;
const PARAMETER_MAX = 200;

/** Says that the body is not what the template should have made, and why. */
const TEMPLATE_HEADER = 'tocsin-template';

/** Says that an earlier request for the same alert may have arrived. */
const REPEAT_HEADER = 'tocsin-possible-duplicate';

const ours = new Set([...signatureHeaders, TEMPLATE_HEADER, REPEAT_HEADER]);
const OwnHeaderName = HeaderName.check(
  z.refine((name) => !ours.has(name.toLowerCase()), { error: 'is set by Tocsin on every request: remove it' }),
);

const Template = z.string().check(
  z.minLength(1, { error: 'must be a JSONata expression such as { "name": title }' }),
  z.refine((template) => templateMistake(template) === undefined, {
    error: ({ input }) => templateMistake(String(input)) ?? 'is not a JSONata expression',
  }),
  z.overwrite((template) => renameOldPaths(template).expression),
);

const MediaType = z.string().check(
  z.regex(/^[\w!#$&^.+-]+\/[\w!#$&^.+-]+(?:\s*;\s*[\w-]+=[\w!#$&'*+.^`|~-]+)*$/, {
    error: 'is not a media type: expected one such as application/json or text/plain; charset=utf-8',
  }),
);

const Settings = z
  .strictObject({
    url: z.url({ protocol: /^https?$/ }).check(z.describe('Where to send: the receiver’s address, whole.')),
    method: z
      ._default(z.enum(['POST', 'PUT', 'GET']), 'POST')
      .check(z.describe('How. A GET has no body: what fits of the alert stands in the address.')),
    format: z
      ._default(FormatName, 'alert')
      .check(z.describe('What the body is. With a template: what is sent when the template fails.')),
    body: z
      .optional(Template)
      .check(
        z.describe(
          'A template for the body in JSONata (https://docs.jsonata.org), over the fields of the alert: ' +
            '{ "name": title, "rawJson": $ }. An object is sent as JSON, a text as it is. Where it fails or says nothing, ' +
            `the alert is sent in the format, with the header ${TEMPLATE_HEADER}: failed.`,
        ),
      ),
    contentType: z
      .optional(MediaType)
      .check(z.describe('What the template makes; else application/json, or text/plain when it makes a text.')),
    headers: z
      ._default(z.record(OwnHeaderName, HeaderValue), {})
      .check(z.describe('Further headers, such as Authorization; what is secret in them belongs into a secret.')),
    successCodes: z
      .optional(z.array(z.int().check(z.minimum(200), z.maximum(599))).check(z.minLength(1)))
      .check(z.describe('Which answers mean that the alert was taken; without it all from 200 to 299.')),
    signingSecret: z
      .optional(SigningSecret)
      .check(
        z.describe(
          'Signs as Standard Webhooks has it: whsec_… with a secret that both sides know, whsk_… with an Ed25519 key of ' +
            'which the receiver knows the public half. Several, with commas or as a list, while one replaces the other.',
        ),
      ),
  })
  .check(
    z.refine(({ method, body }) => method !== 'GET' || body === undefined, {
      error: 'means nothing with method GET, which has no body: use POST',
      path: ['body'],
    }),
    z.refine(({ body, contentType }) => contentType === undefined || body !== undefined, {
      error: 'belongs to a template: set body as well, or remove it',
      path: ['contentType'],
    }),
  );
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

/** What `prepare` made of the alert, as JSON. */
const preparedOf = ({ prepared }: Attempt): Filled =>
  prepared === undefined ? { failed: 'not_filled' } : JSON.parse(prepared);

interface Content extends Formatted {
  readonly headers: Readonly<Record<string, string>>;
}

/** A template that fails must not cost the alert, so it goes out in the format, and the header says that it did. */
function contentOf(alert: Alert, attempt: Attempt, { format, body, contentType }: Settings): Content {
  const formatted = formats[format](alert, attempt);
  if (body === undefined) return { ...formatted, headers: {} };
  const filled = preparedOf(attempt);
  if ('failed' in filled) return { ...formatted, headers: { [TEMPLATE_HEADER]: `failed ${filled.failed}` } };
  return { contentType: contentType ?? (filled.isText ? TEXT_TYPE : JSON_TYPE), body: filled.body, headers: {} };
}

async function prepare(alert: Alert, { body }: Settings): Promise<string | undefined> {
  return body === undefined ? undefined : JSON.stringify(await fill(body, alert));
}

/** What the operator set stands above what is usual, and below what only Tocsin can know. */
function headersOf(
  { contentType, headers: notes }: Content,
  body: string | undefined,
  attempt: Attempt,
  { headers: own, signingSecret }: Settings,
): Record<string, string> {
  const headers: Record<string, string> = { 'user-agent': 'Tocsin' };
  if (body !== undefined) headers['content-type'] = contentType;
  addLowerCased(headers, own);
  Object.assign(headers, notes);
  if (attempt.possibleDuplicate) headers[REPEAT_HEADER] = 'true';
  return Object.assign(headers, signedBy(attempt, body ?? '', signingSecret));
}

function render(alert: Alert, attempt: Attempt, settings: Settings): OutboundRequest {
  const { url, method } = settings;
  const content = contentOf(alert, attempt, settings);
  if (method === 'GET')
    return { method, url: withQuery(url, queryOf(alert)), headers: headersOf(content, undefined, attempt, settings) };
  const { body } = content;
  return { method, url, headers: headersOf(content, body, attempt, settings), body };
}

/**
 * Which codes mean success is the operator's word when given; another 2xx is then unconfirmed. 410 asks to be left alone
 * (Standard Webhooks); a workflow of n8n or a story of Tines that is switched off answers 404. The address of a GET
 * carries the alert, so there 414 is about the alert.
 */
function judge(response: OutboundResponse, { successCodes, method }: Settings): Outcome {
  const { status } = response;
  if (successCodes?.includes(status) ?? isSuccess(response)) return delivered();
  return status === 414 && method === 'GET' ? rejected('http_414') : judgeWithoutWord(response);
}

/** https://www.standardwebhooks.com */
export const webhook = defineDestination<Settings>({
  docs: 'https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md',
  about: {
    name: 'Webhook',
    group: 'automation',
    shows:
      'One request an alert, to Tines, XSOAR, n8n or whatever else takes one, signed as Standard Webhooks has it when ' +
      'signingSecret is set; the webhook-id is the same for every attempt, so that a receiver knows a repeat.',
    setup: [
      'Take the address from the receiver, and its credential if it has one: it goes into headers.',
      'Tines: in the story choose the action "Webhook" and copy its URL; with access control on, set the header that it names.',
      'n8n: in the workflow choose the node "Webhook", method POST, authentication "Header Auth"; copy the production URL and ' +
        'publish the workflow. Until then it answers 404, and alerts wait.',
      'Cortex XSOAR: add an instance of "Generic Webhook" with user name and password; the address is ' +
        'https://ext-TENANT/xsoar/instance/execute/INSTANCE, the header Authorization has the form Basic …, and the template is ' +
        '{ "name": title, "type": "Tocsin", "occurred": occurredAt, "rawJson": $ }.',
      'For a signature with a shared secret: `printf whsec_; openssl rand -base64 32`, and give it to both sides.',
      'For one with a key pair: `openssl genpkey -algorithm ed25519 -outform DER -out key.der`. The secret is ' +
        '`printf whsk_; tail -c 32 key.der | base64`, and the receiver gets ' +
        '`printf whpk_; openssl pkey -in key.der -inform DER -pubout -outform DER | tail -c 32 | base64`.',
    ],
    cannot: [
      'Without signingSecret the receiver may not know Standard Webhooks, and may act on a repeat (n8n starts the workflow ' +
        `again). So an alert without an answer is sent again once, with the header ${REPEAT_HEADER}: true, and then waits for ` +
        'a person. With signingSecret the receiver is expected to keep one of each webhook-id, and Tocsin sends again ' +
        'until there is an answer.',
      'A template sees the alert, not the sender’s own record: use format raw for that.',
      'A regular expression in a template is not stopped when it takes too long: keep it simple, for the text it reads is hostile.',
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
  targets: ['url'],
  audience: 'machines',
  carriesTrace: true,
  // The `webhook-id` stays the same, and a receiver is to keep one of each (Standard Webhooks, "idempotency"). Who checks
  // the signature knows that; others act on every request.
  isIdempotent: ({ signingSecret }) => signingSecret !== undefined,
  prepare,
  render,
  judge,
});
