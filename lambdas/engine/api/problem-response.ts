import type { Problem } from '../../domain/problem-details.ts';

/** A refusal as RFC 9457 problem details. */
export function problemResponse(
  { status, title, detail }: Problem,
  more: Readonly<Record<string, string>> = {},
): Response {
  const headers = {
    'content-type': 'application/problem+json',
    ...(status === 401 ? { 'www-authenticate': 'Bearer' } : {}),
    ...more,
  };
  return new Response(JSON.stringify({ type: 'about:blank', title, status, detail }), { status, headers });
}

/** The answer when there is nothing of this id. */
export const notFound = (what: string): Problem => ({
  status: 404,
  title: `No such ${what}`,
  detail: `no ${what} of this id is known: take ids from GET /v1/alerts, whole and percent-encoded`,
});
