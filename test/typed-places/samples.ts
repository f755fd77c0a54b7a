import * as z from 'zod/mini';
import type { Alert } from '../../lambdas/domain/alert.ts';
import { parsePayload } from '../../lambdas/sources/_kit/body/payload.ts';
import { sources } from '../../lambdas/sources/index.ts';
import { bytesOf, sourceCases } from '../conformance/source-cases.ts';
import { readTable, tablesIn } from '../conformance/tables.ts';
import { alertsOf } from '../sources/read.ts';

/** A webhook of a sender, and the detections that it becomes. */
export interface Sample {
  readonly type: string;
  readonly name: string;
  readonly payload: unknown;
  readonly alerts: readonly Alert[];
}

const Cases = z.record(
  z.string(),
  z.strictObject({
    type: z.string(),
    headers: z.optional(z.record(z.string(), z.string())),
    payload: z.unknown(),
  }),
);

interface Body {
  readonly name: string;
  readonly payload: unknown;
  readonly headers?: Readonly<Record<string, string>> | undefined;
}

function sampleOf(type: string, { name, payload, headers = {} }: Body): Sample {
  const source = Object.entries(sources).find(([each]) => each === type)?.[1];
  if (source === undefined) throw new Error(`no source type ${type}, there are: ${Object.keys(sources).join(', ')}`);
  const alerts = alertsOf(source, payload, { headers }).filter(({ kind }) => kind === 'detection');
  return { type, name, payload, alerts };
}

/** The elements at the end of a list that are no alerts are no part of what is measured. */
const withoutTail = (value: unknown, count: number): unknown =>
  Array.isArray(value) ? value.slice(0, value.length - count) : value;

/** Their fields hold values of wrong types on purpose: no sender sends them, they show that nothing breaks. */
const isOdd = (name: string): boolean => name.endsWith('odd-values');

function samplesOf(type: string): Sample[] {
  return sourceCases(type).flatMap((one) => {
    const payload = parsePayload(bytesOf(one), 'application/json');
    if (payload.kind !== 'json' || !one.kinds.includes('detection') || isOdd(one.name)) return [];
    return sampleOf(type, { name: one.name, payload: withoutTail(payload.value, one.ignoredTail ?? 0) });
  });
}

/** The samples of every source, and the cases of `test/fixtures/typed-places/cases.json`, as far as they are detections. */
export function samples(): Sample[] {
  const cases = Object.entries(Cases.parse(readTable('typed-places/cases')));
  return [
    ...tablesIn('sources').flatMap(samplesOf),
    ...cases.map(([name, { type, ...body }]) => sampleOf(type, { name: `case ${name}`, ...body })),
  ].filter(({ alerts }) => alerts.length > 0);
}
