import { type Failed, toFailed } from './failed.ts';
import { type Body, bodyOf } from './mutate.ts';
import { profiled } from './profile.ts';
import { parseMs } from './reference.ts';
import { type Fault, type Ran, run, type Slow } from './run.ts';
import { shrink } from './shrink.ts';

/** Bodies `from` up to, and without, `to` of a seed. */
export interface Slice {
  readonly seed: number;
  readonly from: number;
  readonly to: number;
}

export interface Report extends Omit<Ran, 'faults' | 'slowest'> {
  readonly slice: Slice;
  readonly failed: readonly Failed[];
  /** Faults of no single body. */
  readonly faults: readonly Fault[];
  readonly slowest: readonly (Slow & { readonly size: number; readonly about: string })[];
  /** The most that this process ever occupied, bytes. */
  readonly peakBytes: number;
}

/**
 * The same fault, when the body comes alone; of a stall the shortest of three, for others use this machine too. It is none
 * while a `JSON.parse` of a large body takes more than half of its time.
 */
async function again(body: Body, kind: Fault['kind']): Promise<Fault | undefined> {
  let found: Fault | undefined;
  for (let times = kind === 'stall' ? 3 : 1; times > 0; times -= 1) {
    const leastMs = kind === 'stall' ? 2 * parseMs() : 0;
    const { faults, slowest } = await run([body]);
    found = faults.find((fault) => fault.kind === kind);
    if (found === undefined || (slowest[0]?.ms ?? 0) < leastMs) return undefined;
  }
  return found;
}

async function confirm(body: Body, kind: Fault['kind'], slice: Slice, n: number): Promise<Failed | undefined> {
  const alone = await again(body, kind);
  if (alone === undefined) return undefined;
  const small = await shrink(body, async (smaller) => (await again(smaller, kind)) !== undefined);
  const fault = (await again(small, kind)) ?? alone;
  const where = kind === 'stall' ? ` in ${await profiled(() => run([small]))}` : '';
  return toFailed(small, { kind, detail: fault.detail + where, seed: slice.seed, n });
}

/** Bodies whose fault shows when they come alone. */
async function culprits(faults: readonly Fault[], bodies: readonly Body[], slice: Slice): Promise<Failed[]> {
  const failed: Failed[] = [];
  for (const { kind, n = 0 } of faults.slice(0, 20)) {
    const body = bodies[n];
    const found = body === undefined ? undefined : await confirm(body, kind, slice, slice.from + n);
    if (found !== undefined) failed.push(found);
  }
  return failed;
}

/** What a fault of the books comes from, if it comes from one body. */
async function ledgerCulprits(bodies: readonly Body[]): Promise<Fault[]> {
  for (const [n, body] of bodies.entries()) {
    const found = (await run([body])).faults.find(({ kind }) => kind === 'ledger');
    if (found !== undefined) return [{ ...found, n }];
  }
  return [];
}

const isOfOne = ({ n }: Fault): boolean => n !== undefined;

export async function runSlice(slice: Slice): Promise<Report> {
  const { seed, from, to } = slice;
  const bodies = Array.from({ length: to - from }, (_, i) => bodyOf(seed, from + i));
  const { faults, slowest, ...ran } = await run(bodies);
  const ofBooks = faults.filter((fault) => !isOfOne(fault));
  const all = [...faults.filter(isOfOne), ...(ofBooks.length === 0 ? [] : await ledgerCulprits(bodies))];
  const failed = await culprits(all, bodies, slice);
  return {
    ...ran,
    slice,
    failed,
    // What does not come again when the body is alone comes of several together; a stall that does not, of the machine.
    faults: [
      ...ofBooks,
      ...all.filter(
        ({ kind, n = 0 }) => kind !== 'stall' && !failed.some((one) => one.n === from + n && one.kind === kind),
      ),
    ],
    slowest: slowest.map(({ n, ms }) => {
      const body = bodies[n];
      return { n: from + n, ms, size: body?.size ?? 0, about: `${body?.type}: ${body?.mutations.join(', ')}` };
    }),
    peakBytes: process.resourceUsage().maxRSS * 1024,
  };
}

/** What is wrong with a body that comes alone. */
export async function faultsOf(body: Body): Promise<readonly Fault[]> {
  const { faults } = await run([body]);
  const found: Fault[] = [];
  for (const fault of faults)
    if (fault.kind !== 'stall' || (await again(body, 'stall')) !== undefined) found.push(fault);
  return found;
}
