import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { ListObjectsV2Command, S3Client } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { synthesise } from '../aws/stack.ts';
import { bodyOf } from '../conformance/source-cases.ts';
import type { Emulators } from '../emulators/emulators.ts';
import { REGION } from '../emulators/region.ts';
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

async function objectsIn({ sqsUrl: endpoint, bucket }: Emulators): Promise<number> {
  const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };
  const client = new S3Client({ endpoint, region: REGION, credentials, forcePathStyle: true });
  const { Contents = [] } = await client.send(new ListObjectsV2Command({ Bucket: bucket }));
  client.destroy();
  return Contents.length;
}

/** A webhook that stays too large for a message when it is compressed, so that its body passes through S3. */
function largeBody(): Buffer {
  const webhook = JSON.parse(bodyOf('akto', 'activity-export-batch').toString());
  return Buffer.from(JSON.stringify({ ...webhook, exportId: randomBytes(1_200_000).toString('base64') }));
}

// `npm run ric` does the same under AWS's own runtime client.
it.each([
  ['a webhook', bodyOf('akto', 'activity-export-batch'), 0],
  ['a webhook whose body passes through S3', largeBody(), 1],
] as const)('the deployed bundles take %s from the hook to the receiver', async (_, body, objects) => {
  const surroundings = await surround({
    template: readTemplate(outdirs.one),
    client: [path.join(import.meta.dirname, 'minimal-runtime.ts')],
    folderOf: (_, assetPath) => path.join(outdirs.one, assetPath),
  });
  const steps: Step[] = [];
  for await (const step of pipeline(surroundings, body)) steps.push(step);
  const stored = await objectsIn(surroundings.emulators);
  await surroundings.close();
  const outcomes = steps.map(({ name, answered }) => [
    name,
    answered.kind === 'error' || isRight[name](answered.body) ? answered.kind : answered.body,
  ]);
  expect(outcomes).toEqual(['ingest', 'route', 'deliver', 'reconcile', 'api'].map((name) => [name, 'response']));
  expect(stored).toBe(objects);
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
