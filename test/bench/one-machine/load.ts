// The sender, in a process of its own: posts alerts and measures what it hears.
import { setTimeout as sleep } from 'node:timers/promises';
import { markOf } from '../../one-machine/alerts.ts';
import { monotonicMs } from '../../one-machine/monotonic.ts';
import { type BodyForm, bodyForms } from './body-forms.ts';
import { answering } from './child.ts';
import { Connection } from './connection.ts';

/** `closed`: each connection posts again as soon as it has its answer. `open`: at a rate, whatever the answers do. */
export interface Ask {
  readonly kind: 'closed' | 'open';
  readonly url: string;
  readonly run: string;
  /** @default generic */
  readonly form?: BodyForm;
  /** Of `closed`. */
  readonly connections?: number;
  /** Of `open`, per second. */
  readonly rate?: number;
  readonly seconds: number;
  /** At most so many posts. */
  readonly count?: number;
}

export interface Loaded {
  readonly posted: number;
  readonly accepted: number;
  readonly seconds: number;
  /** This process's own. */
  readonly cpuSeconds: number;
  /** When each accepted alert was posted, on the monotonic clock. */
  readonly postedAt: ReadonlyMap<string, number>;
  /** Milliseconds to each answer, in the order of the answers. */
  readonly answerMs: readonly number[];
}

/** Beyond this the sender would measure itself. */
const MAX_CONNECTIONS = 2000;

interface Progress {
  posted: number;
  readonly postedAt: Map<string, number>;
  readonly answerMs: number[];
}

async function post(connection: Connection, { run, form = 'generic' }: Ask, progress: Progress): Promise<void> {
  const mark = markOf(run, progress.posted);
  progress.posted += 1;
  const body = bodyForms[form](mark);
  const at = monotonicMs();
  const status = await connection.post(body);
  progress.answerMs.push(monotonicMs() - at);
  if (status >= 200 && status < 300) progress.postedAt.set(mark, at);
}

async function closedLoop(ask: Ask, progress: Progress) {
  const { url, connections = 20, seconds, count = Number.POSITIVE_INFINITY } = ask;
  const untilMs = monotonicMs() + seconds * 1000;
  const worker = async () => {
    const connection = new Connection(new URL(url));
    while (monotonicMs() < untilMs && progress.posted < count) await post(connection, ask, progress);
    connection.close();
  };
  await Promise.all(Array.from({ length: connections }, worker));
}

async function openLoop(ask: Ask, progress: Progress): Promise<void> {
  const { url, rate = 20, seconds } = ask;
  const idle: Connection[] = [];
  const all: Connection[] = [];
  const running = new Set<Promise<void>>();
  const take = (): Connection | undefined => {
    const free = idle.pop();
    if (free !== undefined || all.length >= MAX_CONNECTIONS) return free;
    const made = new Connection(new URL(url));
    all.push(made);
    return made;
  };
  const began = monotonicMs();
  for (let n = 0; n < rate * seconds; n += 1) {
    const waitMs = began + (n * 1000) / rate - monotonicMs();
    if (waitMs > 0.5) await sleep(waitMs);
    const connection = take();
    if (connection === undefined) continue;
    const one = post(connection, ask, progress).finally(() => {
      idle.push(connection);
      running.delete(one);
    });
    running.add(one);
  }
  await Promise.all(running);
  for (const connection of all) connection.close();
}

async function load(ask: Ask): Promise<Loaded> {
  const progress: Progress = { posted: 0, postedAt: new Map(), answerMs: [] };
  const began = monotonicMs();
  const cpu = process.cpuUsage();
  await (ask.kind === 'closed' ? closedLoop(ask, progress) : openLoop(ask, progress));
  const { user, system } = process.cpuUsage(cpu);
  const { posted, postedAt, answerMs } = progress;
  const seconds = (monotonicMs() - began) / 1000;
  return { posted, accepted: postedAt.size, seconds, cpuSeconds: (user + system) / 1e6, postedAt, answerMs };
}

answering<Ask, Loaded>(load);
