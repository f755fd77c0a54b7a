import Table from 'cli-table3';
import { cpuSecondsOf, memoryOf } from '../../one-machine/processes.ts';
import type { BodyForm } from './body-forms.ts';
import { type Ends, startEnds } from './ends.ts';
import { type ByRate, measureRates, type OpenProps, RATES, warmUp } from './open.ts';
import { number } from './rows.ts';

/** Any forwarder that listens already and posts what it gets to our receiver. */
export interface TargetProps extends OpenProps {
  readonly url: string;
  readonly form: BodyForm;
  readonly receiverPort: number;
  /** When nothing arrives for so long, it does not forward. @default a minute */
  readonly stallMs?: number;
  /** Its process; then its CPU and memory are measured too. */
  readonly pid?: number;
}

export interface TargetFound {
  readonly byRate: ByRate;
  /** With a `pid`: for all rates together, and what is resident at the end. */
  readonly process?: { readonly cpuSecondsPer1000: number; readonly residentMb: number };
}

async function measured(ends: Ends, props: TargetProps): Promise<TargetFound> {
  const { url, form, pid } = props;
  const cpuBefore = pid === undefined ? 0 : cpuSecondsOf(pid);
  const byRate = await measureRates(ends, url, form, props);
  if (pid === undefined) return { byRate };
  const alerts = [...byRate.values()].reduce((sum, { accepted }) => sum + accepted, 0);
  const cpuSecondsPer1000 = ((cpuSecondsOf(pid) - cpuBefore) / alerts) * 1000;
  return { byRate, process: { cpuSecondsPer1000, residentMb: memoryOf(pid).VmRSS } };
}

/** The load and the receiver of the benchmark around a forwarder at an address; refused when nothing comes through it. */
export async function measureTarget(props: TargetProps): Promise<TargetFound> {
  const { url, form, receiverPort, warmSeconds, stallMs } = props;
  const ends = await startEnds(receiverPort);
  try {
    const { accepted, arrived } = await warmUp(ends, url, form, warmSeconds, stallMs);
    if (accepted === 0)
      throw new Error(`--target: ${url} answered no post with 2xx: is it there, and does it take --form ${form}?`);
    if (arrived === 0)
      throw new Error(
        `--target: ${url} accepted ${accepted} alerts, and none arrived at ${ends.sinkUrl}: configure it to post there`,
      );
    return await measured(ends, props);
  } finally {
    await ends.stop();
  }
}

/** The table of what was measured. */
export function targetTable({ byRate, process }: TargetFound): string {
  const table = new Table({
    head: ['alerts a second', 'accepted', 'never arrived', 'p50 ms', 'p95 ms', 'p99 ms'],
    style: { head: [], border: [] },
  });
  for (const rate of RATES) {
    const found = byRate.get(rate);
    if (found === undefined) continue;
    const { accepted, lost, p50, p95, p99 } = found;
    table.push([rate, accepted, lost, number(p50), number(p95), number(p99)]);
  }
  const more =
    process === undefined
      ? ''
      : `\nCPU: ${number(process.cpuSecondsPer1000)} s for 1,000 alerts; resident at the end: ${number(process.residentMb)} MB`;
  return table.toString() + more;
}
