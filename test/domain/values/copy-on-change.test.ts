import fc from 'fast-check';
import { expect, it } from 'vitest';
import { CopyOnChange } from '../../../lambdas/domain/values/copy-on-change.ts';

const key = fc.oneof(fc.constantFrom('a', 'b', '__proto__', 'constructor', '1'), fc.string());
const entries = fc.uniqueArray(fc.tuple(key, fc.constantFrom('x', 'y')), { selector: ([name]) => name, maxLength: 8 });

type Change = (name: string, value: string) => readonly [name: string, value: string] | undefined;

/** What becomes of the fields one after the other; nothing for one that is left out. */
function changed(original: Readonly<Record<string, string>>, change: Change) {
  const kept = new CopyOnChange(original);
  for (const [name, value] of Object.entries(original)) {
    const to = change(name, value);
    if (to === undefined) kept.leaveOut(name);
    else kept.set(name, ...to);
  }
  return kept.fields;
}

it('is the original while nothing changes', () => {
  fc.assert(
    fc.property(entries, (all) => {
      const original = Object.fromEntries(all);
      expect(changed(original, (name, value) => [name, value])).toBe(original);
    }),
  );
});

it('has what each field became, in order, and leaves the original as it was', () => {
  const change: Change = (name, value) =>
    value === 'x' ? [`${name}!`, 'z'] : name.length > 3 ? undefined : [name, value];
  fc.assert(
    fc.property(entries, (all) => {
      const original = Object.fromEntries(all);
      const before = JSON.stringify(original);
      const wanted = Object.entries(original).flatMap(([name, value]) =>
        [change(name, value) ?? []].filter((it) => it.length > 0),
      );
      expect(Object.entries(changed(original, change))).toEqual(Object.entries(Object.fromEntries(wanted)));
      expect(JSON.stringify(original)).toBe(before);
    }),
  );
});
