import { describe, expect, it } from 'vitest';
import { dig, located } from '../../../lambdas/sources/_kit/field-reader.ts';

/** A list that says when somebody looks at all of its indexes. */
function watched(items: readonly unknown[]) {
  const looks: string[] = [];
  const list = new Proxy(items, {
    ownKeys(target) {
      looks.push('ownKeys');
      return Reflect.ownKeys(target);
    },
  });
  return { list, looks };
}

describe('fields by their paths', () => {
  it('finds a field in any spelling, an item of a list by its number', () => {
    const said = dig({ Alert_List: [{ 'rule-name': 'first' }, { ruleName: 'second' }] });
    expect(said.text('alertList.1.RuleName')).toBe('second');
    expect(said.take('alertlist.0.ruleName')).toBe('first');
    expect([...said.taken.keys()]).toEqual(['Alert_List.0.rule-name']);
  });

  it('looks through no list for a name that it cannot have', () => {
    const { list, looks } = watched([{ pid: 1 }]);
    expect(dig({ processTree: list }).text('processTree.pid', 'processTree.0.pid')).toBe('1');
    expect(located({ processTree: list }, 'processTree.children')).toBeUndefined();
    expect(looks).toEqual([]);
  });

  it('finds a field as it is written behind more fields than a record has', () => {
    const many = Object.fromEntries(Array.from({ length: 6_000 }, (_, i) => [`field${i}`, i]));
    const said = dig({ ...many, ruleName: 'last' });
    expect(said.text('ruleName')).toBe('last');
    expect(said.text('FIELD_1')).toBe('1');
  });

  it('gives of a list no more than an alert has room for', () => {
    const said = dig({ items: Array.from({ length: 7_000 }, (_, i) => i) });
    expect(said.list('items')).toHaveLength(5_000);
    expect(said.value('items')).toHaveLength(7_000);
  });
});
