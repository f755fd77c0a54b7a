import { parseJson } from '../_kit/json.ts';
import { type Answer, json, type Receiver, refuse, type SandboxRequest, type Verdict } from '../_kit/receiver.ts';
import type { JiraSite } from '../_kit/settings.ts';
import { no, type Route } from './call.ts';
import type { Version } from './issue.ts';
import { issueRoutes } from './routes.ts';
import { searchRoutes } from './search.ts';
import { issueStore } from './store.ts';

export interface JiraSettings {
  /** Cloud: basic authentication with an API token. */
  readonly email: string;
  readonly apiToken: string;
  /** Data Center: personal access token. */
  readonly pat: string;
  readonly site: JiraSite;
  /** How long a new issue stays invisible to search, in ms, asked anew for each search. */
  indexDelayMs(): number;
}

const unauthorised = (): Answer =>
  json(
    401,
    { message: 'Client must be authenticated to access this resource.', 'status-code': 401 },
    { 'www-authenticate': 'OAuth realm="sandbox"', 'x-seraph-loginreason': 'AUTHENTICATED_FAILED' },
  );

/** Cloud takes `email:token`, Data Center a bearer token or a user's password. */
function mayEnter({ headers }: SandboxRequest, version: Version, { email, apiToken, pat }: JiraSettings): boolean {
  const given = headers['authorization'];
  const basic = `Basic ${Buffer.from(`${email}:${apiToken}`).toString('base64')}`;
  return given === basic || (version === '2' && given === `Bearer ${pat}`);
}

const needsBody = (method: string): boolean => method === 'POST' || method === 'PUT';

function bodyProblem({ method, headers, text }: SandboxRequest): Verdict | undefined {
  if (!needsBody(method)) return undefined;
  if (headers['content-type']?.startsWith('application/json') !== true)
    return no('request', 415, 'Unsupported Media Type');
  return parseJson(text) === undefined
    ? no('request', 400, 'There was an error parsing JSON. Check that your request body is valid.')
    : undefined;
}

/** Jira's REST API: Cloud as version 3, Data Center as version 2. https://developer.atlassian.com/cloud/jira/platform/rest/v3 */
export function jira(settings: JiraSettings): Receiver {
  const store = issueStore(settings.site);
  const routes: readonly Route[] = [
    ...issueRoutes(store, settings.site),
    ...searchRoutes(store, settings.indexDelayMs),
  ];

  function dispatch(request: SandboxRequest, version: Version, path: string): Verdict {
    for (const route of routes) {
      const match = route.path.exec(path);
      if (match === null || route.method !== request.method || (route.versions ?? version) !== version) continue;
      const base = `http://${request.headers['host'] ?? 'localhost'}/jira/rest/api/${version}`;
      const params = match.slice(1).map(decodeURIComponent);
      return route.handle({ request, version, params, body: parseJson(request.text)?.value, base });
    }
    return no('request', 404, 'No endpoint found.');
  }

  return {
    handle(request) {
      const [, version, path] = /^\/rest\/api\/([23])(\/.*)$/.exec(request.path) ?? [];
      if ((version !== '2' && version !== '3') || path === undefined) return no('request', 404, 'No endpoint found.');
      if (!mayEnter(request, version, settings))
        return refuse('request', unauthorised(), 'wrong or missing credential');
      return bodyProblem(request) ?? dispatch(request, version, path);
    },
    expired: unauthorised,
  };
}
