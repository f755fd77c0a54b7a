import type { IncomingMessage } from 'node:http';
import type { InFlight } from './in-flight.ts';

/** The body, or why there is none: larger than allowed, no room for it just now, or its sender hung up. */
export type Body = Buffer | 'too-large' | 'no-room' | 'gone';

interface Bounds {
  readonly maxBytes: number;
  readonly inFlight: InFlight;
  /** For whom the room is taken. */
  readonly owner: string;
}

const empty = Buffer.alloc(0);

/** A chunk costs memory beside its bytes, and a sender may choose to send single ones. */
const MAX_LOOSE = 1_024;

/** Collects chunks; many small ones are joined as they come. */
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
 * Reads a body within bounds. What is read takes room of `inFlight`, which the caller releases for a body that it got;
 * for any other end it is released here. At the bound reading stops.
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
