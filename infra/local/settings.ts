import { randomBytes } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { parseEnv } from 'node:util';
import type { Variables } from '../../lambdas/core/env.ts';

/** The environment with `.env` beneath it: what is set outside wins. */
export function readEnvironment(folder: string, outer: Variables): Variables {
  const file = path.join(folder, '.env');
  return existsSync(file) ? { ...parseEnv(readFileSync(file, 'utf8')), ...outer } : outer;
}

/**
 * The admin token: the environment's, else one that was made here before, else a new one, kept beside the data. The
 * folder is there and this process's own.
 */
export function adminToken(
  variables: Variables,
  dataDir: string,
): { readonly token: string; readonly isOurs: boolean } {
  const given = variables['TOCSIN_ADMIN_TOKEN'];
  if (given !== undefined && given !== '') return { token: given, isOurs: false };
  const file = path.join(dataDir, 'admin-token');
  if (existsSync(file)) return { token: readFileSync(file, 'utf8').trim(), isOurs: true };
  const token = randomBytes(24).toString('base64url');
  writeFileSync(file, token, { mode: 0o600, flush: true });
  return { token, isOurs: true };
}
