import type { Alert } from '../../lambdas/domain/alert.ts';
import type { Reading, Received, Source } from '../../lambdas/sources/_kit/define-source.ts';
import { finish } from '../../lambdas/sources/_kit/normalize.ts';

const usual: Received = { headers: {}, receivedAt: '2026-09-02T08:00:00.000Z', repaired: false };

/** What a payload is to a source, read all at once. */
export function readingOf(source: Source, payload: unknown, came: Partial<Received> = {}): Reading {
  const reading = source.read(payload, { ...usual, ...came });
  if (reading instanceof Promise) throw new Error('it waits for something, and nobody gave it a pause');
  return reading;
}

/** The alerts that a payload becomes; none when it is no alert. */
export function alertsOf(source: Source, payload: unknown, came: Partial<Received> = {}): readonly Alert[] {
  const reading = readingOf(source, payload, came);
  const { vendor, product } = source;
  const origin = { source: 's', vendor, product, receivedAt: came.receivedAt ?? usual.receivedAt };
  return reading.kind === 'alerts' ? reading.detections.map((each) => finish(each, origin)) : [];
}

/** The only alert of a payload. */
export function alertOf(source: Source, payload: unknown, came: Partial<Received> = {}): Alert {
  const [alert, ...others] = alertsOf(source, payload, came);
  if (alert === undefined || others.length > 0) throw new Error(`${others.length + 1} alerts where one was expected`);
  return alert;
}
