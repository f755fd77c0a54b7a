import type { StoredBody } from '../../domain/webhook.ts';

/** From here on a body may take hundreds of megabytes while it is routed. */
const LARGE_BYTES = 2 * 1024 * 1024;

/** The last four bytes of gzip say how long the content is (https://www.rfc-editor.org/rfc/rfc1952, ISIZE). */
function bytesIn({ gzip, bytes }: Extract<StoredBody, { in: 'message' }>): number {
  if (!gzip || bytes.length < 4) return bytes.length;
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength).getUint32(bytes.length - 4, true);
}

/** Whether a body is large once it is unpacked; one that did not fit into its message is. */
export const isLarge = (body: StoredBody): boolean => body.in === 'blob' || bytesIn(body) > LARGE_BYTES;

/** Does one thing after the other, in the order in which they were asked for. */
export function oneAtATime(): <T>(work: () => Promise<T>) => Promise<T> {
  let last: Promise<unknown> = Promise.resolve();
  return (work) => {
    const next = last.then(work);
    last = next.catch(() => undefined);
    return next;
  };
}
