import { compose } from './compose.ts';

/** What Lambda calls. */
export const handler = compose(process.env);
