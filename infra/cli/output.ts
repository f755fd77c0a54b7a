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

const widthOf = (column: number, { head, rows }: Listing): number =>
  rows.reduce((most, row) => Math.max(most, (row[column] ?? '').length), (head[column] ?? '').length);

/** How wide the elastic column may be on this terminal. */
function roomFor({ elastic, ...listing }: Listing, columns: number): number {
  const others = listing.head.map((_, column) => column).filter((column) => column !== elastic);
  const taken = others.reduce((sum, column) => sum + widthOf(column, listing) + GAP, 0);
  return Math.max(LEAST_COLUMN, columns - taken);
}

/** The lines of a table; texts of others are made visible and stand on one line. */
export function tableLines(
  listing: Listing,
  io: Pick<Io, 'isTerminal' | 'isColored' | 'columns'>,
  isWide = false,
): string[] {
  if (listing.rows.length === 0) return [listing.none];
  const safe = { ...listing, rows: listing.rows.map((row) => row.map(oneLine)) };
  const room = isWide || !io.isTerminal || listing.elastic === undefined ? undefined : roomFor(safe, io.columns);
  const colors = paints(io.isColored);
  const painted = (text: string, column: number): string => {
    const cut = room === undefined || column !== listing.elastic ? text : truncate(text, room);
    return (colors.get(cut) ?? same)(cut);
  };
  const table = new Table({ chars: noFrame, style: { head: [], border: [], 'padding-left': 0, 'padding-right': 0 } });
  table.push(listing.head.map((name) => picocolors.createColors(io.isColored).bold(name)));
  for (const row of safe.rows) table.push(row.map(painted));
  return table
    .toString()
    .split('\n')
    .map((line) => line.trimEnd());
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
