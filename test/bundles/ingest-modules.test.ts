import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, it } from 'vitest';
import { bundle, type FunctionName, sourceDirOf } from '../../infra/aws/bundle.ts';

function modulesOf(name: FunctionName): string[] {
  const outdir = mkdtempSync(path.join(tmpdir(), 'tocsin-modules-'));
  try {
    return Object.keys(bundle(path.join(sourceDirOf(name), 'handler.ts'), outdir).metafile.inputs);
  } finally {
    rmSync(outdir, { recursive: true });
  }
}

const isRedaction = (module: string): boolean => module.includes('lambdas/domain/redact/');

it('ingest, whose cold start a sender waits for, has no rules of redaction', () => {
  expect(modulesOf('ingest').filter(isRedaction)).toEqual([]);
  expect(modulesOf('route').filter(isRedaction)).not.toEqual([]);
});
