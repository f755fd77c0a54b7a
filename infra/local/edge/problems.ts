import { type Answer, problemAnswer } from '../../../lambdas/domain/problem-details.ts';
import { MAX_SEGMENT } from '../../../lambdas/engine/api/overlong.ts';

export const malformedTarget = (found: string): Answer =>
  problemAnswer({
    status: 400,
    title: 'Malformed request',
    detail: `found the request target ${JSON.stringify(found.slice(0, 80))}; allowed: a path that begins with one "/", with valid percent-encoding`,
  });

export const noSuchPath = (): Answer =>
  problemAnswer({
    status: 404,
    title: 'Not found',
    detail: `found a part of the path that is longer than ${MAX_SEGMENT} characters, longer than any id: check the URL`,
  });

export const noRoom = (): Answer =>
  problemAnswer(
    {
      status: 503,
      title: 'Busy',
      detail: 'too many request bodies are being read just now and this one was not accepted: send it again',
    },
    { 'retry-after': '2' },
  );

export const apiBodyTooLarge = (maxBytes: number): Answer =>
  problemAnswer({
    status: 413,
    title: 'Body too large',
    detail: `found more than ${maxBytes} bytes; allowed for the API: ${maxBytes} bytes: send less in one request`,
  });

export const wrongMethod = (found: string, allow: string): Answer =>
  problemAnswer({ status: 405, title: 'Method not allowed', detail: `found ${found}; allowed: ${allow}` }, { allow });

export const foreignOrigin = (found: string): Answer =>
  problemAnswer({
    status: 403,
    title: 'Foreign origin',
    detail: `found the origin ${JSON.stringify(found.slice(0, 80))}: pages of other sites may not use the API; use it from the console, or from a program, which sends no Origin header`,
  });

export const foreignHost = (found: string | undefined, allowed: readonly string[]): Answer =>
  problemAnswer({
    status: 421,
    title: 'Foreign host name',
    detail: `found the Host header ${JSON.stringify(found?.slice(0, 80) ?? '')}; allowed, with any port: ${allowed.join(', ')}: use one of these in the URL, or start with --host-name`,
  });

export const internalError = (): Answer =>
  problemAnswer({
    status: 500,
    title: 'Internal error',
    detail: 'the request failed on our side and was logged: try again',
  });

/** Requests that Node's parser refuses, by the code of its error. */
const parserProblems: Readonly<Record<string, readonly [status: number, title: string, detail: string]>> = {
  ERR_HTTP_REQUEST_TIMEOUT: [
    408,
    'Request Timeout',
    'the request took too long to arrive: send it faster, or in parts',
  ],
  HPE_HEADER_OVERFLOW: [431, 'Request Header Fields Too Large', 'found more than 16 KiB of headers: send fewer'],
};

/** The answer to a request that cannot be parsed, as HTTP/1.1 text. */
export function parserAnswer(code: string | undefined): string {
  const [status, title, detail] = parserProblems[code ?? ''] ?? [
    400,
    'Bad Request',
    'this is no valid HTTP/1.1 request',
  ];
  const { headers, body } = problemAnswer({ status, title, detail });
  const all = { ...headers, 'content-length': Buffer.byteLength(body), connection: 'close' };
  const lines = Object.entries(all).map(([name, value]) => `${name}: ${value}`);
  return [`HTTP/1.1 ${status} ${title}`, ...lines, '', body].join('\r\n');
}
