import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { map } from '../../infra/cli/map.ts';
import { configOf } from '../../infra/load-config.ts';
import type { Alert } from '../../lambdas/domain/alert.ts';
import { read } from '../../lambdas/engine/route/read.ts';
import { readerOf } from '../../lambdas/engine/route/reader.ts';

/** The blocks of the page by the file that they name. */
const blocks = new Map(
  [...readFileSync('docs/mapping.md', 'utf8').matchAll(/```\w+ (\S+)\n([\s\S]*?)```/g)].map(
    ([, file = '', text = '']) => [file, text],
  ),
);
const block = (file: string): string => {
  const text = blocks.get(file);
  if (text === undefined) throw new Error(`docs/mapping.md has no block ${file}`);
  return text;
};

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(path.join(os.tmpdir(), 'tocsin-mapping-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const rest = 'destinations: { soc: { type: slack, webhookUrl: "$' + '{SLACK_URL}" } }\nroutes: [{ to: [soc] }]\n';

/** The alert of a payload by the mapping on the page. */
async function alertOf(text: string): Promise<Alert> {
  const config = configOf(`version: 1\n${block('tocsin.yaml')}\n${rest}`, 'tocsin.yaml', true);
  const setting = config.sources['my-source'];
  if (setting === undefined) throw new Error('the page has no source my-source');
  const bytes = Buffer.from(text);
  const receivedAt = '2026-11-20T09:00:06.000Z';
  const found = await read(readerOf(setting), { bytes, headers: {}, sourceId: 'my-source', receivedAt });
  const [first] = found.kind === 'alerts' ? found.alerts : [];
  if (first === undefined) throw new Error('it became no alert');
  return first.alert;
}

describe('the example of docs/mapping.md', () => {
  it('is what the command prints for the payload on the page', async () => {
    const file = path.join(folder, 'payload.json');
    const config = path.join(folder, 'tocsin.yaml');
    writeFileSync(file, block('payload.json'));
    writeFileSync(config, `version: 1\nsources: { my-source: { type: custom, auth: none } }\n${rest}`);
    const lines: string[] = [];
    const prints = { print: (line: string) => lines.push(line), complain: (line: string) => lines.push(line) };
    expect(await map({ file, config }, prints)).toBe(0);
    const [said = ''] = lines.join('\n').replace(file, 'payload.json').split('\n#\n# The first alert:');
    expect(said.trimEnd()).toBe(block('tocsin.yaml').trimEnd());
  });

  it('fills the places that it shows', async () => {
    const { map: expressions } = parse(block('tocsin.yaml')).sources['my-source'];
    expect(expressions).toMatchObject({
      each: 'events',
      title: 'rule.name',
      cloud: { resource: { uid: 'bucket.arn' } },
    });
    expect(await alertOf(block('payload.json'))).toMatchObject({
      title: 'Bucket is public',
      severity: 'high',
      state: 'open',
      actor: { user: 'mallory', ip: '198.51.100.24' },
      cloud: { provider: 'aws', resource: { uid: 'arn:aws:s3:::shop-exports' } },
      facts: { 'bucket.owner': 'data-team' },
    });
  });

  it('has an end that meets what it ends, and another bucket is another problem', async () => {
    const [begun, over, other] = [
      await alertOf(block('payload.json')),
      await alertOf(block('end.json')),
      await alertOf(block('payload.json').replace('shop-exports', 'shop-imports')),
    ];
    expect(over).toMatchObject({ state: 'resolved', fingerprint: begun.fingerprint });
    expect(over.finding.uid).toBe(begun.finding.uid);
    expect(over.id).not.toBe(begun.id);
    expect(other.fingerprint).not.toBe(begun.fingerprint);
  });
});
