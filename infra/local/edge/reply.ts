import type { IncomingMessage, ServerResponse } from 'node:http';
import { announcedBytes } from './body.ts';

/** How much of an unread body is read and discarded after an answer. */
export interface Drain {
  readonly bytes: number;
  readonly ms: number;
}

/** An answer of ingest or of the API. */
export interface Outgoing {
  readonly statusCode: number;
  readonly headers: Readonly<Record<string, string | string[]>>;
  readonly body: string | Buffer;
}

/** Whether an answer has a body at all, and so a length. */
const hasBody = ({ req }: ServerResponse, { statusCode }: Outgoing): boolean =>
  req.method !== 'HEAD' && statusCode !== 204 && statusCode !== 304;

const headersOf = (response: ServerResponse, answer: Outgoing): Record<string, string | string[] | number> =>
  hasBody(response, answer)
    ? { ...answer.headers, 'content-length': Buffer.byteLength(answer.body) }
    : { ...answer.headers };

/** Answers a request whose body was read. */
export function reply(response: ServerResponse, answer: Outgoing): void {
  response.writeHead(answer.statusCode, headersOf(response, answer)).end(answer.body);
}

/**
 * Ends a connection after an answer to a request whose body is not read. Closing it while bytes are unread would reset it,
 * and the sender could lose the answer. So some of the body is read and discarded, and the connection ends when the
 * sender has closed it or the time is over.
 */
function linger(request: IncomingMessage, response: ServerResponse, { bytes, ms }: Drain, done: () => void): void {
  let left = bytes;
  const end = (): void => {
    clearTimeout(timer);
    response.end();
  };
  const timer = setTimeout(end, ms);
  request.on('data', (chunk: Buffer) => {
    left -= chunk.length;
    if (left <= 0) request.pause();
  });
  response.once('close', done);
  request.once('end', end).once('close', end).resume();
}

/** Answers a request whose body is not read to its end, so that the sender gets the answer while it still sends. */
export type Refuse = (
  request: IncomingMessage,
  response: ServerResponse,
  answer: Outgoing,
  sender?: 'stranger' | 'known',
) => void;

/** Long drains at the same time; few, because discarded bytes stay in memory for a while. */
const LONG_DRAINS = 4;

export function createRefuse(limits: { readonly briefDrain: Drain; readonly longDrain: Drain }): Refuse {
  let long = 0;
  const release = (): void => {
    long -= 1;
  };
  return (request, response, answer, sender = 'stranger') => {
    if (announcedBytes(request) === 0 || request.readableEnded) {
      reply(response, answer);
      return;
    }
    response.writeHead(answer.statusCode, { ...headersOf(response, answer), connection: 'close' });
    response.flushHeaders();
    response.write(answer.body);
    const isLong = sender === 'known' && long < LONG_DRAINS;
    if (isLong) long += 1;
    linger(request, response, isLong ? limits.longDrain : limits.briefDrain, isLong ? release : () => undefined);
  };
}
