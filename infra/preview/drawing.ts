import type { Connected } from '../../lambdas/destinations/_kit/connected.ts';
import type { Attempt } from '../../lambdas/destinations/_kit/define-destination.ts';
import type { Alert } from '../../lambdas/domain/alert.ts';
import type { OutboundRequest } from '../../lambdas/domain/outbound.ts';
import { withAuth } from '../../lambdas/transport/with-auth.ts';
import { parseJson } from '../sandbox/_kit/json.ts';
import type { SandboxRequest, Verdict } from '../sandbox/_kit/receiver.ts';
import type { Service } from '../sandbox/_kit/service.ts';
import { sandboxSecrets, sandboxWorld } from '../sandbox/_kit/settings.ts';
import type { Target } from './targets.ts';

/** What a reader would see, as inert HTML, and what the vendor's mock receiver says to it. */
export interface Drawing {
  readonly html: string;
  /** Why the mock receiver refused it; nothing when it took it, or there is none. */
  readonly problem?: string;
}

const plainly = (draw: Service['draw'], body: string): string => draw(parseJson(body)?.value ?? body);

function received({ method, url, headers, body = '' }: OutboundRequest, at: number): SandboxRequest {
  const { pathname, searchParams, host } = new URL(url);
  const lower = Object.entries({ host, ...headers }).map(([name, value]) => [name.toLowerCase(), value]);
  const bytes = Buffer.from(body);
  return { at, method, path: pathname, query: searchParams, headers: Object.fromEntries(lower), bytes, text: body };
}

/** Hands a request to a mock receiver within this process, tokens and signatures included: nothing leaves the machine. */
async function handed(request: OutboundRequest, service: Service): Promise<Verdict | undefined> {
  const receiver = service.create({ secrets: sandboxSecrets, world: sandboxWorld, indexDelayMs: () => 0 });
  let verdict: Verdict | undefined;
  const send = withAuth(async (outbound) => {
    const at = Date.now();
    verdict = receiver.handle(received(outbound, at));
    return { kind: 'answer', response: { at, ...verdict.answer } };
  });
  await send(request);
  return verdict;
}

/** The same destination, as its mock receiver has to be configured. */
function mockOf({ destination, settings, mock }: Target): Connected | undefined {
  for (const each of [{ ...settings, ...mock }, mock]) {
    const parsed = destination.settings.safeParse(each);
    if (parsed.success) return destination.connect(each);
  }
  return undefined;
}

/** Draws what a destination makes of an alert by the mock receiver of its vendor; as it was sent where there is none. */
export async function drawingOf(
  target: Target,
  sent: OutboundRequest,
  alert: Alert,
  attempt: Attempt,
): Promise<Drawing> {
  const { service } = target;
  const { body = '' } = sent;
  const connected = service === undefined ? undefined : mockOf(target);
  if (service === undefined || connected === undefined) return { html: '' };
  const { draw } = service;
  const verdict = await handed(connected.render(alert, attempt), service);
  const html = verdict?.items.map((item) => draw(item.body)).join('') || plainly(draw, body);
  return verdict?.problem === undefined ? { html } : { html, problem: verdict.problem };
}
