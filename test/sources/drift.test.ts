/** Which fixtures hold fields that are not known of their sender: those that were made so, and no documented form. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';
import type { Source } from '../../lambdas/core/source.ts';
import { read } from '../../lambdas/engine/route/read.ts';
import { readerOf } from '../../lambdas/engine/route/reader.ts';
import { sources } from '../../lambdas/sources/index.ts';

const folder = path.join(import.meta.dirname, '../fixtures/sources');
const watched = Object.entries<Source>(sources).filter(([, { fields }]) => fields !== undefined);
const filesOf = (type: string) =>
  existsSync(path.join(folder, type))
    ? readdirSync(path.join(folder, type)).filter((file) => /\.(?:json|txt)$/.test(file) && file !== 'index.json')
    : [];

async function unknownIn(type: string, file: string): Promise<readonly string[]> {
  const found = await read(readerOf({ type }), {
    bytes: readFileSync(path.join(folder, type, file)),
    headers: { 'content-type': 'application/json' },
    sourceId: 'edge',
    receivedAt: '2026-11-21T20:00:00.000Z',
  });
  return found.kind === 'alerts' ? (found.unknownFields ?? []) : [];
}

it('only what was made odd is drift', async () => {
  const found: Record<string, readonly string[]> = {};
  for (const [type] of watched)
    for (const file of filesOf(type)) {
      const unknown = await unknownIn(type, file);
      if (unknown.length > 0) found[`${type}/${file}`] = unknown;
    }
  await expect(`${JSON.stringify(found, null, 2)}\n`).toMatchFileSnapshot(path.join(folder, '../drift.json'));
});
