import { compose } from './compose.ts';

const run = compose(process.env);

/** What Lambda calls, on a schedule. */
export const handler = (): Promise<void> => run();
