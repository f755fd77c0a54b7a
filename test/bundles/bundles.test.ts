import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Template } from 'aws-cdk-lib/assertions';
import { expect, it } from 'vitest';
import { bundleFunction, functionNames } from '../../infra/aws/bundle.ts';
import { configOf } from '../../infra/load-config.ts';
import { stackOf } from '../infra/stack.ts';
import { isRight, pipeline, type Step } from './pipeline.ts';
import { surround } from './surroundings.ts';

// `npm run ric` does the same under AWS's own runtime client, with what `cdk synth` has made.
it('the deployed bundles take a webhook from the hook to the receiver', { timeout: 120_000 }, async () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'tocsin-functions-'));
  const file = path.join(import.meta.dirname, 'tocsin.yaml');
  const config = configOf(readFileSync(file, 'utf8'), file, false);
  for (const name of functionNames) bundleFunction(name, config, path.join(folder, name));
  const surroundings = await surround({
    template: JSON.parse(JSON.stringify(Template.fromStack(stackOf(file)).toJSON())),
    client: [path.join(import.meta.dirname, 'minimal-runtime.ts')],
    folderOf: (name) => path.join(folder, name),
  });
  const steps: Step[] = [];
  for await (const step of pipeline(surroundings)) steps.push(step);
  await surroundings.close();
  rmSync(folder, { recursive: true });
  const outcomes = steps.map(({ name, answered }) => [
    name,
    answered.kind === 'error' || isRight[name](answered.body) ? answered.kind : answered.body,
  ]);
  expect(outcomes).toEqual(['ingest', 'route', 'deliver', 'reconcile', 'api'].map((name) => [name, 'response']));
  expect(steps.map(({ logs }) => logs).join('')).not.toMatch(
    /test-hook-token|test-admin-token|hooks\.slack|\/services\//,
  );
});

it('a change of the configuration deploys the functions that see it', {
  timeout: 120_000,
}, () => {
  const codeOf = (file: string) => {
    const functions = Template.fromStack(stackOf(path.join(import.meta.dirname, file), {}, true)).findResources(
      'AWS::Lambda::Function',
    );
    return Object.fromEntries(
      Object.values(functions).map(({ Properties }) => [Properties.Description, Properties.Code.S3Key]),
    );
  };
  const one = codeOf('tocsin.yaml');
  const other = codeOf('../infra/tocsin.yaml');
  const changed = Object.keys(one).filter((name) => one[name] !== other[name]);
  expect(changed.sort()).toEqual(['Tocsin api', 'Tocsin deliver', 'Tocsin ingest', 'Tocsin reconcile', 'Tocsin route']);
});
