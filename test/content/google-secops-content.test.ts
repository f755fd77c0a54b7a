/** The sample rule of `docs/content/google-secops/`, held against the events that are sent. */
import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { udm } from '../../lambdas/destinations/google-secops/udm.ts';
import { type Fields, isFields } from '../../lambdas/domain/values/json-fields.ts';
import { alertNamed, attemptFor } from '../conformance/alerts.ts';

const rule = readFileSync(new URL('../../docs/content/google-secops/open_finding.yaral', import.meta.url), 'utf8');
const full = alertNamed('full');
const { connection: _, ...attacked } = full;
const { ip: __, port: ___, ...actor } = full.actor;
/** Somebody attacked a machine; a machine called home. */
const [event = {}, call = {}]: readonly Fields[] = [attacked, { ...full, actor }].map((alert) =>
  JSON.parse(udm(alert, attemptFor(alert)).body),
);

/** YARA-L spells fields with underscores, the interface as JSON does; a list is looked into. */
function valueAt(value: unknown, [name, ...rest]: readonly string[]): unknown {
  if (Array.isArray(value)) return valueAt(value[0], name === undefined ? rest : [name, ...rest]);
  if (name === undefined) return value;
  const key = name.replace(/_(\w)/g, (__, letter: string) => letter.toUpperCase());
  return isFields(value) ? valueAt(value[key], rest) : undefined;
}

it('reads fields that an event has', () => {
  const fields = [...rule.matchAll(/\$event\.([a-z_.]+)/g)].map(([, path = '']) => path);
  expect(new Set(fields).size).toBeGreaterThan(10);
  expect(
    fields.filter((path) => (valueAt(event, path.split('.')) ?? valueAt(call, path.split('.'))) === undefined),
  ).toEqual([]);
});

it('matches a live detection of high severity', () => {
  const wanted = [...rule.matchAll(/^\s+\$event\.([a-z_.]+) = "([^"]+)"$/gm)];
  expect(wanted).toHaveLength(3);
  for (const [, path = '', value] of wanted) expect([path, valueAt(event, path.split('.'))]).toEqual([path, value]);
  expect(rule).toContain(`= "${valueAt(event, ['security_result', 'severity'])}"`);
});
