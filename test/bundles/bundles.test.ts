import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { synthesise } from '../aws/stack.ts';
import { readTemplate, type Template } from './deployed.ts';
import { isRight, pipeline, type Step } from './pipeline.ts';
import { surround } from './surroundings.ts';

const outdirs = { one: '', other: '' };

beforeAll(() => {
  for (const [name, file] of [
    ['one', 'tocsin.yaml'],
    ['other', '../aws/tocsin.yaml'],
  ] as const) {
    outdirs[name] = mkdtempSync(path.join(tmpdir(), 'tocsin-synth-'));
    synthesise(path.join(import.meta.dirname, file), outdirs[name]);
  }
});
afterAll(() => {
  for (const outdir of Object.values(outdirs)) rmSync(outdir, { recursive: true });
});

// `npm run ric` does the same under AWS's own runtime client.
it('the deployed bundles take a webhook from the hook to the receiver', async () => {
  const surroundings = await surround({
    template: readTemplate(outdirs.one),
    client: [path.join(import.meta.dirname, 'minimal-runtime.ts')],
    folderOf: (_, assetPath) => path.join(outdirs.one, assetPath),
  });
  const steps: Step[] = [];
  for await (const step of pipeline(surroundings)) steps.push(step);
  await surroundings.close();
  const outcomes = steps.map(({ name, answered }) => [
    name,
    answered.kind === 'error' || isRight[name](answered.body) ? answered.kind : answered.body,
  ]);
  expect(outcomes).toEqual(['ingest', 'route', 'deliver', 'reconcile', 'api'].map((name) => [name, 'response']));
  expect(steps.map(({ logs }) => logs).join('')).not.toMatch(
    /test-hook-token|test-admin-token|hooks\.slack|\/services\//,
  );
});

it('a change of the configuration deploys the functions that see it', () => {
  const codeOf = ({ Resources }: Template) =>
    Object.fromEntries(
      Object.values(Resources)
        .filter(({ Type }) => Type === 'AWS::Lambda::Function')
        .map(({ Properties, Metadata }) => [Properties?.Description, Metadata?.['aws:asset:path']]),
    );
  const one = codeOf(readTemplate(outdirs.one));
  const other = codeOf(readTemplate(outdirs.other));
  const changed = Object.keys(one).filter((name) => one[name] !== other[name]);
  expect(changed.sort()).toEqual(['Tocsin api', 'Tocsin deliver', 'Tocsin ingest', 'Tocsin reconcile', 'Tocsin route']);
});
