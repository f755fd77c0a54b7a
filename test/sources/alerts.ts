import type { Alert } from '../../lambdas/core/alert.ts';
import { finish } from '../../lambdas/core/finish.ts';
import type { Reading, Source } from '../../lambdas/core/source.ts';

const receivedAt = '2026-09-02T08:00:00.000Z';

export const readingOf = (source: Source, payload: unknown, headers: Readonly<Record<string, string>> = {}): Reading =>
  source.read(payload, { headers, receivedAt, repaired: false });

/** The alerts that a source makes of a payload. */
export function alertsOf(
  source: Source,
  payload: unknown,
  headers?: Readonly<Record<string, string>>,
): readonly Alert[] {
  const reading = readingOf(source, payload, headers);
  if (reading.kind !== 'alerts') return [];
  return reading.detections.map((it) => finish(it, { source: 's', vendor: 'V', product: 'P', receivedAt }));
}

/** The only alert of a payload. */
export function alertOf(source: Source, payload: unknown, headers?: Readonly<Record<string, string>>): Alert {
  const [alert, ...others] = alertsOf(source, payload, headers);
  if (alert === undefined || others.length > 0) throw new Error(`${others.length + 1} alerts where one was expected`);
  return alert;
}
