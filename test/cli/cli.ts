import { run } from '../../infra/cli/bin/run.ts';
import type { Variables } from '../../lambdas/config/env.ts';

export interface Called {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

export interface Surroundings {
  readonly environment?: Variables;
  readonly isTerminal?: boolean;
  readonly isColored?: boolean;
  readonly columns?: number;
  /** What is typed where a secret is asked for. */
  readonly secret?: string;
}

/** Runs `tocsin` in this process, and keeps what it printed. */
export async function tocsin(words: readonly string[], surroundings: Surroundings = {}): Promise<Called> {
  const { environment = {}, isTerminal = false, isColored = false, columns = 100, secret = '' } = surroundings;
  const printed: { out: string; err: string } = { out: '', err: '' };
  const io = {
    out: (line: string) => {
      printed.out += `${line}\n`;
    },
    err: (line: string) => {
      printed.err += `${line}\n`;
    },
    progress: () => undefined,
    secret: async () => secret,
    isTerminal,
    isColored,
    columns,
  };
  return { code: await run(words, { io, environment: () => environment }), ...printed };
}
