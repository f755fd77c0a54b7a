import type { Variables } from '../../lambdas/config/env.ts';
import { type ConcurrencyOptions, concurrencyLine, concurrencyMistakes } from '../aws/concurrency.ts';
import { accountLimit } from './account.ts';
import { CliError, exitCode } from './errors.ts';

export interface CheckAccountOptions {
  readonly region?: string | undefined;
  /** As the option of the deployment is written: `route=2,deliver=5`. */
  readonly maxConcurrency?: string | undefined;
  /** `ingest=20`. */
  readonly reservedConcurrency?: string | undefined;
  readonly environment: Variables;
}

/** Numbers by name, in the form of the deployment's options. */
function numbersIn(text: string | undefined, option: string, names: readonly string[]): Record<string, number> {
  const pairs = (text ?? '').split(',').filter((each) => each.trim() !== '');
  const read = pairs.map((pair) => {
    const [, name = '', digits = ''] = /^\s*(\w+)=(\d{1,5})\s*$/.exec(pair) ?? [];
    if (!names.includes(name))
      throw new CliError(
        `${option}: found ${JSON.stringify(pair)}; allowed: ${names.map((each) => `${each}=NUMBER`).join(',')}`,
        exitCode.misuse,
      );
    return [name, Number(digits)] as const;
  });
  return Object.fromEntries(read);
}

/** Whether the account of AWS has room for the functions: a line, and the mistakes. The exit code is 1 when there are some. */
export async function checkAccount(
  { region, maxConcurrency, reservedConcurrency, environment }: CheckAccountOptions,
  print: { out(line: string): void; err(line: string): void },
): Promise<number> {
  const options: ConcurrencyOptions = {
    maxConcurrency: numbersIn(maxConcurrency, '--max-concurrency', ['route', 'deliver']),
    reservedConcurrency: numbersIn(reservedConcurrency, '--reserved-concurrency', ['ingest']),
  };
  const limit = await accountLimit(region, environment);
  const mistakes = concurrencyMistakes(options, limit);
  for (const mistake of mistakes) print.err(`${limit.region}: ${mistake}`);
  print.out(`${limit.region}: ${concurrencyLine(options, limit)}`);
  return mistakes.length === 0 ? exitCode.ok : exitCode.refused;
}
