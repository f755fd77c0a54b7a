import { randomBytes } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { parseEnv } from 'node:util';
import type { Variables } from '../../lambdas/config/env.ts';
import { fileBytes } from '../file-bytes.ts';

const reasons = { EISDIR: 'is a folder: it has to be a file with lines NAME=value' };

/** The variables of `.env` and of the environment, which takes precedence. */
export function readEnvironment(folder: string, outer: Variables): Variables {
  const file = path.join(folder, '.env');
  return existsSync(file) ? { ...parseEnv(fileBytes(file, reasons).toString('utf8')), ...outer } : outer;
}

/**
 * The admin token: from the environment, else the one that an earlier start made, else a new one, kept in the data folder.
 * The folder must exist and be locked by this process.
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
