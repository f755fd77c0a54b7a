/**
 * Where each fault that was found, and each failing situation of public bug reports, has its test. `B1` to `B15` are faults of
 * the engine; the numbers are the situations.
 */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { faults } from './covered-faults.ts';
import { reported } from './covered-reports.ts';

const read = (file: string): string => readFileSync(path.join(import.meta.dirname, '..', file), 'utf8');

/** Whether a file has a text of its own with exactly these words, as titles and names of cases are. */
const has = (file: string, title: string): boolean =>
  ["'", '"', '`'].some((quote) => read(file).includes(`${quote}${title}${quote}`));

describe.each([...faults, ...reported])('$of: $about', ({ tests }) => {
  it.each(Object.entries(tests))('has its tests in %s', (file, titles) => {
    expect(titles.filter((title) => !has(file, title))).toEqual([]);
  });
});

it('every fault and every situation that failed has tests', () => {
  expect(faults.map(({ of }) => of)).toEqual(Array.from({ length: 15 }, (_, n) => `B${n + 1}`));
  expect(reported.map(({ of }) => of)).toEqual([...Array.from({ length: 18 }, (_, n) => String(n + 1)), '32']);
});
