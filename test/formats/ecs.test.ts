import { existsSync, readFileSync } from 'node:fs';
import { isIP } from 'node:net';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import type { Alert } from '../../lambdas/core/alert.ts';
import { ecs } from '../../lambdas/core/formats/ecs.ts';
import { isFields } from '../../lambdas/core/record.ts';
import { alertNamed, alerts, arbitraryAlert, attemptFor } from '../conformance/alerts.ts';

const file = new URL('../../../shared/schemas/ecs-9.5.0-dev.flat.yml', import.meta.url);
const present = existsSync(file);

interface Field {
  readonly type: string;
  readonly normalize: readonly string[];
  readonly ignore_above?: number;
  readonly allowed_values?: readonly { readonly name: string; readonly expected_event_types?: readonly string[] }[];
}
const fields: Readonly<Record<string, Field>> = present ? parse(readFileSync(file, 'utf8')) : {};

const documentOf = (alert: Alert) => JSON.parse(ecs(alert, attemptFor(alert)).body);

/** Leaves by their dotted name; `labels` is one object of keywords. */
function flatten(value: Readonly<Record<string, unknown>>, path = ''): [string, unknown][] {
  return Object.entries(value).flatMap(([key, inner]): [string, unknown][] => {
    const name = path === '' ? key : `${path}.${key}`;
    return isFields(inner) && name !== 'labels' ? flatten(inner, name) : [[name, inner]];
  });
}

const typed: Readonly<Record<string, (value: unknown) => boolean>> = {
  date: (value) => typeof value === 'string' && new Date(value).toISOString() === value,
  ip: (value) => typeof value === 'string' && isIP(value) > 0,
  long: Number.isInteger,
  object: (value) => isFields(value) && Object.values(value).every((inner) => typeof inner === 'string'),
};

function problemsOf(name: string, value: unknown): string[] {
  const field = fields[name];
  if (field === undefined) return [`${name} is no ECS field`];
  const isList = field.normalize.includes('array');
  if (isList !== Array.isArray(value)) return [`${name} should ${isList ? '' : 'not '}be a list`];
  const fits = typed[field.type] ?? ((one: unknown) => typeof one === 'string');
  const allowed = field.allowed_values?.map((one) => one.name);
  return [value]
    .flat()
    .flatMap((one) => [
      ...(fits(one) ? [] : [`${name} is no ${field.type}: ${String(one)}`]),
      ...(allowed === undefined || allowed.includes(String(one)) ? [] : [`${name} may not be ${String(one)}`]),
      ...(Array.from(String(one)).length <= (field.ignore_above ?? Number.POSITIVE_INFINITY)
        ? []
        : [`${name} is too long`]),
    ]);
}

const check = (alert: Alert) => flatten(documentOf(alert)).flatMap(([name, value]) => problemsOf(name, value));

describe('the ECS document', () => {
  it.skipIf(!present).each([...alerts.keys()])('has only fields and values of ECS for %s', (name) => {
    expect(check(alertNamed(name))).toEqual([]);
  });

  it.skipIf(!present)('has only fields and values of ECS for any alert', () => {
    fc.assert(
      fc.property(arbitraryAlert, (alert) => {
        expect(check(alert)).toEqual([]);
      }),
      { numRuns: 150 },
    );
  });

  it.skipIf(!present)('pairs each category with a type that it expects', () => {
    for (const alert of alerts.values()) {
      const { category = [], type = [] } = documentOf(alert).event;
      for (const one of category) {
        const expected = fields['event.category']?.allowed_values?.find(
          (value) => value.name === one,
        )?.expected_event_types;
        expect(type.every((word: string) => expected?.includes(word))).toBe(true);
      }
    }
  });

  it('keeps labels flat and few, whatever the sender calls them, and the whole alert beside them', () => {
    fc.assert(
      fc.property(arbitraryAlert, (alert) => {
        const { labels, event } = documentOf(alert);
        expect(Object.keys(labels).length).toBeLessThanOrEqual(64);
        for (const key of Object.keys(labels)) expect(key).toMatch(/^[a-z0-9_]{1,70}$/);
        expect(JSON.parse(event.original)).toEqual(JSON.parse(JSON.stringify(alert)));
      }),
      { numRuns: 100 },
    );
  });

  it('gives two facts of one sanitised name a label each', () => {
    const alert = { ...alertNamed('minimal'), facts: { 'a.b': '1', 'a-b': '2' } };
    expect(documentOf(alert).labels).toMatchObject({ a_b: '1', a_b_2: '2' });
  });
});
