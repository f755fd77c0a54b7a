import type { Variables } from '../../lambdas/config/env.ts';

/** Where a command prints, and what is on the other side. */
export interface Io {
  /** Prints a line of the result. */
  out(line: string): void;
  /** Prints a line for the person: a note, progress, or an error. */
  err(line: string): void;
  /** Shows how far something is, in place of what it showed before; on a terminal only. */
  progress(text: string): void;
  /** Asks for a line that is not shown while it is typed; else what standard input has. */
  secret(prompt: string): Promise<string>;
  /** Whether standard output is a terminal. */
  readonly isTerminal: boolean;
  readonly isColored: boolean;
  readonly columns: number;
}

/** What a command runs with. */
export interface Context {
  readonly io: Io;
  /** The environment, with `.env` of the current folder. */
  environment(): Variables;
  /** Notes the exit code of what was run. */
  setExitCode(code: number): void;
}
