import { createHash } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { expect, it } from 'vitest';
import { bundleFunction, type FunctionName } from '../../infra/aws/bundle.ts';
import { configOf } from '../../infra/load-config.ts';

const config = configOf(readFileSync(path.join(import.meta.dirname, 'tocsin.yaml'), 'utf8'), 'tocsin.yaml', false);

/** The files of a function's asset with their hashes, built into a folder of its own. */
function assetOf(name: FunctionName, ...below: readonly string[]): Record<string, string> {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'tocsin-asset-'));
  const outdir = path.join(folder, ...below);
  try {
    bundleFunction(name, config, outdir);
    const hashed = readdirSync(outdir).map((file) => [
      file,
      createHash('sha256')
        .update(readFileSync(path.join(outdir, file)))
        .digest('hex'),
    ]);
    return Object.fromEntries(hashed);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

it.each<FunctionName>(['ingest'])('the asset of %s is the same, whatever folder it is written to', (name) => {
  const first = assetOf(name);
  expect(Object.keys(first)).toEqual(expect.arrayContaining(['index.mjs', 'index.mjs.map', 'config.json']));
  expect(assetOf(name, 'some', 'other', 'depth')).toEqual(first);
});

it('a source map names files of the project alone, from its folder', () => {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'tocsin-asset-'));
  bundleFunction('ingest', config, folder);
  const { sources } = JSON.parse(readFileSync(path.join(folder, 'index.mjs.map'), 'utf8'));
  rmSync(folder, { recursive: true });
  expect(sources).toContain('../lambdas/functions/ingest/handler.ts');
  expect(sources.filter((each: string) => path.isAbsolute(each))).toEqual([]);
});
