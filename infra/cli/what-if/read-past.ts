import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';
import * as z from 'zod/mini';
import type { PastAlert } from '../../../lambdas/engine/what-if/place.ts';
import { type Ask, viewOf } from '../client.ts';
import { CliError } from '../errors.ts';
import { oldestFirst, pastAlertIn } from './past-alerts.ts';

const Page = z.looseObject({ alerts: z.array(z.looseObject({ id: z.string() })), cursor: z.optional(z.string()) });

const PAGE = '200';

/** The alerts that were read, oldest first. */
export interface Past {
  readonly alerts: readonly PastAlert[];
  /** There are older ones than were asked for. */
  readonly isCut: boolean;
  /** Lines that are no alerts, by number. */
  readonly unread: readonly number[];
}

interface Range {
  readonly since?: string | undefined;
  readonly until?: string | undefined;
  readonly limit: number;
}

/** The whole alerts of a page, without Tocsin's own. */
function pastIn({ alerts }: z.infer<typeof Page>): PastAlert[] {
  return alerts.flatMap((line) => {
    const past = line['kind'] === 'system' ? 'other' : pastAlertIn(line);
    if (past !== undefined) return past === 'other' ? [] : [past];
    throw new CliError(
      'the answer has no whole alerts: the running system is older than this tocsin; update it, or use the tocsin of that system',
    );
  });
}

/** Alerts of a running system, the newest ones first up to a limit. */
export async function readStored(
  { since, until, limit }: Range,
  { ask, onPage }: { readonly ask: Ask; onPage?(count: number): void },
): Promise<Past> {
  const found: PastAlert[] = [];
  let cursor: string | undefined;
  do {
    const query = { since, until, include: 'alert', limit: PAGE, cursor };
    const page = viewOf(Page, await ask({ method: 'GET', path: '/v1/alerts', query }));
    found.push(...pastIn(page));
    cursor = page.cursor;
    onPage?.(found.length);
  } while (cursor !== undefined && found.length < limit);
  const alerts = found.slice(0, limit);
  return { alerts: oldestFirst(alerts), isCut: cursor !== undefined || alerts.length < found.length, unread: [] };
}

const reasons: Readonly<Record<string, string>> = { ENOENT: 'it does not exist', EISDIR: 'it is a folder' };

/** The longest line that is read: an alert has less. */
const LONGEST_LINE = 2_000_000;

function parsed(line: string): unknown {
  try {
    return line.length > LONGEST_LINE ? undefined : JSON.parse(line);
  } catch {
    return undefined;
  }
}

const isIn = ({ alert: { receivedAt } }: PastAlert, { since, until }: Range): boolean => {
  const ms = Date.parse(receivedAt);
  return !(since !== undefined && ms < Date.parse(since)) && !(until !== undefined && ms >= Date.parse(until));
};

const linesOf = (file: string): AsyncIterable<string> =>
  createInterface({ input: createReadStream(file), crlfDelay: Number.POSITIVE_INFINITY });

function unreadable(file: string, error: unknown): CliError {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  return new CliError(`cannot read ${file}: ${reasons[code] ?? code}; name a file with one alert as JSON in each line`);
}

interface InFile {
  readonly found: PastAlert[];
  readonly unread: number[];
}

async function readLines(file: string): Promise<InFile> {
  const [found, unread]: [PastAlert[], number[]] = [[], []];
  let number = 0;
  for await (const line of linesOf(file)) {
    number += 1;
    const past = line.trim() === '' ? 'other' : pastAlertIn(parsed(line));
    if (past === undefined) unread.push(number);
    else if (past !== 'other') found.push(past);
  }
  return { found, unread };
}

/** Alerts of a file with one JSON object in each line, as `--save` writes it. */
export async function readFileOf(file: string, range: Range): Promise<Past> {
  const { found, unread } = await readLines(file).catch((error: unknown) => {
    throw unreadable(file, error);
  });
  const wanted = oldestFirst(found.filter((past) => isIn(past, range)).toReversed());
  const newest = wanted.slice(-range.limit);
  return { alerts: newest, isCut: newest.length < wanted.length, unread };
}
