import type { Find, Kind } from './patterns.ts';
import { objectOf, said } from './surroundings.ts';

/** A rule by which other values stand for one: an alert has one place, and the payload says it twice. */
interface Alternative {
  readonly kinds: readonly Kind[];
  readonly reason: string;
  readonly stands: (other: Find, find: Find) => boolean;
}

const ONE_MACHINE = /\b(?:local|private|internal|external|public|agent|last)\b/;

const isTemplated = (segment: string | undefined): boolean => /^[A-Z]{3,}$/.test(segment ?? '');

/** `/v1/orders/INTEGER` and `/v1/orders/8812`. */
const areOfOneTemplate = (some: readonly string[], others: readonly string[]): boolean =>
  some.length === others.length &&
  some.every((segment, i) => segment === others[i] || isTemplated(segment) || isTemplated(others[i]));

const alternatives: readonly Alternative[] = [
  {
    kinds: ['pid'],
    reason: 'the number of the same process in another pid namespace',
    stands: (other, find) =>
      objectOf(other) === objectOf(find) && said(other).replace(/^(?:host|namespace) /, '') === said(find),
  },
  {
    kinds: ['path'],
    reason: 'the same program where /bin is a link to /usr/bin',
    stands: (other, find) => other.value.replace(/^\/usr\//, '/') === find.value.replace(/^\/usr\//, '/'),
  },
  {
    kinds: ['path'],
    reason: 'the template of a URL, with words in capitals for what changes, or a URL of the template',
    stands: (other, find) => areOfOneTemplate(other.value.split('/'), find.value.split('/')),
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
