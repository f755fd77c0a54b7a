/** One request to the API. */
export interface Call {
  readonly method: 'GET' | 'POST' | 'DELETE';
  readonly path: string;
  readonly body?: unknown;
}

/** Makes the request and prints the answer; the exit code says whether it was a good one. */
export async function call({ method, path, body }: Call, url: string, token: string): Promise<number> {
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
  const target = `${url.replace(/\/+$/, '')}${path}`;
  const answer = await fetch(target, {
    method,
    headers,
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const text = await answer.text();
  console.log(JSON.stringify(JSON.parse(text), null, 2));
  return answer.ok ? 0 : 1;
}
