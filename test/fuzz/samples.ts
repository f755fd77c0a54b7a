import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { sources } from '../../lambdas/sources/index.ts';

const folder = path.join(import.meta.dirname, '../fixtures/sources');

/** A payload that a sender is known to post. */
export interface Sample {
  readonly type: string;
  readonly text: string;
}

function samplesIn(type: string): Sample[] {
  const files = readdirSync(path.join(folder, type), { withFileTypes: true });
  return files
    .filter((file) => file.isFile() && file.name !== 'index.json')
    .map(({ name }) => ({ type, text: readFileSync(path.join(folder, type, name), 'utf8') }));
}

export const types: readonly string[] = Object.keys(sources);

/** Every sample there is, also of a type that is not registered. */
export const samples: readonly Sample[] = readdirSync(folder, { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .flatMap(({ name }) => samplesIn(name));

const byType = Map.groupBy(samples, ({ type }) => type);

export const samplesOf = (type: string): readonly Sample[] => byType.get(type) ?? samples;
