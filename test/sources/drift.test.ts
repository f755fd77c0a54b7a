/** Which cases hold fields that are not known of their sender: those that were made so, and no documented form. */
import path from 'node:path';
import { expect, it } from 'vitest';
import { read } from '../../lambdas/engine/route/read.ts';
import { readerOf } from '../../lambdas/engine/route/reader.ts';
import type { Source } from '../../lambdas/sources/_kit/define-source.ts';
import { sources } from '../../lambdas/sources/index.ts';
import { bytesOf, type SourceCase, sourceCases } from '../conformance/source-cases.ts';

const file = path.join(import.meta.dirname, '../fixtures/drift.json');
const watched = Object.entries<Source>(sources).filter(([, { fields }]) => fields !== undefined);

async function unknownIn(type: string, one: SourceCase): Promise<readonly string[]> {
  const found = await read(readerOf({ type }), {
    bytes: bytesOf(one),
    headers: { 'content-type': 'application/json' },
    sourceId: 'edge',
    receivedAt: '2026-11-21T20:00:00.000Z',
  });
  return found.kind === 'alerts' ? (found.unknownFields ?? []) : [];
}

it('only what was made odd is drift', async () => {
  const found: Record<string, readonly string[]> = {};
  for (const [type] of watched)
    for (const one of sourceCases(type)) {
      const unknown = await unknownIn(type, one);
      if (unknown.length > 0) found[`${type}/${one.name}`] = unknown;
    }
  await expect(`${JSON.stringify(found, null, 2)}\n`).toMatchFileSnapshot(file);
});
