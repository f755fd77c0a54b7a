import { spelling, type Texts } from '../../../../domain/values/json-fields.ts';
import { notesOf, ofShape } from '../../../../domain/values/shapes.ts';
import type { Fact } from '../../place-facts.ts';
import { isPrivateAddress } from '../../typed-values.ts';
import { wordSet } from '../../word-set.ts';

// Lists of entities, indicators and observables that say in one field what the other holds: `{ type: 'ip', value: … }`
// (https://www.misp-project.org/datamodels/, https://docs.strangebee.com/thehive/api-docs/).

/** What senders call the type of an entity, and the field under which its value fills a typed place. */
const entries: readonly (readonly [field: string, types: string])[] = [
  ['ip', 'ip ipv4 ipv6 ipaddress ipaddr ipv4addr ipv6addr ipv4address ipv6address address'],
  ['src.ip', 'ipsrc srcip sourceip sourceipaddress'],
  ['dst.ip', 'ipdst dstip destip destinationip destinationipaddress'],
  ['file.hash', 'hash filehash md5 sha1 sha256 sha512 filehashmd5 filehashsha1 filehashsha256'],
  ['filepath', 'file filepath path'],
  ['filename', 'filename'],
  ['processname', 'process processname processpath program executable'],
  ['commandline', 'commandline cmdline command'],
  ['hostname', 'host hostname computer computername machine device endpoint'],
  ['username', 'user username account accountname upn'],
  ['useremail', 'email emailaddress'],
  ['domain', 'domain domainname fqdn'],
  ['cveid', 'cve vulnerability'],
  ['podname', 'pod'],
  ['containername', 'container'],
  ['namespacename', 'namespace'],
  ['resourcearn', 'arn'],
];
const fieldOf = new Map(entries.flatMap(([field, types]) => types.split(' ').map((type) => [type, field] as const)));

const typeNames = wordSet('type kind entitytype datatype indicatortype ioctype observabletype artifacttype');
/** The most telling first. */
const valueNames = ['value', 'data', 'indicator', 'ioc', 'observable', 'artifact', 'descriptor', 'entity', 'name'];
const roleNames = wordSet('role side');
/** Lists of what is known to be bad: an address in one is that of the other end. */
const badLists = wordSet(
  'indicator indicators ioc iocs observable observables attribute attributes artifact artifacts',
);

/** Lists whose texts say each what they are: `sourceIpAddress:10.0.0.5` of Secureworks Taegis. */
const textLists = wordSet('entity entities indicator indicators ioc iocs observable observables artifact artifacts');
const TEXTS_MAX = 2_000;
const typedText = /^([A-Za-z][\w ]{0,31})[:=]\s?(\S.*)$/;

/** Where the type, the value and the role of an entity stand among the texts of a record. */
interface Entity {
  readonly type: number;
  readonly value: number;
  readonly role: number | undefined;
  readonly isBad: boolean;
}

const isIndex = (segment: string | undefined): boolean => /^\d+$/.test(segment ?? '');

/** The fields beside each other, by the path of their object in a list. */
function itemsIn(paths: readonly string[]): Map<string, Map<string, number>> {
  const items = new Map<string, Map<string, number>>();
  for (const [at, path] of paths.entries()) {
    const segments = path.split('.');
    const name = spelling(segments.pop() ?? '');
    if (!isIndex(segments.at(-1))) continue;
    const item = segments.join('.');
    items.set(item, (items.get(item) ?? new Map<string, number>()).set(name, at));
  }
  return items;
}

const firstOf = (names: Iterable<string>, item: ReadonlyMap<string, number>): number | undefined =>
  [...names].map((name) => item.get(name)).find((at) => at !== undefined);

const entitiesAt = ofShape((paths: readonly string[]): Entity[] =>
  [...itemsIn(paths)].flatMap(([path, item]): Entity[] => {
    const [type, value] = [firstOf(typeNames, item), firstOf(valueNames, item)];
    if (type === undefined || value === undefined) return [];
    const list = spelling(path.split('.').findLast((segment) => !isIndex(segment)) ?? '');
    return [{ type, value, role: firstOf(roleNames, item), isBad: badLists.has(list) }];
  }),
);

/** Whose an address is: what is said of its role, else an own one is the machine's. */
function addressField(text: string, role: string, isBad: boolean): string {
  if (/^(?:src|source|attacker|actor)/i.test(role)) return 'src.ip';
  if (/^(?:dst|dest|target|victim)/i.test(role)) return 'dst.ip';
  if (isPrivateAddress(text)) return 'host.ip';
  return isBad ? 'c2.ip' : 'src.ip';
}

function fieldFor(type: string, text: string, role: string, isBad: boolean): string | undefined {
  const field = fieldOf.get(type.toLowerCase().replace(/[^a-z\d]/g, ''));
  if (field === 'ip') return addressField(text, role, isBad);
  if (isBad && (field === 'dst.ip' || field === 'domain')) return field === 'domain' ? 'c2.domain' : 'c2.ip';
  return field;
}

const textsAt = notesOf((path): boolean | undefined => {
  const segments = path.split('.');
  const name = segments.at(isIndex(segments.at(-1)) ? -2 : -1);
  return textLists.has(spelling(name ?? '')) || undefined;
});

/** Of a name that is no type the name itself is that of a field. */
function inText(text: string): Fact[] {
  if (text.length > TEXTS_MAX) return [];
  return text.split(', ').flatMap((part): Fact[] => {
    const [, type, value] = typedText.exec(part) ?? [];
    return type === undefined || value === undefined ? [] : [[fieldFor(type, value, '', false) ?? type, value]];
  });
}

const none: readonly Fact[] = [];

/** What the entities in the lists of a record say, each as a field that a typed place is filled from. */
export function entitiesIn({ shape, texts }: Texts): readonly Fact[] {
  const [entities, lists] = [entitiesAt(shape), textsAt(shape)];
  if (entities.length + lists.length === 0) return none;
  const typed = entities.flatMap(({ type, value, role, isBad }): Fact[] => {
    const text = texts[value] ?? '';
    const field = fieldFor(texts[type] ?? '', text, role === undefined ? '' : (texts[role] ?? ''), isBad);
    return field === undefined ? [] : [[field, text]];
  });
  return [...typed, ...lists.flatMap(({ at }) => inText(texts[at] ?? ''))];
}
