import { isFields } from '../../../lambdas/domain/values/json-fields.ts';
import { badCredentials, empty, enter, no } from '../_kit/github.ts';
import { characters, parseJson, textAt } from '../_kit/json.ts';
import { accept, alertIdsIn, line, type Receiver, type SandboxRequest, type Verdict } from '../_kit/receiver.ts';

const OPERATION = 'dispatch';

/** What is wrong with an event, as the 422 puts it. */
function problemOf(body: unknown): string | undefined {
  const payload = isFields(body) ? (body['client_payload'] ?? {}) : undefined;
  if (!isFields(body) || !isFields(payload))
    return "Invalid request. For 'properties/client_payload', it is not an object.";
  const type = textAt(body, 'event_type') ?? '';
  if (type === '') return 'Invalid request. "event_type" wasn\'t supplied.';
  if (characters(type) > 100) return 'Invalid request. Only 100 characters are allowed for event_type.';
  const { length } = Object.keys(payload);
  if (length > 10) return `Invalid request. No more than 10 properties are allowed; ${length} were supplied.`;
  return Buffer.byteLength(JSON.stringify(payload)) < 64_000 ? undefined : 'client_payload is too large.';
}

function dispatch({ text }: SandboxRequest): Verdict {
  const body = parseJson(text)?.value;
  if (body === undefined) return no(OPERATION, 400, 'Problems parsing JSON');
  const problem = problemOf(body);
  if (problem !== undefined) return no(OPERATION, 422, problem);
  const title = textAt(body, 'client_payload', 'alert', 'title') ?? textAt(body, 'event_type');
  return accept(OPERATION, empty, { summary: line(title), body, alertIds: alertIdsIn(body), arrived: true });
}

/** One repository whose workflows listen. https://docs.github.com/en/rest/repos/repos#create-a-repository-dispatch-event */
export function githubDispatch(): Receiver {
  return {
    handle(request) {
      const path = enter(request);
      if (typeof path !== 'string') return path;
      return request.method === 'POST' && path === '/dispatches' ? dispatch(request) : no('request', 404, 'Not Found');
    },
    expired: badCredentials,
  };
}
