import * as z from 'zod/mini';
import { type Ask, viewOf } from './client.ts';
import { type Filters, filtersOf } from './shared-options.ts';

const text = z.string();

/** One alert of the list, as far as a table shows it. */
export const AlertLine = z.looseObject({
  id: text,
  source: text,
  title: text,
  severity: text,
  state: text,
  class: text,
  receivedAt: text,
  destinations: z.record(text, text),
  place: z.optional(text),
  fingerprint: text,
});
export type AlertLine = z.infer<typeof AlertLine>;

const Page = z.looseObject({ alerts: z.array(AlertLine), cursor: z.optional(text) });

/** The most that one request may ask for. */
const LONGEST_PAGE = 200;

/** The alerts that were read; a cursor when there are more. */
export interface Found {
  readonly alerts: readonly AlertLine[];
  readonly cursor?: string;
}

/** Reads alerts, newest first, page after page, until there are so many or no more. */
export async function readAlerts(
  filters: Filters,
  limit: number,
  { ask, onPage }: { readonly ask: Ask; onPage?(count: number): void },
): Promise<Found> {
  const alerts: AlertLine[] = [];
  let cursor: string | undefined;
  do {
    const size = String(Math.min(LONGEST_PAGE, limit - alerts.length));
    const query = { ...filtersOf(filters), limit: size, cursor };
    const page = viewOf(Page, await ask({ method: 'GET', path: '/v1/alerts', query }));
    alerts.push(...page.alerts);
    cursor = page.cursor;
    onPage?.(alerts.length);
  } while (cursor !== undefined && alerts.length < limit);
  return { alerts, ...(cursor === undefined ? {} : { cursor }) };
}
