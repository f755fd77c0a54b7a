import { type Answer, json, refuse, type SandboxRequest, type Verdict } from './receiver.ts';

/** What all of GitHub's API has in common. https://docs.github.com/en/rest/using-the-rest-api */

export const GITHUB_TOKEN = 'github_pat_sandbox0123456789';
export const GITHUB_OWNER = 'example-org';
export const GITHUB_REPO = 'security-alerts';

/** The one repository, as a destination's settings name it. */
export const repository = { owner: GITHUB_OWNER, repo: GITHUB_REPO, token: GITHUB_TOKEN };

const DOCS = 'https://docs.github.com/rest';
const limits = { 'x-ratelimit-limit': '5000', 'x-ratelimit-remaining': '4990', 'x-ratelimit-used': '10' };

/** An answer of the API, with the rate limits that every answer carries. */
export const answer = (status: number, value: unknown): Answer => json(status, value, limits);
export const empty: Answer = { status: 204, headers: limits, body: '' };

export const no = (operation: string, status: number, message: string, errors?: readonly object[]): Verdict =>
  refuse(
    operation,
    answer(status, {
      message,
      ...(errors === undefined ? {} : { errors }),
      documentation_url: DOCS,
      status: String(status),
    }),
    errors === undefined ? message : `${message}: ${JSON.stringify(errors)}`,
  );

export const badCredentials = (): Answer =>
  answer(401, { message: 'Bad credentials', documentation_url: DOCS, status: '401' });

/** What follows `/repos/{owner}/{repo}`, for those who may enter. */
export function enter({ path, headers }: SandboxRequest): string | Verdict {
  if (!headers['user-agent'])
    return refuse(
      'request',
      {
        status: 403,
        headers: {},
        body: 'Request forbidden by administrative rules. Please make sure your request has a User-Agent header',
      },
      'no user-agent',
    );
  if (headers['authorization'] !== `Bearer ${GITHUB_TOKEN}`)
    return refuse('request', badCredentials(), 'wrong or missing credential');
  const [, owner, repo, rest] = /^\/repos\/([^/]+)\/([^/]+)(\/.*)$/.exec(path) ?? [];
  const isHere = owner?.toLowerCase() === GITHUB_OWNER && repo?.toLowerCase() === GITHUB_REPO;
  return isHere && rest !== undefined ? rest : no('request', 404, 'Not Found');
}
