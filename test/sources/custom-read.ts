import { expect } from 'vitest';
import { Alert } from '../../lambdas/domain/alert.ts';
import { type Read, read } from '../../lambdas/engine/route/read.ts';
import { readerOf } from '../../lambdas/engine/route/reader.ts';
import type { Mapping } from '../../lambdas/sources/_kit/mapping/map-schema.ts';
import type { SeverityTable } from '../../lambdas/sources/_kit/severity-table.ts';
import { bodyOf } from '../conformance/source-cases.ts';

export const receivedAt = '2026-11-20T09:00:06.000Z';
/** The body of a case of the type. */
export const fixture = (name: string): unknown => JSON.parse(bodyOf('custom', name).toString('utf8'));

/** What a source of a type makes of a payload. */
export const readAs = async (
  type: string,
  payload: unknown,
  map?: Mapping,
  severity?: SeverityTable,
): Promise<Read> => {
  const setting = { type, ...(map === undefined ? {} : { map }), ...(severity === undefined ? {} : { severity }) };
  const bytes = Buffer.from(JSON.stringify(payload));
  return read(readerOf(setting), { bytes, headers: { 'x-event': 'alert' }, sourceId: 'acme', receivedAt });
};

/** The alerts of a payload, all valid. */
export async function alerts(payload: unknown, map?: Mapping, severity?: SeverityTable): Promise<readonly Alert[]> {
  const found = await readAs('custom', payload, map, severity);
  const all = found.kind === 'alerts' ? found.alerts.map(({ alert }) => alert) : [];
  for (const alert of all) expect(() => Alert.parse(alert)).not.toThrow();
  return all;
}

/** The only alert of a payload. */
export async function one(payload: unknown, map?: Mapping, severity?: SeverityTable): Promise<Alert> {
  const [first, ...more] = await alerts(payload, map, severity);
  if (first === undefined || more.length > 0) throw new Error('one alert was expected');
  return first;
}
