import { describe, expect, it } from 'vitest';
import { schemaChangeAlert, schemaChangeDetector } from '../../../lambdas/sources/_kit/schema-change.ts';

const detect = schemaChangeDetector([
  'id',
  'at:number|string',
  'rule.name',
  'alerts[].labels.*',
  'alerts[].startsAt',
  'extra.*.value',
  'tags[]',
]);

describe('fields that are not known of a sender', () => {
  it.each([
    [
      'nothing new',
      { id: 1, rule: { name: 'x' }, alerts: [{ labels: { any: 'name' }, startsAt: '' }], tags: ['a'] },
      [],
    ],
    ['missing fields', {}, []],
    ['a new field', { id: 1, score: 5 }, ['score']],
    ['a renamed one', { id: 1, ids: 1 }, ['ids']],
    ['a shape of the user’s own', { id: 1, level: 2, text: 'x' }, []],
    ['a known type', [{ at: 1 }, { at: '1' }, { at: null }, { at: '' }], []],
    ['another type', { at: true }, ['at (boolean, was number or string)']],
    [
      'a list where there was none',
      { at: [1], rule: ['x'] },
      ['at (list, was number or string)', 'rule (list, was object)'],
    ],
    ['one inside', { rule: { name: 'x', level: 3 } }, ['rule.level']],
    ['one in the elements of a list', { alerts: [{ startsAt: '', endsAt: '' }] }, ['alerts[].endsAt']],
    ['other case is no drift', { ID: 1, Rule: { Name: 'x' } }, []],
    ['a list of the whole', [{ id: 1 }, { id: 2, odd: true }], ['odd']],
    ['names of the user’s own', { extra: { mine: { value: 1, unit: 's' } } }, ['extra.mine.unit']],
    ['an object where a text was', { id: { value: 1 } }, []],
    ['a text where an object was', { rule: 'x' }, ['rule (string, was object)']],
    ['a text where a list was', { tags: 'x' }, ['tags (string, was list)']],
    ['an object where a list was', { tags: { a: 1 } }, ['tags (object, was list)']],
  ])('%s', (_, payload, unknown) => {
    expect(detect(payload)).toEqual(unknown);
  });

  it('looks at no more than it must, and lists no more than can be read', () => {
    const wide = Object.fromEntries(Array.from({ length: 100_000 }, (_, i) => [`field ${i}`, i]));
    expect(detect({ rule: wide })).toHaveLength(40);
    let deep: unknown = 1;
    for (let i = 0; i < 50_000; i += 1) deep = { rule: deep };
    expect(() => detect(deep)).not.toThrow();
  });
});

it('tells of a shape once, whoever sees it', () => {
  const alert = schemaChangeAlert('edge', 'falco', ['a', 'b'], '2026-11-21T03:07:12.000Z');
  expect(schemaChangeAlert('edge', 'falco', ['a', 'b'], '2026-12-01T00:00:00.000Z').id).toBe(alert.id);
  expect(schemaChangeAlert('edge', 'falco', ['a', 'c'], '2026-11-21T03:07:12.000Z').id).not.toBe(alert.id);
  expect(alert.title).toBe('edge sends 2 fields that Tocsin does not know of falco');
});
