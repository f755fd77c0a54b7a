import { withoutSlash } from '../../lambdas/domain/values/text.ts';

/** One request to the API. */
export interface Call {
  readonly method: 'GET' | 'POST' | 'DELETE';
  readonly path: string;
  readonly body?: unknown;
}

/** What the API answered. */
export interface Answer {
  readonly isOk: boolean;
  readonly body: unknown;
}

/** Makes one request. */
export type Ask = (call: Call) => Promise<Answer>;

/** Requests to the API at a URL, with the admin token. */
export const askAt =
  (url: string, token: string): Ask =>
  async ({ method, path, body }) => {
    const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
    const answer = await fetch(`${withoutSlash(url)}${path}`, {
      method,
      headers,
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    return { isOk: answer.ok, body: JSON.parse(await answer.text()) };
  };

/** Prints the answer; the exit code says whether it was a good one. */
export function printed({ isOk, body }: Answer, print: (line: string) => void): number {
  print(JSON.stringify(body, null, 2));
  return isOk ? 0 : 1;
}
