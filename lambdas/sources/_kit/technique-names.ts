import type { DraftAttack } from '../../domain/detection.ts';
import { attacks } from './attack.ts';

/** The techniques in some texts; one technique alone takes the name that the sender gives it. */
export function namedAttacks(texts: readonly (string | undefined)[], name?: string): DraftAttack[] {
  const found = attacks(texts.flatMap((text) => text ?? []));
  const [only] = found;
  return found.length === 1 && only !== undefined && name !== undefined && !only.name
    ? [{ technique: only.technique, name }]
    : found;
}
