import { fieldsOf } from './fields.ts';
import { bareWord, type Kind, millisOf } from './patterns.ts';
import { comparable, type Place, scalarsAt } from './places.ts';
import type { Standard } from './standards.ts';

/** A value, and the field of a standard that it is looked for in. */
interface Wanted {
  readonly kind: Kind;
  readonly value: string;
  readonly place: Place;
  readonly standard: Standard;
}

/** A field for digests may take one of several, and so may one for a vulnerability: any that the alert has there is enough. */
export const takesOne = (kind: Kind): boolean => kind === 'hash' || kind === 'cve';

/**
 * Types of findings in Security Hub follow ATT&CK before version 19, and have effects for the last tactic
 * (https://docs.aws.amazon.com/securityhub/latest/userguide/securityhub-findings-format-type-taxonomy.html).
 */
const inTypes: Readonly<Record<string, string>> = {
  stealth: 'defenseevasion',
  defenseimpairment: 'defenseevasion',
  impact: 'effects',
};

const isTactic = ({ value, standard }: Wanted, scalar: string | number): boolean => {
  const word = standard === 'asff' ? (inTypes[value] ?? value) : value;
  return comparable('tactic', scalar) === word || bareWord(String(scalar)).includes(bareWord(word) || '?');
};

/** Lists of tactics and techniques are texts in some standards, with names or ids beside them. */
function isEqual(wanted: Wanted, scalar: string | number): boolean {
  const { kind, value } = wanted;
  if (kind === 'tactic') return isTactic(wanted, scalar);
  if (kind === 'technique') return String(scalar).includes(value);
  if (kind === 'time') return millisOf(String(scalar)) === Number(value) || Number(scalar) === Number(value);
  return comparable(kind, scalar) === value;
}

/** Whether a value stands in one of the fields that a standard has for its place. */
export const isInField = (wanted: Wanted, document: unknown): boolean =>
  (fieldsOf[wanted.place][wanted.standard] ?? []).some((path) =>
    scalarsAt(document, path.split('.')).some((scalar) => isEqual(wanted, scalar)),
  );
