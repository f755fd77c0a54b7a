import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import type { Body } from './mutate.ts';
import type { FaultKind } from './run.ts';

const folder = path.join(import.meta.dirname, 'failed');

/** A body that failed once, as it is kept: fixed, it has to stay so. */
export interface Failed extends Omit<Body, 'bytes'> {
  readonly kind: FaultKind;
  /** What was seen. */
  readonly detail: string;
  /** The seed and the place of the body that this was shrunk from. */
  readonly seed: number;
  readonly n: number;
  /** The body's bytes as gzip in base64: long ones say the same thing often. */
  readonly gzip: string;
}

export const toFailed = (body: Body, found: Pick<Failed, 'kind' | 'detail' | 'seed' | 'n'>): Failed => {
  const { bytes, ...rest } = body;
  return { ...found, detail: found.detail.slice(0, 600), ...rest, gzip: gzipSync(bytes).toString('base64') };
};

export const toBody = ({ gzip, kind: _, detail: __, seed: ___, n: ____, ...rest }: Failed): Body => ({
  ...rest,
  bytes: gunzipSync(Buffer.from(gzip, 'base64')),
});

/** The same failure, by what is seen of it and not by its numbers. */
const signatureOf = ({ kind, detail }: Failed): string => {
  const where = detail.split('\n').slice(0, 2).join(' ').replaceAll(/\d+/g, '');
  return `${kind}-${createHash('sha256').update(where).digest('hex').slice(0, 10)}`;
};

const readOne = (file: string): Failed => JSON.parse(readFileSync(path.join(folder, file), 'utf8'));

/** All that is kept, by file. */
export const kept = (): [file: string, failed: Failed][] =>
  existsSync(folder)
    ? readdirSync(folder)
        .filter((file) => file.endsWith('.json'))
        .map((file) => [file, readOne(file)])
    : [];

/** Keeps a failure as a fixture, if none of its kind is there that is smaller. */
export function keep(failed: Failed): string {
  mkdirSync(folder, { recursive: true });
  const file = `${signatureOf(failed)}.json`;
  const before = existsSync(path.join(folder, file)) ? readOne(file) : undefined;
  if (before === undefined || failed.size < before.size)
    writeFileSync(path.join(folder, file), `${JSON.stringify(failed, null, 2)}\n`);
  return file;
}
