import { readFileSync } from 'node:fs';
import type { Alert } from '../../lambdas/domain/alert.ts';
import type { Source } from '../../lambdas/sources/_kit/define-source.ts';
import { alertsOf } from './read.ts';

interface Sample {
  readonly text?: readonly string[];
  readonly payload?: unknown;
}

/** The alerts that a sample of `test/fixtures/sources/<type>.json` becomes. */
export function sampleAlerts(source: Source, type: string, name: string): readonly Alert[] {
  const file = new URL(`../fixtures/sources/${type}.json`, import.meta.url);
  const samples: Readonly<Record<string, Sample>> = JSON.parse(readFileSync(file, 'utf8'));
  const sample = samples[name];
  if (sample === undefined)
    throw new Error(`${type}.json has no sample ${name}; it has ${Object.keys(samples).join()}`);
  return alertsOf(source, sample.payload ?? JSON.parse(sample.text?.join('\n') ?? ''));
}
