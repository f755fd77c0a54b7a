import type { Shape } from './place-shapes.ts';
import { wordSet } from './word-set.ts';

// What has a typed place under a name that no list of whole names has, by the words in it: `action_remote_ip`,
// `causalityProcessPid`, `nb_occurrences`. The last words say what it is, the words before them and around it whose.

/** A place that the words of a name speak of, and what its value must look like. */
export type Spoken = readonly [place: string, shape: Shape];

const roles: readonly (readonly [role: string, words: ReadonlySet<string>])[] = [
  [
    'none',
    wordSet(
      'nat natsrc natdst translated proxy forwarded chain dns resolver nameserver range cidr subnet mask previous old before',
    ),
  ],
  [
    'sensor',
    wordSet(
      'scanner probe collector manager reporter observer sensor checker poller mgmt management appliance firewall gateway',
    ),
  ],
  [
    'src',
    wordSet(
      'src source client attacker attacking actor caller user login signin sender origin originating requester offender principal initiator',
    ),
  ],
  ['dst', wordSet('dst dest destination contacted responder')],
  ['far', wordSet('remote peer foreign c2 cnc callback indicator indicators ioc iocs triggered')],
  [
    'here',
    wordSet(
      'device host endpoint asset computer machine agent server local target victim instance workstation vm impacted affected int internal private canary decoy honeypot',
    ),
  ],
];
const roleOf = new Map(
  roles.flatMap(([role, words]) => [...words].flatMap((word) => [[word, role] as const, [`${word}s`, role] as const])),
);

const wordsIn = (name: string): string[] =>
  name
    .replace(/(?:IP|PID)s\b/g, (word) => word.toLowerCase().replace(/^./, (first) => first.toUpperCase()))
    .replace(/([a-z\d])([A-Z])/g, '$1 $2')
    .replace(/([A-Z])([A-Z][a-z])/g, '$1 $2')
    .toLowerCase()
    .split(/[^a-z\d]+/)
    .filter((word) => word !== '');

const KINDS = ['ipv4', 'ipv6', 'ips', 'ip', 'port', 'pid', 'sha256', 'sha512', 'sha1', 'md5', 'addr'];

/** `computerip` as two words, when the first of them says whose it is. */
function parted(word: string): string[] {
  const kind = KINDS.find((each) => word.endsWith(each) && roleOf.has(word.slice(0, -each.length)));
  return kind === undefined ? [word] : [word.slice(0, -kind.length), kind];
}

/** A name by its words, from the last to the first, with those of the objects around it. */
interface Words {
  /** Of the name itself, in its order. */
  readonly own: string;
  readonly last: string;
  readonly all: ReadonlySet<string>;
  readonly role: string | undefined;
}

/** The last word that says whose it is: of a `sourceHost` it is the source, of a `host` that host. */
function decidingIn(all: readonly string[]): string | undefined {
  const at = all.findLastIndex((word) => roleOf.has(word));
  const [word, before] = [all[at], all[at - 1]];
  return before !== undefined && roleOf.get(word ?? '') === 'here' && roleOf.has(before) ? before : word;
}

function wordsOf(names: readonly string[]): Words {
  const own = wordsIn(names.at(-1) ?? '').flatMap(parted);
  const all = [...names.slice(0, -1).flatMap(wordsIn), ...own];
  const deciding = decidingIn(all);
  return { own: own.join(' '), last: own.at(-1) ?? '', all: new Set(all), role: roleOf.get(deciding ?? '') };
}

const has = ({ all }: Words, words: ReadonlySet<string>): boolean => [...words].some((word) => all.has(word));

const endsOf: Readonly<Record<string, string>> = {
  src: 'actor',
  dst: 'dst',
  far: 'connection.remote',
  here: 'target',
};

/** Of a machine, the address under which others see it. */
const outside = wordSet('external public ext wan egress outside');

function endOf(words: Words, field: 'ip' | 'port'): Spoken | undefined {
  const { role } = words;
  if (role === 'sensor') return field === 'ip' ? ['sensor.host', 'ip'] : undefined;
  if (role === 'here' && field === 'ip' && has(words, outside)) return ['target.publicIp', 'ip'];
  const end = endsOf[role ?? ''];
  return end === undefined ? undefined : [`${end}.${field}`, field];
}

const parents = wordSet('parent causality creator');
const programs = wordSet('process proc processes program exe executable binary binaries actor');
const files = wordSet('file files object malware infected threat attachment artifact item indicator indicators sample');

