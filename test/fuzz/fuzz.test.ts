import { describe, expect, it, test } from 'vitest';
import { kept, toBody } from './failed.ts';
import { bodyOf } from './mutate.ts';
import { run } from './run.ts';
import { types } from './samples.ts';
import { faultsOf, runSlice } from './slice.ts';

// `npm run fuzz` is the long form.
const SEED = 20261121;
const SLICE = 150;

test.each([0, 1, 2, 3, 4, 5])(
  'mutated bodies neither crash nor stall anything, and all are accounted for, part %i',
  async (part) => {
    const { failed, faults, answers, bodies } = await runSlice({
      seed: SEED,
      from: part * SLICE,
      to: (part + 1) * SLICE,
    });
    expect(faults).toEqual([]);
    expect(failed).toEqual([]);
    expect(answers['202 accepted']).toBeGreaterThan(bodies * 0.8);
  },
);

describe('many records in one large wrapping', () => {
  const fields = Object.fromEntries(Array.from({ length: 2_000 }, (_, n) => [`k${n}`, `v${n}`]));
  const records = Array.from({ length: 200 }, (_, n) => ({ id: `x${n}`, title: `Alert ${n}`, severity: 'high' }));

  it.each(types)('do not each bring it along: %s', async (type) => {
    const bytes = Buffer.from(JSON.stringify({ ...fields, alerts: records }));
    const body = { ...bodyOf(SEED, 1), type, bytes, size: bytes.length, headers: {}, query: {}, method: 'POST' };
    expect(await faultsOf({ ...body, isProven: true })).toEqual([]);
  });
});

describe('what failed once', () => {
  it.each(kept())('%s does so no more', async (_, failed) => {
    expect(await faultsOf(toBody(failed))).toEqual([]);
  });
});

describe('the fuzzer itself', () => {
  it('makes the same bodies of the same seed', () => {
    for (const n of [0, 7, 400]) expect(bodyOf(SEED, n)).toEqual(bodyOf(SEED, n));
  });

  it('makes bodies that differ', () => {
    const texts = Array.from({ length: 200 }, (_, n) => Buffer.from(bodyOf(SEED, n).bytes).toString('latin1'));
    expect(new Set(texts).size).toBeGreaterThan(180);
  });

  it('tells a body that is not accepted from one that is', async () => {
    const body = { ...bodyOf(SEED, 1), isProven: false };
    const { answers, outcomes } = await run([body]);
    expect(answers).toEqual({ '401 credential': 1 });
    expect(outcomes).toEqual({});
  });
});
