import type { Config } from '../../config/schema.ts';
import type { Alert } from '../../domain/alert.ts';
import { loadSources } from '../../sources/load.ts';
import { configured } from '../route/configured.ts';
import { read } from '../route/read.ts';

/** The alerts of a payload, or why there are none. */
export type ReadPayload = { readonly alerts: readonly Alert[] } | { readonly nothing: string };

/** Reads a payload as if its source had sent it now. Nothing is kept. */
export async function readPayload(
  source: string,
  setting: Config['sources'][string],
  body: string,
  nowMs: number,
): Promise<ReadPayload> {
  const { [setting.type]: type } = await loadSources([setting.type]);
  const found = await read(type === undefined ? undefined : configured(type, setting), {
    bytes: Buffer.from(body),
    headers: { 'content-type': 'application/json' },
    sourceId: source,
    receivedAt: new Date(nowMs).toISOString(),
    deliversTests: setting.deliversTests === true,
  });
  if (found.kind === 'alerts') return { alerts: found.alerts.map(({ alert }) => alert) };
  return {
    nothing: found.kind === 'empty' ? 'there is nothing in it' : `it is recognised, and no alert: ${found.reason}`,
  };
}
