import type { Problem } from '../core/problem.ts';

/** A refusal as RFC 9457 problem details. */
export function problemResponse({ status, title, detail }: Problem): Response {
  const headers = {
    'content-type': 'application/problem+json',
    ...(status === 401 ? { 'www-authenticate': 'Bearer' } : {}),
  };
  return new Response(JSON.stringify({ type: 'about:blank', title, status, detail }), { status, headers });
}
