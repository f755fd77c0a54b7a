import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ecs } from '../../lambdas/destinations/_kit/formats/ecs.ts';
import type { Alert } from '../../lambdas/domain/alert.ts';
import { alertNamed, alerts, arbitraryAlert, attemptFor } from '../conformance/alerts.ts';
import { documentProblems, fields, hasSchema } from '../validators/ecs-document.ts';

const documentOf = (alert: Alert) => JSON.parse(ecs(alert, attemptFor(alert)).body);

const check = (alert: Alert) => documentProblems(documentOf(alert));

describe('the ECS document', () => {
  it.skipIf(!hasSchema).each([...alerts.keys()])('has only fields and values of ECS for %s', (name) => {
    expect(check(alertNamed(name))).toEqual([]);
  });

  it.skipIf(!hasSchema)('has only fields and values of ECS for any alert', () => {
    fc.assert(
      fc.property(arbitraryAlert, (alert) => {
        expect(check(alert)).toEqual([]);
      }),
      { numRuns: 150 },
    );
  });

  it.skipIf(!hasSchema)('pairs each category with a type that it expects', () => {
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

  it('keeps labels and facts flat and few, whatever the sender calls them, and the whole alert beside them', () => {
    fc.assert(
      fc.property(arbitraryAlert, (alert) => {
        const { tocsin, event } = documentOf(alert);
        const { labels = {}, facts = {} } = tocsin;
        expect(Object.keys(labels).length).toBeLessThanOrEqual(64);
        expect(Object.keys(facts).length).toBeLessThanOrEqual(256);
        for (const key of Object.keys({ ...labels, ...facts })) expect(key).toMatch(/^[a-z0-9_]{1,134}$/);
        expect(JSON.parse(event.original)).toEqual(JSON.parse(JSON.stringify(alert)));
      }),
      { numRuns: 100 },
    );
  });

  it('gives two facts of one sanitised name a label each', () => {
    const alert = { ...alertNamed('minimal'), facts: { 'a.b': '1', 'a-b': '2' } };
    expect(documentOf(alert).tocsin.facts).toMatchObject({ a_b: '1', a_b_2: '2' });
  });
});
