import { Webhook } from 'standardwebhooks';
import { isFields } from '../../../lambdas/core/record.ts';
import { parseJson, textAt } from './json.ts';
import { accept, alertIdsIn, type Item, json, line, type Receiver, refuse, type SandboxRequest } from './receiver.ts';

export interface WebhookSettings {
  /** `whsec_…`: every request must then be signed as https://www.standardwebhooks.com says. */
  readonly secret?: string | undefined;
  /** The exact `authorization` header to ask for. */
  readonly authorization?: string | undefined;
}

const KNOWN_IDS_MAX = 5000;

function signatureProblem(secret: string, { bytes, headers }: SandboxRequest): string | undefined {
  try {
    new Webhook(secret).verify(bytes, { ...headers }, { jsonParse: false });
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message : 'signature does not verify';
  }
}

/** The alert itself, or the `data` of a CloudEvent around it. */
function titleOf(body: unknown): string | undefined {
  return textAt(body, 'title') ?? textAt(body, 'data', 'title') ?? textAt(body, 'type') ?? textAt(body, 'message');
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

function problemIn(request: SandboxRequest, { secret, authorization }: WebhookSettings): string | undefined {
  if (authorization !== undefined && request.headers['authorization'] !== authorization)
    return 'authorization does not match';
  return secret === undefined ? undefined : signatureProblem(secret, request);
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
