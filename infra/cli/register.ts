import type { Command } from 'commander';
import type { Context } from './context.ts';

/** Adds a command to the program. */
export type Register = (program: Command, context: Context) => void;

/** What a command does; the exit code is that of its answer, and 0 when it has none. */
export const acts =
  <A extends readonly unknown[]>(context: Context, run: (...args: A) => Promise<number | undefined>) =>
  async (...args: A): Promise<void> =>
    context.setExitCode((await run(...args)) ?? 0);
