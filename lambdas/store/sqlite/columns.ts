import type { SQLOutputValue } from 'node:sqlite';

/** A row as the database answers it. */
export type Row = Readonly<Record<string, SQLOutputValue>>;

const wrong = (name: string, found: unknown, wanted: string): Error =>
  new Error(
    `column "${name}" holds ${found === null ? 'nothing' : typeof found}, expected ${wanted}: the database is damaged, restore a backup`,
  );

/** The text of a column that always has one. */
export function textIn(row: Row, name: string): string {
  const value = row[name];
  if (typeof value !== 'string') throw wrong(name, value, 'text');
  return value;
}

/** The number of a column that always has one. */
export function numberIn(row: Row, name: string): number {
  const value = row[name];
  if (typeof value !== 'number') throw wrong(name, value, 'a number');
  return value;
}

/** The text of a column that may be empty. */
export function textOrNothing(row: Row, name: string): string | undefined {
  const value = row[name];
  return value === null || value === undefined ? undefined : textIn(row, name);
}

/** A value for a column that may be empty. */
export const orNull = <T>(value: T | undefined): T | null => value ?? null;
