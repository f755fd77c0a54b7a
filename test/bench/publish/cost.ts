import { execFile } from 'node:child_process';
import path from 'node:path';
import { promisify } from 'node:util';
import * as z from 'zod/mini';
import { scenarios } from '../../cost/scenarios.ts';
import type { BudgetRow } from '../one-machine/rows.ts';

/** What `npm run cost -- --json` writes. */
const Output = z.object({
  idle: z.number(),
  figures: z.array(z.object({ name: z.string(), goal: z.optional(z.number()), dollars: z.number() })),
});

/** Dollars of a million alerts, by scenario, and of a month without alerts. */
export type Costs = z.infer<typeof Output>;

const RUN = path.join(import.meta.dirname, '../../cost/run.ts');

/** Runs the measurement that writes docs/cost.md, in a process of its own; over a limit it fails, and is published all the same. */
export async function measureCosts(): Promise<Costs> {
  const { stdout } = await promisify(execFile)(process.execPath, [RUN, '--json'], { maxBuffer: 1e8 }).catch(
    (error: { readonly stdout?: string }) => {
      if (error.stdout === undefined || error.stdout === '') throw error;
      return { stdout: error.stdout };
    },
  );
  return Output.parse(JSON.parse(stdout));
}

/** The scenarios that have a limit, in the words of docs/cost.md. */
export const costRows = ({ figures }: Costs): BudgetRow[] =>
  figures.flatMap(({ name, goal, dollars }) =>
    goal === undefined
      ? []
      : {
          what: `a million alerts: ${scenarios.find((each) => each.name === name)?.title ?? name}`,
          unit: 'USD',
          values: { tocsin: dollars },
          budget: { of: 'value', at: 'most', limit: goal } as const,
        },
  );
