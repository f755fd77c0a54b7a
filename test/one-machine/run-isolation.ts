import { spawnSync } from 'node:child_process';
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { until } from '../until.ts';
import { genericAlert, markOf, missing, sample, webhookTo, yamlOf } from './alerts.ts';
import { monotonicMs } from './monotonic.ts';
import { type Product, startProduct } from './product.ts';
import { quantile } from './quantile.ts';
import { type Receiver, startReceiver } from './receiver.ts';
import type { FaultRun, Report } from './report.ts';

/** A resolver that takes questions and never answers them, and how to start a process that asks it and no other. */
interface Resolver {
  readonly launcher: readonly string[];
  readonly asked: () => number;
  close(): void;
}

const RESOLVER = '127.77.0.1';

/**
 * In a mount namespace of its own the product sees another `/etc/resolv.conf`; the machine's own file stays as it is.
 * Root may do so on Linux; elsewhere there is no such resolver.
 */
async function startSilentResolver(folder: string): Promise<Resolver | undefined> {
  if (process.getuid?.() !== 0 || spawnSync('unshare', ['--mount', 'true']).status !== 0) return undefined;
  const file = path.join(folder, 'resolv.conf');
  writeFileSync(file, `nameserver ${RESOLVER}\n`);
  const socket = createSocket('udp4');
  let asked = 0;
  socket.on('message', () => {
    asked += 1;
  });
  socket.bind(53, RESOLVER);
  await once(socket, 'listening');
  const script = `mount --bind "${file}" /etc/resolv.conf && exec "$@"`;
  return {
    launcher: ['unshare', '--mount', 'sh', '-c', script, 'sh'],
    asked: () => asked,
    close: () => socket.close(),
  };
}

/** Milliseconds from the post to the arrival, of alerts at a steady rate. */
async function latencies(product: Product, receiver: Receiver, run: string, alerts: number, perSecond: number) {
  const marks = Array.from({ length: alerts }, (_, n) => markOf(run, n));
  const postedAt = new Map<string, number>();
  const began = monotonicMs();
  const answers: Promise<number>[] = [];
  for (const [n, mark] of marks.entries()) {
    await sleep(Math.max(0, began + (n * 1000) / perSecond - monotonicMs()));
    postedAt.set(mark, monotonicMs());
    answers.push(product.hook('generic', genericAlert(mark)).then(({ status }) => status));
  }
  const accepted = (await Promise.all(answers)).filter((status) => status === 202).length;
  const all = () => (missing(marks, receiver.times).length === 0 ? true : undefined);
  await until('all arrive at the healthy one', all, 60_000).catch(() => undefined);
  const lost = missing(marks, receiver.times);
  const ms = marks.flatMap((mark) => {
    const at = receiver.takenAt.get(mark);
    return at === undefined ? [] : [at - (postedAt.get(mark) ?? at)];
  });
  return { accepted, lost, p50: quantile(ms, 0.5), p95: quantile(ms, 0.95), max: quantile(ms, 1) };
}
type Latencies = Awaited<ReturnType<typeof latencies>>;

const line = (name: string, { accepted, p50, p95, max }: Latencies): string =>
  `${name.padEnd(24)} accepted ${accepted}, p50 ${p50.toFixed(0)} ms, p95 ${p95.toFixed(0)} ms, max ${max.toFixed(0)} ms`;

interface Neighbour {
  readonly name: string;
  readonly setting: string;
  readonly launcher?: readonly string[];
}

async function measure(run: string, neighbours: readonly Neighbour[], alerts: number, perSecond: number) {
  const healthy = await startReceiver();
  const others = Object.fromEntries(neighbours.map(({ name, setting }) => [name, setting]));
  const launcher = neighbours.find((each) => each.launcher !== undefined)?.launcher;
  const yaml = yamlOf({ healthy: webhookTo(healthy.url), ...others });
  const product = await startProduct({ yaml, ...(launcher === undefined ? {} : { launcher }) });
  try {
    await latencies(product, healthy, 'warm', 20, 20);
    return await latencies(product, healthy, run, alerts, perSecond);
  } finally {
    await product.remove();
    await healthy.close();
  }
}

function judge(what: string, found: Latencies, control: Latencies, report: Report): void {
  report.say(line(what, found));
  const budget = 2 * control.p95 + 50;
  report.check(
    `beside ${what}: p95 at most twice the control's plus 50 ms`,
    found.p95 <= budget && found.lost.length === 0,
    `${found.p95.toFixed(0)} ms of ${budget.toFixed(0)} ms, missing ${sample(found.lost)}`,
  );
}

/** Destinations that do not answer change nothing for one that does. */
export const isolation: FaultRun = {
  about: 'beside silent, dripping and unresolvable destinations the healthy one is as fast (--alerts=120 --rate=5)',
  async run({ alerts = 120, rate = 5 }, report) {
    const folder = mkdtempSync(path.join(os.tmpdir(), 'tocsin-isolation-'));
    const silent = await startReceiver('silent');
    const dripping = await startReceiver('dripping');
    const resolver = await startSilentResolver(folder);
    const nowhere = 'https://tocsin-nowhere.invalid/hook';
    const neighbours: readonly Neighbour[] = [
      { name: 'silent', setting: webhookTo(silent.url) },
      { name: 'dripping', setting: webhookTo(dripping.url) },
      { name: 'unresolvable', setting: webhookTo(nowhere) },
      ...(resolver === undefined
        ? []
        : [
            {
              name: 'unanswered',
              setting: webhookTo('https://tocsin-nowhere.example/hook'),
              launcher: resolver.launcher,
            },
          ]),
    ];
    try {
      const control = await measure('control', [], alerts, rate);
      report.say(line('no other', control));
      for (const neighbour of neighbours)
        judge(neighbour.name, await measure(neighbour.name, [neighbour], alerts, rate), control, report);
      judge('all of them', await measure('all', neighbours, alerts, rate), control, report);
      report.say(
        `requests at silent ${silent.requests}, at dripping ${dripping.requests}; questions to the resolver ${resolver?.asked() ?? 0}`,
      );
      if (resolver === undefined)
        report.skip('a resolver that never answers', 'needs root and mount namespaces (unshare)');
      else report.check('the resolver was asked', resolver.asked() > 0);
    } finally {
      resolver?.close();
      await silent.close();
      await dripping.close();
      rmSync(folder, { recursive: true, force: true });
    }
  },
};
