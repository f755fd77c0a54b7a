import { createPublicKey, verify } from 'node:crypto';
import { Webhook } from 'standardwebhooks';
import { isFields } from '../../../lambdas/domain/values/json-fields.ts';
import { parseJson, textAt } from '../_kit/json.ts';
import {
  accept,
  alertIdsIn,
  type Item,
  json,
  line,
  type Receiver,
  refuse,
  type SandboxRequest,
} from '../_kit/receiver.ts';

export interface WebhookSettings {
  /** `whsec_…`: every request must then be signed as https://www.standardwebhooks.com says. */
  readonly secret?: string | undefined;
  /** Ed25519, raw, base64: every request must then bear a `v1a` signature that it verifies. */
  readonly publicKey?: string | undefined;
  /** The exact `authorization` header to ask for. */
  readonly authorization?: string | undefined;
}

/** A pair of keys that everybody knows: RFC 8032 §7.1, test 1. */
export const WEBHOOK_PRIVATE_KEY = 'whsk_nWGxne/9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A=';
export const WEBHOOK_PUBLIC_KEY = '11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo=';

const KNOWN_IDS_MAX = 5000;

function signatureProblem(secret: string, { bytes, headers }: SandboxRequest): string | undefined {
  try {
    new Webhook(secret).verify(bytes, { ...headers }, { jsonParse: false });
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message : 'signature does not verify';
  }
}

/** What the reference library does not look at: the signatures of the second kind. */
function keyProblem(publicKey: string, { bytes, headers }: SandboxRequest): string | undefined {
  const jwk = { kty: 'OKP', crv: 'Ed25519', x: Buffer.from(publicKey, 'base64').toString('base64url') };
  const key = createPublicKey({ key: jwk, format: 'jwk' });
  const signed = Buffer.concat([Buffer.from(`${headers['webhook-id']}.${headers['webhook-timestamp']}.`), bytes]);
  const given = (headers['webhook-signature'] ?? '').split(' ').filter((text) => text.startsWith('v1a,'));
  const isGood = given.some((text) => verify(null, signed, key, Buffer.from(text.slice(4), 'base64')));
  return isGood ? undefined : 'no v1a signature verifies';
}

/** The alert itself, or the `data` of a CloudEvent around it. */
function titleOf(body: unknown): string | undefined {
  return (
    textAt(body, 'title') ??
    textAt(body, 'name') ??
    textAt(body, 'data', 'title') ??
    textAt(body, 'type') ??
    textAt(body, 'message')
  );
}

/** Remembers what it was asked about. */
function memory(): (id: string | undefined) => boolean {
  const known = new Set<string>();
  return (id) => {
    if (id === undefined) return false;
    if (known.has(id)) return true;
    known.add(id);
    if (known.size > KNOWN_IDS_MAX) known.delete(known.values().next().value ?? id);
    return false;
  };
}

function contentOf({ text, query }: SandboxRequest): unknown {
  return text === '' ? Object.fromEntries(query) : (parseJson(text)?.value ?? text);
}

function itemOf(request: SandboxRequest, arrived: boolean): Item {
  const body = contentOf(request);
  const title = isFields(body) ? titleOf(body) : request.text;
  return { summary: line(title) || `${request.method} ${request.path}`, body, alertIds: alertIdsIn(body), arrived };
}

function problemIn(request: SandboxRequest, { secret, publicKey, authorization }: WebhookSettings): string | undefined {
  if (authorization !== undefined && request.headers['authorization'] !== authorization)
    return 'authorization does not match';
  const sharedProblem = secret === undefined ? undefined : signatureProblem(secret, request);
  return sharedProblem ?? (publicKey === undefined ? undefined : keyProblem(publicKey, request));
}

/** Any receiver of one's own: takes every method, and a `webhook-id` that it knows already only once. */
export function webhook(settings: WebhookSettings): Receiver {
  const isKnown = memory();
  return {
    handle(request) {
      const { method, headers } = request;
      const problem = problemIn(request, settings);
      if (problem !== undefined) return refuse(method, json(401, { error: problem }), problem);
      const repeat = isKnown(headers['webhook-id']);
      return accept(repeat ? `${method} repeat` : method, json(200, { ok: true }), itemOf(request, !repeat));
    },
    expired: () => json(401, { error: 'unauthorized' }),
  };
}
