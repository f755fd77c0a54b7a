import Table from 'cli-table3';
import picocolors from 'picocolors';
import { oneLine, truncate } from '../../lambdas/domain/values/text.ts';
import type { Context, Io } from './context.ts';
import { safeJson } from './escape.ts';

export const formats = ['json', 'table', 'wide'] as const;
export type Format = (typeof formats)[number];

/** Rows under a head. On a terminal the texts of the column `elastic` are cut so that a row is one line. */
export interface Listing {
  readonly head: readonly string[];
  readonly rows: readonly (readonly string[])[];
  readonly elastic?: number;
  /** What a table says instead when it has no rows. */
  readonly none: string;
}

const GAP = 2;
const LEAST_COLUMN = 16;
const AT_ONCE = 200;

const frame = ['top', 'bottom', 'left', 'right', 'mid'].flatMap((side) => [side, `${side}-mid`]);
const corners = ['top-left', 'top-right', 'bottom-left', 'bottom-right', 'left-mid', 'mid-mid', 'right-mid'];
const noFrame = { ...Object.fromEntries([...frame, ...corners].map((part) => [part, ''])), middle: ' '.repeat(GAP) };

type Paint = (text: string) => string;

const same: Paint = (text) => text;

/** The colour of a word that says how urgent or how good something is. */
function paints(isColored: boolean): ReadonlyMap<string, Paint> {
  const { red, yellow, green, dim, bold } = picocolors.createColors(isColored);
  const good = ['ok', 'delivered', 'resolved', 'yes', 'set', 'active'].map((word) => [word, green] as const);
  const bad = ['dead', 'high', 'refusing', 'NO', 'rejected', 'missing'].map((word) => [word, red] as const);
  const doubtful = ['medium', 'unknown', 'retrying', 'retry', 'paused', 'silent'].map(
    (word) => [word, yellow] as const,
  );
  const critical = ['critical', (text: string) => bold(red(text))] as const;
  return new Map<string, Paint>([...good, ...bad, ...doubtful, critical, ['suppressed', dim], ['merged', dim]]);
}

/** The columns that a text takes at most: characters of East Asia and emoji take two. */
const columnsOf = (text: string): number =>
  text.length + (text.match(/[\u1100-\u115f\u2300-\u27bf\u2900-\ud7ff\uf900-\uffff]/g)?.length ?? 0);

const widthOf = (column: number, rows: readonly (readonly string[])[]): number =>
  rows.reduce((most, row) => Math.max(most, columnsOf(row[column] ?? '')), 0);

/** How wide the elastic column may be on this terminal. */
function roomFor({ head, rows, elastic }: Listing, columns: number): number {
  const others = head.map((_, column) => column).filter((column) => column !== elastic);
  const taken = others.reduce((sum, column) => sum + widthOf(column, [head, ...rows]) + GAP, 0);
  return Math.max(LEAST_COLUMN, columns - taken);
}

/** Rows as they are shown: on one line each, and the elastic column cut where the terminal ends. */
function shortenedRows(
  listing: Listing,
  io: Pick<Io, 'isTerminal' | 'columns'>,
  isWide: boolean,
): readonly (readonly string[])[] {
  const rows = listing.rows.map((row) => row.map(oneLine));
  const { elastic } = listing;
  if (isWide || !io.isTerminal || elastic === undefined) return rows;
  const room = roomFor({ ...listing, rows }, io.columns);
  return rows.map((row) => row.with(elastic, truncate(row[elastic] ?? '', room)));
}

type Rows = readonly (readonly string[])[];

function linesOf(rows: Rows, colWidths: number[]): string[] {
  const table = new Table({
    chars: noFrame,
    style: { head: [], border: [], 'padding-left': 0, 'padding-right': 0 },
    colWidths,
  });
  for (const row of rows) table.push([...row]);
  return table.toString().split('\n');
}

/** The lines of a table; texts of others are made visible and stand on one line. */
export function tableLines(
  listing: Listing,
  io: Pick<Io, 'isTerminal' | 'isColored' | 'columns'>,
  isWide = false,
): string[] {
  if (listing.rows.length === 0) return [listing.none];
  const rows = shortenedRows(listing, io, isWide);
  const widths = listing.head.map((_, column) => widthOf(column, [listing.head, ...rows]));
  const colors = paints(io.isColored);
  const { bold } = picocolors.createColors(io.isColored);
  const painted = rows.map((row) => row.map((text) => (colors.get(text) ?? same)(text)));
  const all = [listing.head.map((name) => bold(name)), ...painted];
  const lines: string[] = [];
  // The time that the library takes grows with the square of the rows.
  for (let at = 0; at < all.length; at += AT_ONCE) lines.push(...linesOf(all.slice(at, at + AT_ONCE), widths));
  return lines.map((line) => line.trimEnd());
}

/** The format that was asked for; else tables on a terminal, and JSON for programs. */
export const formatOf = (asked: Format | undefined, { isTerminal }: Pick<Io, 'isTerminal'>): Format =>
  asked ?? (isTerminal ? 'table' : 'json');

export interface Output {
  readonly output?: Format;
}

/** Prints what the API answered: all of it as JSON, or as the lines that a person reads. */
export function show(
  body: unknown,
  { output }: Output,
  { io }: Context,
  linesOf: (isWide: boolean) => readonly string[],
) {
  const format = formatOf(output, io);
  const lines = format === 'json' ? [safeJson(body, 2)] : linesOf(format === 'wide');
  for (const line of lines) io.out(line);
}

/** Prints what the API answered as JSON or as a table. */
export const showTable = (body: unknown, options: Output, context: Context, listing: (isWide: boolean) => Listing) =>
  show(body, options, context, (isWide) => tableLines(listing(isWide), context.io, isWide));
