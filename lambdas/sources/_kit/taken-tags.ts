import type { Attack } from '../../domain/alert.ts';
import { factsOf } from '../../domain/values/json-fields.ts';
import type { Dig } from './field-reader.ts';

/** Every text that the attack shows. */
const shownIn = (attack: readonly Attack[]): ReadonlySet<string> =>
  new Set(
    attack.flatMap(({ technique, name, tactics }) =>
      [technique, name, ...tactics.flatMap((tactic) => [tactic.uid, tactic.name])].flatMap((text) => text ?? []),
    ),
  );

/** A field that names nothing but techniques and tactics which the attack shows leaves the facts, at any depth below a path. */
export function takeTags(said: Dig, attack: readonly Attack[], ...paths: readonly string[]): void {
  if (attack.length === 0) return;
  const shown = shownIn(attack);
  for (const path of paths) {
    const value = said.value(path);
    if (value === undefined) continue;
    for (const [below, text] of Object.entries(factsOf({ it: value })))
      if (text.split(', ').every((part) => shown.has(part))) said.take(path + below.slice('it'.length));
  }
}
