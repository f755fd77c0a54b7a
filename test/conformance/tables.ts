/**
 * The case tables, one file for each adapter and one for all configurations, read when a test asks for one:
 *
 *   test/fixtures/sources/x.json        what a sender posts and what becomes of it, see source-cases.ts
 *   test/fixtures/destinations/x.json   settings, answers and requests of a receiver, see destination-cases.ts
 *   test/fixtures/config.json           configurations with mistakes, and what is said of each
 *
 * What tests expect of the code (`alerts`, `requests`, `mistakes`) is written by `npm run goldens`, the rest by hand.
 */
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { tableText } from './table-text.ts';

const fixtures = new URL('../fixtures/', import.meta.url);

/** A table by its path below `test/fixtures`, without `.json`: `sources/akto`. */
const fileOf = (table: string): URL => new URL(`${table}.json`, fixtures);

/** Whether there is such a table. */
export const hasTable = (table: string): boolean => existsSync(fileOf(table));

/** What a table holds. */
export const readTable = (table: string): unknown => JSON.parse(readFileSync(fileOf(table), 'utf8'));

/** The names of the tables in a folder of `test/fixtures`, in order. */
export const tablesIn = (folder: 'sources' | 'destinations'): readonly string[] =>
  readdirSync(new URL(`${folder}/`, fixtures))
    .filter((file) => file.endsWith('.json'))
    .map((file) => file.slice(0, -'.json'.length))
    .sort();

/** Whether the tests write what they expect into the tables instead of comparing it: `npm run goldens`. */
export const isWriting: boolean = process.env['GOLDENS'] === 'write';

/** Writes a table; a table that would not change is left alone. */
export function writeTable(table: string, value: unknown): void {
  const text = tableText(value);
  if (!hasTable(table) || readFileSync(fileOf(table), 'utf8') !== text) writeFileSync(fileOf(table), text);
}

/** A value as goldens compare it: the order of keys counts. */
export const pretty = (value: unknown): string => JSON.stringify(value, null, 2);
