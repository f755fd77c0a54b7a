import * as z from 'zod/mini';
import { add, type Counts, isZero, type Ledger, negate, toLedger } from '../../domain/counters.ts';
import type { HourlyCounters, LedgerCounters } from '../ports/ledger.ts';
import { type Endpoint, endpoint } from './endpoint.ts';
import * as schemas from './ledger-schema.ts';
import type { Ports } from './ports.ts';

/** The hours whose counters differ from their rows, with the difference of each counter. */
export interface Audit {
  readonly agrees: boolean;
  /** Hours that were compared: those whose rows are all there. */
  readonly hours: number;
  readonly differences: readonly { readonly hour: string; readonly rowsLessCounters: Counts }[];
}

async function audit(ledger: LedgerCounters): Promise<Audit> {
  const hours = (await ledger.hours()).filter(({ isExpired }) => isExpired !== true);
  const differences: { hour: string; rowsLessCounters: Counts }[] = [];
  for (const { hour, counts } of hours) {
    const rowsLessCounters = add((await ledger.recount(hour)).counts, negate(counts));
    if (!isZero(rowsLessCounters)) differences.push({ hour, rowsLessCounters });
  }
  return { agrees: differences.length === 0, hours: hours.length, differences };
}

/** Hours that are shown one by one. */
const MOST_HOURS = 168;

const byHour = (hours: readonly HourlyCounters[]): (Ledger & { readonly hour: string })[] =>
  hours
    .filter(({ isExpired }) => isExpired !== true)
    .slice(-MOST_HOURS)
    .map(({ hour, counts }) => ({ hour, ...toLedger(counts) }));

/**
 * `GET /v1/ledger`: the counts of what was accepted and of the states of deliveries; `?audit` compares them with the
 * rows, `?hours` adds those of each hour.
 */
export const ledgerEndpoints = (ports: Pick<Ports, 'ledger'>): Endpoint[] => [
  endpoint({
    method: 'GET',
    path: '/v1/ledger',
    id: 'getLedger',
    summary: 'What was accepted, the states of all deliveries, and whether they add up',
    query: z.strictObject({
      audit: z.optional(z.string().check(z.describe('Present: counts the rows of each hour too.'))),
      hours: z.optional(z.string().check(z.describe('Present: the counts of each of the latest 168 hours too.'))),
    }),
    answers: { 200: { description: 'The counts.', schema: schemas.Ledger } },
    handle: async ({ query }) => {
      const hours = await ports.ledger.hours();
      return Response.json({
        ...toLedger(add(...hours.map(({ counts }) => counts))),
        ...(query.hours === undefined ? {} : { hours: byHour(hours) }),
        ...(query.audit === undefined ? {} : { audit: await audit(ports.ledger) }),
      });
    },
  }),
];
