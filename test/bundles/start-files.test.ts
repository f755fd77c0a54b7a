/** What a function loads at its start, and what it loads later. */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Built } from '../../infra/aws/build.ts';
import { bundleCode } from '../../infra/aws/bundle.ts';
import { loadedFiles } from '../bench/loaded-files.ts';

const functions = ['ingest', 'route'] as const;
const folder = mkdtempSync(path.join(os.tmpdir(), 'tocsin-start-'));
const folderOf = (name: string): string => path.join(folder, name);
const built = new Map<string, Built>();

beforeAll(() => {
  for (const name of functions) built.set(name, bundleCode(name, folderOf(name)));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const textOf = (name: string, file: string): string => readFileSync(path.join(folderOf(name), file), 'utf8');

it.each(functions)('%s has a file for each that it imports', (name) => {
  const files = readdirSync(folderOf(name)).filter((file) => file.endsWith('.mjs'));
  const imported = files.flatMap((file) =>
    [...textOf(name, file).matchAll(/(?:from|import|import\()"\.\/([\w-]+\.mjs)"/g)].map(([, found = '']) => found),
  );
  expect(imported).toContain('s3.mjs');
  expect(imported.filter((file) => !existsSync(path.join(folderOf(name), file)))).toEqual([]);
});

it.each(functions)('%s has nothing at its start that S3 or other credentials alone need', (name) => {
  const outputs = Object.entries(built.get(name)?.metafile.outputs ?? {});
  const loaded = loadedFiles(folderOf(name));
  const inputs = outputs
    .filter(([file]) => loaded.has(path.basename(file)))
    .flatMap(([, output]) => Object.keys(output.inputs));
  expect(inputs.filter((input) => input.includes('client-sqs/'))).not.toEqual([]);
  expect(inputs.filter((input) => /client-s3\/|XmlShapeSerializer|credential-provider-/.test(input))).toEqual([]);
});

it('what comes from S3 or goes there is in one file, and a list of licences sees it', async () => {
  const { S3Client, PutObjectCommand, GetObjectCommand } = await import(path.join(folderOf('ingest'), 's3.mjs'));
  expect([S3Client, PutObjectCommand, GetObjectCommand].map((each) => typeof each)).toEqual(Array(3).fill('function'));
  const inputs = Object.keys(built.get('ingest')?.metafile.inputs ?? {});
  expect(inputs.filter((input) => input.includes('@aws-sdk/client-s3/'))).not.toEqual([]);
});

it('an error names the line of our own code, and no file of packages alone has a source map', () => {
  const env = path.join(import.meta.dirname, '../../lambdas/config/env.ts');
  const line =
    readFileSync(env, 'utf8')
      .split('\n')
      .findIndex((each) => each.includes('throw new Error')) + 1;
  const { stderr } = spawnSync(process.execPath, ['--enable-source-maps', 'index.mjs'], {
    cwd: folderOf('ingest'),
    env: {},
    encoding: 'utf8',
  });
  expect(stderr).toContain('environment variable TOCSIN_WEBHOOKS_QUEUE is not set');
  expect(stderr).toContain(`lambdas/config/env.ts:${line}:`);
  const named = readdirSync(folderOf('ingest')).filter((file) => file.endsWith('.map'));
  const sources = named.flatMap((file) => JSON.parse(textOf('ingest', file)).sources);
  expect(sources).toContain('../lambdas/functions/ingest/handler.ts');
  expect(sources.filter((source: string) => source.includes('node_modules/'))).toEqual([]);
});
