import type { Find, Kind } from './patterns.ts';
import { objectOf, said } from './surroundings.ts';

/** A rule by which other values stand for one: an alert has one place, and the payload says it twice. */
interface Alternative {
  readonly kinds: readonly Kind[];
  readonly reason: string;
  readonly stands: (other: Find, find: Find) => boolean;
}

const ONE_MACHINE = /\b(?:local|private|internal|external|public|agent|last)\b/;

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
];

const listsOf = ({ leaf }: Find): readonly object[] => leaf.around.filter((each) => Array.isArray(each));

/** Elements of one list: that of a single report, or a list inside of one of several reports. */
function areOfOneList(other: Find, find: Find, isSingle: boolean): boolean {
  const lists = listsOf(find);
  const isInside = lists.length > 1 || (isSingle && lists.length > 0);
  return isInside && lists.at(-1) === listsOf(other).at(-1) && other.leaf.path === find.leaf.path;
}

/** In a list one element is enough, for an alert has one place. */
const ONE_PLACE: readonly Kind[] = ['arn', 'address', 'port', 'path', 'hash', 'account'];

/** The values of other finds that stand for one. `isSingle`: the payload is one report. */
export function insteadOf(find: Find, finds: readonly Find[], isSingle: boolean): string[] {
  const rules = alternatives.filter(({ kinds }) => kinds.includes(find.kind));
  const isListed = ONE_PLACE.includes(find.kind);
  return finds
    .filter((other) => other.kind === find.kind && other !== find)
    .filter(
      (other) => rules.some(({ stands }) => stands(other, find)) || (isListed && areOfOneList(other, find, isSingle)),
    )
    .map(({ value }) => value);
}
