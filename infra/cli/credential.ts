import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { Variables } from '../../lambdas/config/env.ts';
import { CliError, exitCode } from './errors.ts';

/** The admin token, and where it was found. */
export interface Credential {
  readonly token: string;
  readonly from: string;
}

const FILE = 'admin-token';

function kept(file: string): string {
  try {
    return readFileSync(file, 'utf8').trim();
  } catch {
    return '';
  }
}

/** The admin token of `--token`, of the environment or `.env`, or the one that `npm start` keeps. Nothing is written. */
export function credentialOf(
  { token, data }: { readonly token?: string; readonly data: string },
  environment: Variables,
): Credential {
  const file = path.join(data, FILE);
  const found: readonly Credential[] = [
    { token: token ?? '', from: '--token' },
    { token: environment['TOCSIN_ADMIN_TOKEN'] ?? '', from: 'TOCSIN_ADMIN_TOKEN' },
    { token: kept(file), from: file },
  ];
  const first = found.find((each) => each.token !== '');
  if (first === undefined)
    throw new CliError(
      `no admin token: set TOCSIN_ADMIN_TOKEN, give --token, or name the data folder of npm start with --data (${file} is not there)`,
      exitCode.unreachable,
    );
  // What no header can carry would end in an error that shows it.
  if (/^[\x21-\x7e]+$/.test(first.token)) return first;
  throw new CliError(
    `the admin token from ${first.from} has characters that no header can carry: set it again`,
    exitCode.unreachable,
  );
}
