import type { Context } from './context.ts';

/** For what only reads the commands and their options: nothing is printed, and no environment is read. */
export const silentContext: Context = {
  io: {
    out: () => undefined,
    err: () => undefined,
    progress: () => undefined,
    secret: async () => '',
    isTerminal: false,
    isColored: false,
    columns: 110,
  },
  environment: () => ({}),
  setExitCode: () => undefined,
};
