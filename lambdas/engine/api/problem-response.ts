import type { Problem } from '../../domain/problem-details.ts';

/** The media type of a refusal (https://www.rfc-editor.org/rfc/rfc9457). */
export const PROBLEM = 'application/problem+json';

/** A refusal as RFC 9457 problem details. */
export function problemResponse(
  { status, title, detail }: Problem,
  more: Readonly<Record<string, string>> = {},
): Response {
  const headers = {
    'content-type': PROBLEM,
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

/** The answer for a destination that the configuration does not have. */
export const unknownDestination = (
  found: string,
  { destinationIds }: { readonly destinationIds: readonly string[] },
): Response =>
  problemResponse({
    status: 404,
    title: 'Unknown destination',
    detail: `found "${found}"; configured are: ${destinationIds.join(', ')}`,
  });
