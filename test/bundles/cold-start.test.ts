import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, it } from 'vitest';
import { coldStarts } from '../bench/cold-start.ts';

/** What other work on the machine may add to a ratio of medians. */
const MARGIN = 1.15;

it('functions start as fast as bare clients of AWS, with a margin, and load no more than they have to', () => {
  const dir = mkdtempSync(path.join(tmpdir(), 'tocsin-cold-'));
  const all = new Map(coldStarts(dir, 7).map((each) => [each.name, each]));
  rmSync(dir, { recursive: true, force: true });
  const of = (name: string) => all.get(name) ?? { ms: Number.NaN, kilobytes: Number.NaN };
  expect(of('ingest').ms / of('bare SQS client').ms).toBeLessThanOrEqual(1.1 * MARGIN);
  expect(of('ingest').kilobytes).toBeLessThanOrEqual(250);
  for (const name of ['route', 'deliver']) {
    expect(of(name).ms / of('bare SQS and DynamoDB').ms, name).toBeLessThanOrEqual(1.4 * MARGIN);
    expect(of(name).kilobytes, name).toBeLessThanOrEqual(450);
  }
});
