import path from 'node:path';
import { build } from 'esbuild';
import { expect, it } from 'vitest';
import { attackFiles, type StixObject } from '../../infra/attack-table.ts';

const reference = (external_id: string) => [{ source_name: 'mitre-attack', external_id }];
const pattern = (id: string, name: string, phases: readonly string[], more: Partial<StixObject> = {}): StixObject => ({
  type: 'attack-pattern',
  id: `attack-pattern--${id}`,
  name,
  external_references: reference(id),
  kill_chain_phases: phases.map((phase_name) => ({ kill_chain_name: 'mitre-attack', phase_name })),
  ...more,
});
const revokedBy = (from: string, to: string): StixObject => ({
  type: 'relationship',
  relationship_type: 'revoked-by',
  source_ref: `attack-pattern--${from}`,
  target_ref: `attack-pattern--${to}`,
});
const collection: StixObject = {
  type: 'x-mitre-collection',
  x_mitre_version: '99.1',
  modified: '2030-04-28T14:00:00.188Z',
};
const bundle: StixObject[] = [
  collection,
  { type: 'x-mitre-tactic', name: 'Impact', x_mitre_shortname: 'impact', external_references: reference('TA0040') },
  {
    type: 'x-mitre-tactic',
    name: 'Execution',
    x_mitre_shortname: 'execution',
    external_references: reference('TA0002'),
  },
  pattern('T1002.002', 'Second', ['impact', 'execution']),
  pattern('T1002.001', 'First', ['execution']),
  pattern('T1002', 'Parent', ['execution']),
  pattern('T1001', 'Twice Revoked', ['execution'], { revoked: true }),
  pattern('T1003', 'Once Revoked', ['execution'], { revoked: true }),
  pattern('T1004', 'Deprecated', ['impact'], { x_mitre_deprecated: true }),
  pattern('T1002', 'Same id, revoked', ['impact'], { id: 'attack-pattern--other', revoked: true }),
  revokedBy('T1001', 'T1003'),
  revokedBy('T1003', 'T1002.001'),
];

it('writes one line a technique, former ids with their last successor, and the version', () => {
  const { version, techniques, files } = attackFiles(bundle);
  expect(version).toBe('99.1');
  expect(techniques).toBe(3);
  expect(files.get('techniques.ts')).toContain('`\nT1002 TA0002 Parent;001 First;002 TA0002,TA0040 Second\n`;');
  expect(files.get('former-techniques.ts')).toContain(
    '`\nT1001 T1002.001 Twice Revoked;T1003 T1002.001 Once Revoked;T1004 TA0040 Deprecated\n`;',
  );
  expect(files.get('tactics.ts')).toContain("ATTACK_VERSION = '99.1';\nexport const ATTACK_DATE = '2030-04-28';");
  expect(files.get('tactics.ts')).toContain(
    "{ uid: 'TA0002', name: 'Execution', shortname: 'execution' },\n  { uid: 'TA0040'",
  );
});

it.each([
  [
    'without a version',
    bundle.filter(({ type }) => type !== 'x-mitre-collection'),
    /no x-mitre-collection object .* take one from there/,
  ],
  ['without techniques', [collection], /0 tactics and 0 techniques; needed are .* take the whole bundle/],
])('refuses a bundle %s', (_, objects, message) => {
  expect(() => attackFiles(objects)).toThrow(message);
});

it('is no part of the function that accepts webhooks, whose cold start everybody waits for', async () => {
  const built = await build({
    entryPoints: [path.join(import.meta.dirname, '../../lambdas/functions/ingest/handler.ts')],
    bundle: true,
    platform: 'node',
    format: 'esm',
    packages: 'external',
    write: false,
    metafile: true,
  });
  const inputs = Object.keys(built.metafile.inputs);
  expect(inputs.some((file) => file.includes('functions/ingest/'))).toBe(true);
  expect(inputs.filter((file) => file.includes('domain/attack/'))).toEqual([]);
});
