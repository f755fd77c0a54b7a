/** The attributes of an item, not trusted to be what they should. */
export type Row = Readonly<Record<string, unknown>>;

/** A time as it stands in sort keys. */
export const iso = (ms: number): string => new Date(ms).toISOString();

/** An attribute that may be missing, as the number that it counts from. */
export const numberOf = (value: unknown): number => (typeof value === 'number' ? value : 0);
