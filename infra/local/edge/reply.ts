import type { IncomingMessage, ServerResponse } from 'node:http';
import { announcedBytes } from './body.ts';

/** How much of an unread body is read and thrown away behind an answer. */
export interface Drain {
  readonly bytes: number;
  readonly ms: number;
}

/** For who has shown no credential. */
export const briefDrain: Drain = { bytes: 256 * 1024, ms: 1_000 };
/** For a known sender, whose program may look at the answer only after it has sent everything. */
export const longDrain: Drain = { bytes: 32 * 1024 * 1024, ms: 5_000 };

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
 * A connection that is closed while bytes are unread is reset, and a reset can overtake the answer. So the answer is
 * sent, then some of the body is thrown away, then nothing more is read, and the connection ends when the sender has
 * closed it or the time is over.
 */
function linger(request: IncomingMessage, response: ServerResponse, { bytes, ms }: Drain): void {
  let left = bytes;
  const finish = (): void => {
    clearTimeout(timer);
    response.end();
  };
  const timer = setTimeout(finish, ms);
  request.on('data', (chunk: Buffer) => {
    left -= chunk.length;
    if (left <= 0) request.pause();
  });
  request.once('end', finish).once('close', finish).resume();
}

/** Answers a request whose body is not read, or not to its end, so that its sender hears of it while it still sends. */
export function refuse(request: IncomingMessage, response: ServerResponse, answer: Outgoing, drain: Drain): void {
  if (announcedBytes(request) === 0 || request.readableEnded) {
    reply(response, answer);
    return;
  }
  response.writeHead(answer.statusCode, { ...headersOf(response, answer), connection: 'close' });
  response.flushHeaders();
  response.write(answer.body);
  linger(request, response, drain);
}
