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

/** Lists of tactics and techniques are texts in some standards, with names or ids beside them. */
function isEqual({ kind, value }: Wanted, scalar: string | number): boolean {
  if (kind === 'tactic')
    return comparable(kind, scalar) === value || bareWord(String(scalar)).includes(bareWord(value) || '?');
  if (kind === 'technique') return String(scalar).includes(value);
  if (kind === 'time') return millisOf(String(scalar)) === Number(value) || Number(scalar) === Number(value);
  return comparable(kind, scalar) === value;
}

/** Whether a value stands in one of the fields that a standard has for its place. */
export const isInField = (wanted: Wanted, document: unknown): boolean =>
  (fieldsOf[wanted.place][wanted.standard] ?? []).some((path) =>
    scalarsAt(document, path.split('.')).some((scalar) => isEqual(wanted, scalar)),
  );
