import type { Socket } from 'node:net';

/** The status of a proxy's answer to CONNECT; 0 when it is not HTTP. */
export interface Head {
  readonly status: number;
}

/** A head that is longer is no answer to CONNECT. */
const MAX_BYTES = 16_384;
const END = '\r\n\r\n';

const statusOf = (head: string): number => Number(/^HTTP\/1\.[01] (\d{3})/.exec(head)?.[1] ?? 0);

const cutShort = (): Error => Object.assign(new Error('the proxy ended the connection'), { code: 'econnreset' });

/** Reads the head of the answer and no byte more: what comes after it belongs to the tunnel. */
export function readHead(socket: Socket): Promise<Head> {
  const { promise, resolve, reject } = Promise.withResolvers<Head>();
  let bytes: Buffer = Buffer.alloc(0);
  const onData = (chunk: Buffer): void => {
    bytes = Buffer.concat([bytes, chunk]);
    const text = bytes.toString('latin1');
    const end = text.indexOf(END);
    if (end < 0 && bytes.length < MAX_BYTES) return;
    socket.pause();
    if (end >= 0 && bytes.length > end + END.length) socket.unshift(bytes.subarray(end + END.length));
    resolve({ status: end < 0 ? 0 : statusOf(text) });
  };
  const onEnd = (): void => reject(cutShort());
  socket.on('data', onData).on('end', onEnd).on('close', onEnd).on('error', reject);
  return promise.finally(() => socket.off('data', onData).off('end', onEnd).off('close', onEnd).off('error', reject));
}
