import { execFileSync } from 'node:child_process';
import { closeSync, fsyncSync, mkdirSync, mkdtempSync, openSync, rmSync, writeSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { until } from '../until.ts';
import { atRest, ledgerLine } from './account.ts';
import { genericAlert, markOf, missing, repeated, sample, webhookTo, yamlOf } from './alerts.ts';
import { type Answer, type Product, startProduct } from './product.ts';
import { type Receiver, startReceiver } from './receiver.ts';
import type { FaultRun, Options, Report } from './report.ts';

/** A small file system of its own, or why there is none. */
function mountSmall(folder: string, megabytes: number): string | undefined {
  mkdirSync(folder);
  if (process.getuid?.() !== 0) return 'only root may mount a small file system';
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${megabytes}m`, 'tmpfs', folder], { stdio: 'pipe' });
    return undefined;
  } catch (error) {
    return `mount failed: ${String(error)}`;
  }
}

const SIZES = [65_536, 4096, 512] as const;

/** Takes what space there is, in ever smaller pieces. */
function fill(ballast: string): void {
  const descriptor = openSync(ballast, 'a');
  try {
    for (const size of SIZES) {
      const piece = Buffer.alloc(size, 1);
      try {
        for (;;) if (writeSync(descriptor, piece) < size) break;
        fsyncSync(descriptor);
      } catch {
        // Full: go on with smaller pieces.
      }
    }
  } finally {
    closeSync(descriptor);
  }
}

interface Posted {
  readonly accepted: string[];
  readonly refused: Answer[];
}

/** Large enough that it does not fit into what a database has spare. */
const DESCRIPTION = 'disk full '.repeat(1500);

async function post(product: Product, mark: string, posted: Posted): Promise<Answer> {
  const answer = await product.hook('generic', genericAlert(mark, 'high', `${mark} ${DESCRIPTION}`));
  if (answer.status === 202) posted.accepted.push(mark);
  else posted.refused.push(answer);
  return answer;
}

const range = (n: number): number[] => Array.from({ length: n }, (_, i) => i);

/** Posts on a full disk until so many were refused. */
async function postWhileFull(product: Product, ballast: string, posted: Posted, refusals: number, withinMs: number) {
  const began = performance.now();
  for (let n = 0; posted.refused.length < refusals && performance.now() - began < withinMs; n += 1) {
    // What was freed meanwhile is taken again.
    fill(ballast);
    await post(product, markOf('full', n), posted);
    if (!product.isRunning()) break;
    await sleep(20);
  }
}

function judgeRefusals({ refused }: Posted, report: Report): void {
  const wrong = refused.filter(({ status, headers }) => status !== 503 || headers.get('retry-after') === null);
  const found = wrong.map(({ status, headers }) => `${status} retry-after ${headers.get('retry-after')}`);
  report.check(
    'hooks answer 503 with Retry-After',
    refused.length > 0 && wrong.length === 0,
    refused.length === 0 ? 'nothing was refused' : sample(found),
  );
}

async function arrival(what: string, marks: readonly string[], receiver: Receiver, withinMs: number, report: Report) {
  const left = () => missing(marks, receiver.times);
  await until(what, () => (left().length === 0 ? true : undefined), withinMs).catch(() => undefined);
  report.check(
    what,
    left().length === 0,
    `${marks.length - left().length} of ${marks.length}, missing ${sample(left())}`,
  );
}

async function fault(product: Product, receiver: Receiver, ballast: string, options: Options, report: Report) {
  const { before = 60, refusals = 20, 'within-seconds': withinSeconds = 60 } = options;
  const withinMs = withinSeconds * 1000;
  const posted: Posted = { accepted: [], refused: [] };
  await Promise.all(range(before).map((n) => post(product, markOf('before', n), posted)));
  const early = [...posted.accepted];
  fill(ballast);
  report.say(`sent ${before}, ${early.length} accepted, ${receiver.times.size} arrived when the disk is full`);
  report.check('everything is accepted before', early.length === before, `${early.length} of ${before}`);
  await postWhileFull(product, ballast, posted, refusals, withinMs);
  report.say(`while full: ${posted.accepted.length - early.length} more accepted, ${posted.refused.length} refused`);
  report.check('the product runs on', product.isRunning(), product.isRunning() ? '' : product.log().slice(-600));
  judgeRefusals(posted, report);
  await arrival('deliveries go on while the disk is full', early, receiver, withinMs, report);
  if (report.broken.length > 0) report.say(product.log().slice(-3000));
  rmSync(ballast);
  const accepts = async () =>
    (await post(product, markOf('after', posted.refused.length), posted)).status === 202 ? true : undefined;
  const isWell = await until('hooks answer 202 again', accepts, withinMs).catch(() => false);
  report.check('with room again it recovers by itself', isWell);
  await arrival('all that was accepted arrived', posted.accepted, receiver, withinMs, report);
  const ledger = await atRest(product, posted.accepted.length, isWell ? withinMs : 1000);
  const times = receiver.times;
  report.say(`sent: ${posted.accepted.length} accepted, ${posted.refused.length} refused; arrived: ${times.size}`);
  const twice = repeated(times);
  report.check('nothing arrived twice', twice.length === 0, sample(twice));
  report.check('the ledger is balanced', ledger?.balanced === true, ledgerLine(ledger));
}

/** The data folder's disk is full, and has room again. */
export const diskFull: FaultRun = {
  about: 'a full disk: hooks answer 503, deliveries go on, and it recovers by itself (--megabytes=12)',
  async run(options, report) {
    const folder = mkdtempSync(path.join(os.tmpdir(), 'tocsin-disk-'));
    const disk = path.join(folder, 'disk');
    const problem = mountSmall(disk, options['megabytes'] ?? 12);
    if (problem !== undefined) {
      report.skip('a full disk', problem);
      rmSync(folder, { recursive: true, force: true });
      return;
    }
    const receiver = await startReceiver('slow');
    let product: Product | undefined;
    try {
      const yaml = yamlOf({ archive: webhookTo(receiver.url) });
      product = await startProduct({ yaml, folder, dataDir: path.join(disk, 'data') });
      await fault(product, receiver, path.join(disk, 'ballast'), options, report);
    } finally {
      await product?.kill();
      await receiver.close();
      execFileSync('umount', ['--lazy', disk]);
      rmSync(folder, { recursive: true, force: true });
    }
  },
};
