import { attacksFrom, type NamedAttack } from '../../domain/attack/attacks-from.ts';
import { techniqueByName } from '../../domain/attack/table.ts';

/**
 * The techniques and tactics in some texts, and the technique that a sender names without its id. A name beside one id
 * that the table does not hold becomes its name.
 */
export function namedAttacks(texts: readonly (string | undefined)[], name?: string): NamedAttack[] {
  const tags = texts.flatMap((text) => text ?? []);
  const found = attacksFrom(tags);
  if (name === undefined) return found;
  const techniques = found.filter(({ technique }) => technique !== undefined);
  const [only] = techniques;
  if (only === undefined) return attacksFrom([...tags, techniqueByName(name)?.id ?? '']);
  const isUnnamed = techniques.length === 1 && only.name === undefined;
  return isUnnamed ? found.map((each) => (each === only ? { ...each, name } : each)) : found;
}
