import type { Context } from '../../infra/cli/context.ts';

/** Nothing is run and nothing printed: only the commands and their options are read. */
export const silent: Context = {
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
  finish: () => undefined,
};
