import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { severities } from '../../../lambdas/domain/alert.ts';
import { deliveryStatuses } from '../../../lambdas/domain/delivery.ts';
import type { AlertQuery } from '../../../lambdas/domain/listing.ts';
import type { AlertRow } from '../../../lambdas/engine/ports/alerts.ts';
import { alertId } from '../../engine/route/alerts.ts';
import { createEngine } from './engine.ts';
import { everything } from './listing.ts';
import { type Open, type OpenStore, useStore } from './store.ts';
import { dead, delivered, iso, messageOf, NOW, newAlert, next, rowOf, waits } from './subjects.ts';

interface Known {
  readonly id: string;
  readonly source: string;
  readonly severity: string;
  readonly receivedMs: number;
  readonly deliveries: readonly { readonly destination: string; readonly status: string }[];
}

const fits = (alert: Known, { source, severities: wanted, status, destination, since, until }: AlertQuery): boolean =>
  [
    source === undefined || alert.source === source,
    wanted === undefined || wanted.some((each) => each === alert.severity),
    since === undefined || alert.receivedMs >= Date.parse(since),
    until === undefined || alert.receivedMs < Date.parse(until),
    (status === undefined && destination === undefined) ||
      alert.deliveries.some(
        (each) =>
          (status === undefined || each.status === status) &&
          (destination === undefined || each.destination === destination),
      ),
  ].every(Boolean);

const optional = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: undefined });
const times = fc.integer({ min: -2, max: 40 }).map((n) => iso(NOW + n * 1000));
const query = fc.record({
  source: optional(fc.constantFrom('edge', 'falco', 'nobody')),
  severities: optional(fc.uniqueArray(fc.constantFrom(...severities), { minLength: 1, maxLength: 3 })),
  status: optional(fc.constantFrom(...deliveryStatuses)),
  destination: optional(fc.constantFrom('soc', 'jira', 'none')),
  since: optional(times),
  until: optional(times),
});

const present = (found: Readonly<Record<string, unknown>>): AlertQuery =>
  Object.fromEntries(Object.entries(found).filter(([, value]) => value !== undefined));

const ends = [
  undefined,
  delivered,
  dead,
  waits(NOW + 86_400),
  waits(NOW + 86_400, 'unknown'),
  { kind: 'ended', status: 'merged', reason: 'repeat', mergedInto: 'edge:1:soc', attempts: [] },
] as const;

/** The `n`-th of the alerts that are listed: of many kinds, several in one millisecond. */
function rowAt(n: number): AlertRow {
  const source = n % 5 === 0 ? 'falco' : 'edge';
  const severity = severities[(n * 7) % 5] ?? 'info';
  const receivedAt = iso(NOW + (n % 40) * 1000);
  const alert = newAlert({ id: alertId(next(), source), source, severity, receivedAt });
  const silence = n % 11 === 0 ? { silence: 'S1' } : {};
  return rowOf(alert, { planned: n % 4 === 0 ? ['soc', 'jira'] : ['soc'], ...silence });
}

/** Records them, lets their deliveries fare in every way, and answers what is known of each. */
async function populate(size: number, store: OpenStore): Promise<Known[]> {
  const engine = createEngine(store);
  const settled = async (row: AlertRow, destination: string, n: number) => {
    const end = ends[n % ends.length];
    if (end !== undefined) await engine.claimAndSettle(messageOf(row, destination), end, NOW);
    return { destination, status: end?.status ?? (row.silence === undefined ? 'queued' : 'suppressed') };
  };
  const known: Known[] = [];
  for (let n = 0; n < size; n += 1) {
    const row = rowAt(n);
    await store.alerts.record(row);
    const deliveries = await Promise.all(row.planned.map((destination, i) => settled(row, destination, n * 3 + i)));
    const { id, source, severity, receivedAt } = row.alert;
    known.push({ id, source, severity, receivedMs: Date.parse(receivedAt), deliveries });
  }
  return known;
}

/** Any query lists what fits it. */
export function describeAnyQuery(open: Open, runs: number): void {
  describe('any query', () => {
    const store = useStore(open);

    it('lists exactly what fits it, newest first', async () => {
      const known = await populate(150, store());
      const property = fc.asyncProperty(query, async (found) => {
        const asked = present(found);
        const listed = await everything(asked, NOW + 60_000, store());
        const ids = known.filter((each) => fits(each, asked)).map(({ id }) => id);
        expect(listed.map(({ id }) => id).toSorted()).toEqual(ids.toSorted());
        const order = listed.map(({ receivedAt }) => receivedAt);
        expect(order).toEqual(order.toSorted().reverse());
      });
      await fc.assert(property, { numRuns: runs });
    });
  });
}
