import type { OutboundRequest } from '../../lambdas/domain/outbound.ts';
import type { Fields } from '../../lambdas/domain/values/json-fields.ts';
import type { Sent } from '../../lambdas/engine/ports/transport.ts';
import { withAuth } from '../../lambdas/transport/with-auth.ts';
import type { Receiver, SandboxRequest, Verdict } from '../sandbox/_kit/receiver.ts';
import type { Service } from '../sandbox/_kit/service.ts';
import { type SandboxWorld, sandboxSecrets, sandboxWorld } from '../sandbox/_kit/settings.ts';

/** A host that no name server knows (https://www.rfc-editor.org/rfc/rfc2606#section-2). */
export const MOCK_DOMAIN = 'sandbox.invalid';

const texts = (value: unknown): string[] => {
  if (typeof value === 'string') return [value];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(texts) : [];
};

/** What exists at the vendor, and all that the destination's own settings name. */
function worldOf({ project, issueType, priority, index, from, to }: Fields): SandboxWorld {
  const { jira, splunkIndexes } = sandboxWorld;
  return {
    jira: {
      projects: [...jira.projects, ...texts(project)],
      issueTypes: [...jira.issueTypes, ...texts(issueType)],
      priorities: [...jira.priorities, ...texts(priority)],
    },
    splunkIndexes: [...splunkIndexes, ...texts(index)],
    mail: { from: texts(from), to: texts(to) },
  };
}

/** The mock receiver of a vendor at which everything exists that `own` names. */
export const receiverFor = (service: Service, own: Fields): Receiver =>
  service.create({
    secrets: typeof own['email'] === 'string' ? { ...sandboxSecrets, jiraEmail: own['email'] } : sandboxSecrets,
    world: worldOf(own),
    indexDelayMs: () => 0,
  });

function requestOf({ method, url, headers, body = '' }: OutboundRequest, at: number): SandboxRequest {
  const { pathname, searchParams, host } = new URL(url);
  const lower = Object.entries({ host, ...headers }).map(([name, value]) => [name.toLowerCase(), value]);
  const bytes = Buffer.from(body);
  return { at, method, path: pathname, query: searchParams, headers: Object.fromEntries(lower), bytes, text: body };
}

const lowerCase = (headers: Readonly<Record<string, string>>): Record<string, string> =>
  Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));

/** Hands one request to a mock receiver; the answer as the transport gives it. */
export function handOver(request: OutboundRequest, receiver: Receiver, at: number): [Verdict, Sent] {
  const verdict = receiver.handle(requestOf(request, at));
  const { status, headers, body } = verdict.answer;
  return [verdict, { kind: 'answer', response: { at, status, headers: lowerCase(headers), body } }];
}

/** Whether a mock receiver truly takes a request, its token or signature included. Nothing leaves this process. */
export async function isTaken(request: OutboundRequest, receiver: Receiver): Promise<boolean> {
  let isGood = false;
  const send = withAuth(async (outbound) => {
    if (URL.parse(outbound.url)?.hostname.endsWith(MOCK_DOMAIN) !== true)
      return { kind: 'not-sent', reason: 'sandbox_only' };
    const [verdict, sent] = handOver(outbound, receiver, Date.now());
    isGood = verdict.ok;
    return sent;
  });
  const sent = await send(request);
  return isGood && sent.kind === 'answer';
}
