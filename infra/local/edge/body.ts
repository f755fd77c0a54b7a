import type { IncomingMessage } from 'node:http';
import type { InFlight } from './in-flight.ts';

/** The body, or why there is none: too large, too many bytes in flight, or the sender closed the connection. */
export type Body = Buffer | 'too-large' | 'no-room' | 'gone';

interface Bounds {
  readonly maxBytes: number;
  readonly inFlight: InFlight;
  /** The owner of its bytes in flight. */
  readonly owner: string;
}

const empty = Buffer.alloc(0);

/** Each chunk costs memory beside its bytes, and a sender may send single bytes. */
const MAX_LOOSE = 1_024;

/** Collects chunks; many small ones are joined while they arrive. */
function createCollector() {
  const blocks: Buffer[] = [];
  let loose: Buffer[] = [];
  const join = (): void => {
    blocks.push(Buffer.concat(loose));
    loose = [];
  };
  return {
    add(chunk: Buffer): void {
      loose.push(chunk);
      if (loose.length >= MAX_LOOSE) join();
    },
    whole(): Buffer {
      const all = [...blocks, ...loose];
      return all.length > 1 ? Buffer.concat(all) : (all[0] ?? empty);
    },
  };
}

/** The length that the request announces; `undefined` when it comes in chunks. */
export function announcedBytes({ headers }: IncomingMessage): number | undefined {
  if (headers['transfer-encoding'] !== undefined) return undefined;
  return Number(headers['content-length'] ?? 0);
}

/**
 * Reads a body within bounds. Its bytes are reserved in `inFlight`. The caller releases those of a returned body; for any
 * other result they are released here. Reading stops at the bound.
 */
export function readBody(request: IncomingMessage, { maxBytes, inFlight, owner }: Bounds): Promise<Body> {
  if (announcedBytes(request) === 0) return Promise.resolve(empty);
  if (request.destroyed) return Promise.resolve('gone');
  const { promise, resolve } = Promise.withResolvers<Body>();
  const collected = createCollector();
  let size = 0;
  const stop = (why: 'too-large' | 'no-room' | 'gone'): void => {
    request.off('data', take).off('end', end).off('close', gone).pause();
    inFlight.release(owner, size);
    resolve(why);
  };
  const take = (chunk: Buffer): void => {
    if (size + chunk.length > maxBytes) stop('too-large');
    else if (!inFlight.take(owner, chunk.length)) stop('no-room');
    else {
      size += chunk.length;
      collected.add(chunk);
    }
  };
  const gone = (): void => stop('gone');
  const end = (): void => {
    request.off('close', gone);
    resolve(collected.whole());
  };
  request.on('data', take).on('end', end).on('close', gone);
  return promise;
}
