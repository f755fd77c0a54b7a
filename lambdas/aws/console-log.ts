/** One event with its fields, as one line. */
export type Log = (event: string, fields: Readonly<Record<string, unknown>>) => void;

/**
 * Writes JSON lines. Ingest uses this and not Powertools: Lambda's own JSON logging adds time, level and request id,
 * and a logger that has to be loaded would be paid for at every cold start.
 */
export const consoleLog: Log = (event, fields) => console.info(JSON.stringify({ event, ...fields }));
