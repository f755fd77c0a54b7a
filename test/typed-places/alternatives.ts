import type { Find, Kind } from './patterns.ts';
import { namesBeside, objectOf, said } from './surroundings.ts';

/** A rule by which other values stand for one: an alert has one place, and the payload says it twice. */
interface Alternative {
  readonly kinds: readonly Kind[];
  readonly reason: string;
  readonly stands: (other: Find, find: Find) => boolean;
}

const ONE_MACHINE = /\b(?:local|private|internal|external|public|agent)\b/;

const alternatives: readonly Alternative[] = [
  {
    kinds: ['pid'],
    reason: 'the number of the same process in another pid namespace',
    stands: (other, find) =>
      objectOf(other) === objectOf(find) && said(other).replace(/^(?:host|namespace) /, '') === said(find),
  },
  {
    kinds: ['address'],
    reason: 'another address of the same machine',
    stands: (other, find) =>
      objectOf(other) === objectOf(find) && ONE_MACHINE.test(said(other)) && ONE_MACHINE.test(said(find)),
  },
  {
    kinds: ['address'],
    reason: 'another address of one list in a text',
    stands: (other, find) =>
      other.leaf === find.leaf && /^[\d.:a-f]+(?:\s*,\s*[\d.:a-f]+)+$/i.test(find.leaf.text.trim()),
  },
  {
    kinds: ['time'],
    reason: 'the same time to the millisecond, where this is in whole seconds',
    stands: (other, find) =>
      objectOf(other) === objectOf(find) &&
      /^\d{10}$/.test(find.leaf.text.trim()) &&
      other.value.slice(0, -3) === find.value.slice(0, -3),
  },
];

/** Lists of one report whose elements compete for one place. */
const isOfOneList = (other: Find, find: Find): boolean =>
  other.leaf.path === find.leaf.path && find.leaf.path.includes('[]') && namesBeside(find).length > 0;

const ONE_PLACE: readonly Kind[] = ['arn', 'address', 'port', 'path', 'hash'];

/** The values of other finds that stand for one. In the list of a single alert one element is enough. */
export function insteadOf(find: Find, finds: readonly Find[], isSingle: boolean): string[] {
  const rules = alternatives.filter(({ kinds }) => kinds.includes(find.kind));
  const isListed = isSingle && ONE_PLACE.includes(find.kind);
  return finds
    .filter((other) => other.kind === find.kind && other !== find)
    .filter((other) => rules.some(({ stands }) => stands(other, find)) || (isListed && isOfOneList(other, find)))
    .map(({ value }) => value);
}