/** Of a process, of the one that started it, or of a file. */
function programOf(words: Words): string | undefined {
  if (has(words, parents)) return 'actor.process.parent';
  if (has(words, programs) && !/\bfile\b/.test(words.own)) return 'actor.process';
  return has(words, files) ? 'file' : undefined;
}

const noFile = wordSet(`
  secret rule policy scenario commit blob layer config content password template signature ja3 ja4 cert certificate
  request query previous old before image container tls`);
const noDigest = (words: Words): boolean =>
  has(words, noFile) && !(words.all.has('image') && has(words, programs) && !words.all.has('container'));

const hashOf = (words: Words): Spoken | undefined =>
  noDigest(words) ? undefined : [`${programOf(words) ?? 'file'}.hashes`, 'hash'];

const others = wordSet('target child session thread container namespace group');

function pidOf(words: Words): Spoken | undefined {
  if (has(words, others)) return undefined;
  const isParent = words.last === 'ppid' || has(words, parents);
  return [isParent ? 'actor.process.parent.pid' : 'actor.process.pid', 'pid'];
}

const noPath = wordSet(
  'url uri request http api log logs working cwd home manifest repo repository code json registry key mount',
);

function pathOf(words: Words): Spoken | undefined {
  const of = has(words, noPath) || words.role === 'none' || words.role === 'sensor' ? undefined : programOf(words);
  if (of === undefined) return undefined;
  return [`${of}.path`, 'path'];
}

const noUser = wordSet(
  'assigned assignee owner created updated modified reporter author resolved closed acknowledged agent',
);

function userOf(words: Words): Spoken | undefined {
  if (has(words, noUser)) return undefined;
  if (/\b(?:target|dst|dest|destination|victim|affected|impacted)\b/.test(words.own)) return ['target.user', 'name'];
  return /\b(?:src|source|actor|process|initiating|logged|subject|attacker)\b/.test(words.own)
    ? ['actor.user', 'name']
    : undefined;
}

const noSight = wordSet(
  'login logon scan scanned updated modified auth authenticated checkin contact heartbeat boot password sync user changed',
);
const sights =
  /\b(?:seen|observed|detect\w*|occurr\w*|event|activity|active|found|sighted|reported|matched|triggered)\b/;

function timeOf(words: Words): Spoken | undefined {
  const { own } = words;
  const isSight = sights.test(own) || /^(?:first|last|earliest|latest) (?:timestamp|time|at|date|ts)$/.test(own);
  if (!isSight || has(words, noSight)) return undefined;
  if (/^(?:first|earliest)\b/.test(own)) return ['finding.firstSeenAt', 'time'];
  return /^(?:last|latest)\b/.test(own) ? ['finding.lastSeenAt', 'time'] : undefined;
}

const counted =
  /^(?:(?:num|nb|number of|total) )?(?:times|repeat|occurr?ences?|events?|hits?|detections?|matches|sightings)(?: (?:count|cnt|found|seen|observed))?$/;
const isCount = (own: string): boolean =>
  counted.test(own) &&
  (/ /.test(own) || /^(?:occurr?ences|hits|sightings)$/.test(own)) &&
  !/^events? (?:found|seen)$/.test(own);

/** What the last words of a name say that it is. */
const readers: readonly (readonly [name: RegExp, read: (words: Words) => Spoken | undefined])[] = [
  [/\b(?:ips?|ipv[46]|addr|address(?:es)?)$/, (words) => endOf(words, 'ip')],
  [/^(?:ips?|ipv[46]|addr|address) \w+$/, (words) => endOf(words, 'ip')],
  [/\bports?$|^port \w+$/, (words) => endOf(words, 'port')],
  [/\b(?:md5|sha1|sha256|sha512|hash|hashes|sha256 ?hex|file ?digest|digest)$/, hashOf],
  [/\b(?:pid|ppid|process id)$/, pidOf],
  [/\b(?:path|image|exe|executable|binary)$/, pathOf],
  [/\b(?:user|username|user name)$/, userOf],
  [/^(?:first|last|earliest|latest) /, timeOf],
];

/** What the words of a path's last names speak of. */
export function spokenOf(names: readonly string[]): Spoken | undefined {
  const words = wordsOf(names);
  if (isCount(words.own)) return ['finding.count', 'count'];
  const reader = readers.find(([name]) => name.test(words.own));
  return reader?.[1](words);
}
