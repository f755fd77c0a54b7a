import { expect, test } from 'vitest';
import { parseText } from '../../lambdas/sources/_kit/body/payload.ts';
import type { Reading } from '../../lambdas/sources/_kit/define-source.ts';
import { sources } from '../../lambdas/sources/index.ts';
import { readingOf } from './read.ts';

// What operators paste into a product has to be read when the product has filled it in.

/** The bodies in a sender's setup. */
const bodiesIn = (setup: readonly string[]): string[] =>
  setup.flatMap((step) => Array.from(step.matchAll(/```\w+\n([\s\S]*?)```/g), ([, body = '']) => body));

const document = { 'kibana.alert.uuid': 'u1', 'kibana.alert.rule.name': 'Rule' };

/** Values that a product fills in where their kind matters; anything else is a word. */
const values: readonly (readonly [RegExp, string])[] = [
  [/context\.alerts/, `${JSON.stringify(document)},${JSON.stringify({ ...document, 'kibana.alert.uuid': 'u2' })}`],
  [/severity/i, 'high'],
  [/DATE|LAST_UPDATED/, '1788190010000'],
  [/date|createdAt|updatedAt|Time/, '2026-08-31T15:26:50.829Z'],
  [/ATTRIBUTES|GROUP_BY/, '{\\"usr\\":{\\"name\\":\\"eve\\"}}'],
];

const filledWith = (placeholder: string): string => values.find(([name]) => name.test(placeholder))?.[1] ?? 'word';

const placeholders = /\{\{#[\s\S]*?\{\{\/[^}]*\}\}|\{\{\{?[^}]*\}\}\}?|\$\{[^}]*\}|\$[A-Z_]+/g;

const fill = (body: string): string => body.replace(placeholders, filledWith);

function read(type: keyof typeof sources, body: string): Reading {
  const payload = parseText(fill(body), 'application/json');
  expect(payload).toMatchObject({ kind: 'json', repaired: false });
  const value = payload.kind === 'json' ? payload.value : undefined;
  return readingOf(sources[type], value, { receivedAt: '2026-09-02T08:00:00.000Z' });
}

test.each([
  ['crowdstrike', 0, 1],
  ['datadog', 0, 1],
  ['elastic', 0, 2],
  ['elastic', 1, 1],
  ['wiz', 0, 1],
] as const)('%s reads its body %i of the setup as %i alerts', (type, index, count) => {
  const reading = read(type, bodiesIn(sources[type].about.setup)[index] ?? '');
  expect(reading).toMatchObject({ kind: 'alerts' });
  expect(reading.kind === 'alerts' ? reading.detections : []).toHaveLength(count);
});
