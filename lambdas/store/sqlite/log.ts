/** Writes one event. */
export type Log = (event: string, fields: Readonly<Record<string, unknown>>) => void;
