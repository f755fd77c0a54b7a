import type { Limits } from '../deadline.ts';
import { compose } from './compose.ts';

const run = compose(process.env);

/** What Lambda calls, on a schedule. */
export const handler = (_event: unknown, limits: Limits): Promise<void> => run({}, limits);
