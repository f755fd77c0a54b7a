import type { Alert } from '../../lambdas/domain/alert.ts';
import { type Read, read } from '../../lambdas/engine/route/read.ts';
import { readerOf } from '../../lambdas/engine/route/reader.ts';

type Headers = Readonly<Record<string, string>>;

/** What the route stage makes of a body that was posted to a source. */
export const readBytesThrough = async (type: string, bytes: Uint8Array, headers: Headers = {}): Promise<Read> =>
  read(readerOf({ type }), {
    bytes,
    headers: { 'content-type': 'application/json', ...headers },
    sourceId: 'edge',
    receivedAt: '2026-11-30T08:00:00.000Z',
  });

/** What the route stage makes of a payload that was posted to a source. */
export const readThrough = (type: string, payload: unknown, headers: Headers = {}): Promise<Read> =>
  readBytesThrough(type, Buffer.from(JSON.stringify(payload)), headers);

/** The alerts that a payload becomes in the route stage; none when it is no alert. */
export async function alertsThrough(...posted: Parameters<typeof readThrough>): Promise<readonly Alert[]> {
  const found = await readThrough(...posted);
  return found.kind === 'alerts' ? found.alerts.map(({ alert }) => alert) : [];
}
