import { spawnSync } from 'node:child_process';
import { readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { bundle, bundleFunction, functionNames } from '../../infra/aws/bundle.ts';
import { configOf } from '../../infra/load-config.ts';
import { loadedFiles } from './loaded-files.ts';

const here = import.meta.dirname;
const environment = {
  AWS_REGION: 'us-east-1',
  AWS_ACCESS_KEY_ID: 'bench',
  AWS_SECRET_ACCESS_KEY: 'bench',
  TOCSIN_CONFIG: 'config.json',
  TOCSIN_WEBHOOKS_QUEUE: 'https://sqs.us-east-1.amazonaws.com/0/webhooks',
  TOCSIN_DELIVERIES_QUEUE: 'https://sqs.us-east-1.amazonaws.com/0/deliveries',
  TOCSIN_WEBHOOKS_DEAD_LETTERS: 'https://sqs.us-east-1.amazonaws.com/0/webhooks-dead',
  TOCSIN_DELIVERIES_DEAD_LETTERS: 'https://sqs.us-east-1.amazonaws.com/0/deliveries-dead',
  TOCSIN_BUCKET: 'bench',
  TOCSIN_TABLE: 'bench',
  TOCSIN_SECRET_ARN: 'arn:aws:secretsmanager:us-east-1:0:secret:bench',
};

const measured = `
const before = process.cpuUsage();
await import(process.argv[1]);
const { user, system } = process.cpuUsage(before);
console.log((user + system) / 1000);
`;

/**
 * Milliseconds of the processor from nothing to a composed handler, in a process of its own. Not of the clock: what else the
 * machine does would be counted with it.
 */
function importOnce(folder: string): number {
  const file = path.join(folder, 'index.mjs');
  const args = ['--enable-source-maps', '--input-type=module', '--eval', measured, file];
  const { status, stdout, stderr } = spawnSync(process.execPath, args, {
    cwd: folder,
    env: environment,
    encoding: 'utf8',
  });
  if (status !== 0) throw new Error(`${file} does not start: ${stderr.slice(-500)}`);
  return Number(stdout);
}

export const median = (values: readonly number[]): number => {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? 0;
};

/** Kilobytes of the bundle that are loaded at the start. */
const kilobytes = (folder: string): number =>
  [...loadedFiles(folder)].reduce((sum, name) => sum + statSync(path.join(folder, name)).size, 0) / 1024;

export interface ColdStart {
  readonly name: string;
  /** Median, in ms of the processor. */
  readonly ms: number;
  /** What is loaded at the start. */
  readonly kilobytes: number;
}

/** What is compared: the functions as they are deployed, and a bare SQS client bundled the same way, and as one file. */
function prepare(dir: string): Map<string, string> {
  const file = path.join(here, '../bundles/tocsin.yaml');
  const config = configOf(readFileSync(file, 'utf8'), file, false);
  const folders = new Map<string, string>();
  const add = (name: string, make: (folder: string) => void): void => {
    const folder = path.join(dir, name.replaceAll(' ', '-'));
    make(folder);
    folders.set(name, folder);
  };
  add('bare SQS client', (folder) => bundle(path.join(here, 'bare-sqs.ts'), folder));
  add('bare SQS and DynamoDB', (folder) => bundle(path.join(here, 'bare-both.ts'), folder));
  add('bare SQS in one file', (folder) => bundle(path.join(here, 'bare-sqs.ts'), folder, false));
  for (const name of functionNames) add(name, (folder) => bundleFunction(name, config, folder));
  return folders;
}

/** Medians over interleaved repetitions, so that what else the machine does falls on all alike. */
export function coldStarts(dir: string, repetitions: number): ColdStart[] {
  const folders = prepare(dir);
  const times = new Map<string, number[]>();
  for (let i = 0; i <= repetitions; i++) {
    for (const [name, folder] of folders) {
      const ms = importOnce(folder);
      // The first round fills the file cache and is not counted.
      if (i > 0) times.set(name, [...(times.get(name) ?? []), ms]);
    }
  }
  return [...folders].map(([name, folder]) => ({
    name,
    ms: median(times.get(name) ?? []),
    kilobytes: kilobytes(folder),
  }));
}
