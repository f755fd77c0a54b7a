import { sources } from '../../lambdas/sources/index.ts';
import { bytesOf, sourceCases } from '../conformance/source-cases.ts';
import { tablesIn } from '../conformance/tables.ts';

/** A payload that a sender is known to post. */
export interface Sample {
  readonly type: string;
  readonly text: string;
}

export const types: readonly string[] = Object.keys(sources);

/** Every sample there is, also of a type that is not registered. */
export const samples: readonly Sample[] = tablesIn('sources').flatMap((type) =>
  sourceCases(type).map((one) => ({ type, text: bytesOf(one).toString('utf8') })),
);

const byType = Map.groupBy(samples, ({ type }) => type);

export const samplesOf = (type: string): readonly Sample[] => byType.get(type) ?? samples;
