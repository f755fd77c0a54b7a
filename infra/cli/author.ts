import os from 'node:os';
import { oneLine } from '../../lambdas/domain/values/text.ts';

/** The person at the terminal, where no name was given. */
export function defaultAuthor(): string {
  try {
    return oneLine(os.userInfo().username) || 'tocsin';
  } catch {
    return 'tocsin';
  }
}
