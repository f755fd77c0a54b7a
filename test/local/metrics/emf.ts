import { vi } from 'vitest';
import { createTelemetry } from '../../../lambdas/functions/telemetry.ts';

export type Event = readonly [event: string, fields: Readonly<Record<string, unknown>>];

/** The lines of the embedded metric format that one invocation writes. */
export function emittedBy(...events: readonly Event[]): readonly Readonly<Record<string, unknown>>[] {
  const written: string[] = [];
  const spy = vi.spyOn(process.stdout, 'write').mockImplementation((text) => written.push(String(text)) > 0);
  try {
    const telemetry = createTelemetry('deliver', 'blue');
    for (const [event, fields] of events) telemetry.log(event, fields);
    telemetry.flush();
    telemetry.flush();
  } finally {
    spy.mockRestore();
  }
  return written
    .flatMap((text) => text.split('\n'))
    .filter((line) => line.includes('"_aws"'))
    .map((line) => JSON.parse(line));
}

/** The series of some lines, each with its values. */
export function seriesIn(lines: readonly Readonly<Record<string, unknown>>[]): ReadonlyMap<string, readonly number[]> {
  const series = new Map<string, number[]>();
  for (const line of lines)
    for (const [name, value] of Object.entries(line))
      if (/^[A-Z]/.test(name)) series.set(name, [...(series.get(name) ?? []), ...[value].flat().map(Number)]);
  return series;
}
