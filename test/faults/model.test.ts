import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import * as fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { broken } from './account.ts';
import { emptyModel, type Model, play, type Step, steps, worldOf } from './steps.ts';
import { stores } from './stores.ts';
import type { World } from './world.ts';
import type { MakeStore } from './world-store.ts';

beforeAll(() => {
  vi.useFakeTimers({ toFake: ['Date'] });
});
afterAll(() => {
  vi.useRealTimers();
});

/** A history that failed once: played again before all others, for ever. */
interface Failed {
  /** Where it failed; on every store when nothing is said. */
  readonly store?: string;
  readonly seed: number;
  readonly steps: readonly Step[];
}

const file = path.join(import.meta.dirname, 'seeds.json');
// Written by this test alone.
const failed: readonly Failed[] = JSON.parse(readFileSync(file, 'utf8'));

const RUNS = Number(process.env['FAULT_RUNS'] ?? 300);
const STEPS = 14;

/** Faults end, time goes on, and everything comes to rest; then the promises have to hold. */
async function judge(world: World, { replayed, expected, wasClockSet }: Model): Promise<void> {
  for (const receiver of world.receivers.values()) {
    receiver.behave();
    receiver.isLocked = false;
  }
  world.faults.clear();
  world.deliveries.refuseAfter(Number.POSITIVE_INFINITY);
  world.replaceWorker();
  await world.drain();
  const problems = await broken(world, { replayed, ...(wasClockSet ? {} : { expected }) });
  if (problems.length > 0) throw new Error(problems.join('\n'));
}

class Taken implements fc.AsyncCommand<Model, World> {
  readonly step: Step;
  constructor(step: Step) {
    this.step = step;
  }
  check(model: Readonly<Model>): boolean {
    return this.step.do === 'resend' || this.step.do === 'replay' ? model.webhooks.length > 0 : true;
  }
  run(model: Model, world: World): Promise<void> {
    return play(this.step, model, world);
  }
  toString(): string {
    return JSON.stringify(this.step);
  }
}

const histories = fc.commands(
  steps.map((each) => each.map((step) => new Taken(step))),
  { maxCommands: STEPS, size: 'max' },
);

const promisesOn = (store: MakeStore) =>
  fc.asyncProperty(fc.nat({ max: 1_000 }), histories, async (seed, commands) => {
    const [model, world] = [emptyModel(), worldOf(seed, store)];
    await fc.asyncModelRun(() => ({ model, real: world }), commands);
    await judge(world, model);
  });

/** Keeps a history that failed, and says how. */
function keep(store: string, [seed, commands]: readonly [number, Iterable<unknown>], errorInstance: unknown): string {
  const found: Failed = { store, seed, steps: [...commands].map((each): Step => JSON.parse(String(each))) };
  if (process.env['CI'] === undefined) writeFileSync(file, `${JSON.stringify([...failed, found], null, 1)}\n`);
  const error = errorInstance instanceof Error ? errorInstance.message : 'it failed';
  return `${error}\n${JSON.stringify(found)}`;
}

describe.each(stores)('on %s', (name, store) => {
  it.for(failed.filter((each) => (each.store ?? name) === name))(
    'the promises hold in a history that failed once (%#)',
    async ({ seed, steps: all }) => {
      const [model, world] = [emptyModel(), worldOf(seed, store)];
      for (const step of all) await play(step, model, world);
      await judge(world, model);
    },
  );

  it(`the promises hold in ${RUNS} histories of webhooks, faults, crashes and clock steps`, {
    timeout: 600_000,
  }, async () => {
    const result = await fc.check(promisesOn(store), {
      numRuns: RUNS,
      interruptAfterTimeLimit: 120_000,
      markInterruptAsFailure: true,
    });
    if (result.failed) expect.fail(keep(name, result.counterexample ?? [0, []], result.errorInstance));
  });
});
