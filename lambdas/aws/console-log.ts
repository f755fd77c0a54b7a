/** One event with its fields, as one line. */
export type Log = (event: string, fields: Readonly<Record<string, unknown>>) => void;

/**
 * Writes one JSON line an event. Ingest uses this and not Powertools: Lambda's own JSON logging adds time, level and
 * request id to an object it is given, and a logger that has to be loaded would be paid for at every cold start.
 */
export const consoleLog: Log = (event, fields) => {
  const line = { event, ...fields };
  console.info(process.env['AWS_LAMBDA_LOG_FORMAT'] === 'JSON' ? line : JSON.stringify(line));
};
