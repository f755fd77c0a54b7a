import { isIP } from 'node:net';
import type { Leaf } from './leaves.ts';

/** What SIEMs join on. */
export const kinds = [
  'address',
  'port',
  'hash',
  'pid',
  'path',
  'arn',
  'account',
  'cve',
  'technique',
  'tactic',
  'count',
  'time',
] as const;
export type Kind = (typeof kinds)[number];

/** A value in a payload, in the form in which values of its kind are compared. */
export interface Find {
  readonly kind: Kind;
  readonly value: string;
  readonly leaf: Leaf;
  /** Other values that say the same: a process has a number in each pid namespace. */
  readonly or?: readonly string[];
}

/** IPv6 has many spellings of one address. */
export function addressOf(text: string): string {
  const bare = text.trim().replace(/^\[|\]$/g, '');
  if (isIP(bare) !== 6) return bare;
  return URL.canParse(`http://[${bare}]/`) ? new URL(`http://[${bare}]/`).hostname.slice(1, -1) : bare.toLowerCase();
}

/** A tactic as it is compared: letters only, in lower case. */
export const bareWord = (text: string): string => text.toLowerCase().replace(/[^a-z]/g, '');

const all = (pattern: RegExp, text: string): string[] =>
  [...text.matchAll(pattern)].map(([whole, group]) => group ?? whole);

const v4 = /(?<![\w.])((?:\d{1,3}\.){3}\d{1,3})(?![\w.]|-\d)/g;
const v6 = /(?<![\w:.])[0-9a-f]{0,4}(?::[0-9a-f]{0,4}){2,7}(?![\w:.])/gi;

const addresses = ({ text }: Leaf): string[] =>
  [...all(v4, text), ...all(v6, text)].filter((found) => isIP(found) !== 0).map(addressOf);

const PORT_WORDS = new Set(['port', 'sport', 'dport', 'srcport', 'dstport', 'spt', 'dpt']);
const lastOf = (words: readonly string[]): string => words.at(-1) ?? '';
const digits = (text: string): string[] => (/^\d{1,10}$/.test(text.trim()) ? [String(Number(text))] : []);

/** By the name, and behind an address: `198.51.100.7:4444`. */
const ports = ({ words, text, path }: Leaf): string[] => [
  ...(PORT_WORDS.has(lastOf(words)) || /ports\[\](?:\.number)?$/.test(path) ? digits(text) : []),
  ...all(/(?<![\w.])(?:\d{1,3}\.){3}\d{1,3}:(\d{1,5})(?![\w.:])/g, text),
];

const HASH_WORD = /^(?:md5|sha1|sha256|sha512|hash|hashes|checksum|digest|filehash)$/;
const isDigest = /^(?:[\da-f]{32}|[\da-f]{40}|[\da-f]{64}|[\da-f]{128})$/i;

/** By the name, and where a digest says which it is: `MD5=…,SHA256=…`, `repository@sha256:…`. */
const hashes = ({ words, text }: Leaf): string[] => [
  ...(words.some((word) => HASH_WORD.test(word)) && isDigest.test(text.trim()) ? [text.trim().toLowerCase()] : []),
  ...all(/(?<![a-z\d])(?:sha-?(?:256|512|1)|md5)[:=]([\da-f]{32,128})(?![\da-f])/gi, text)
    .filter((hex) => isDigest.test(hex))
    .map((hex) => hex.toLowerCase()),
];

const isPid = (words: readonly string[]): boolean =>
  /^(?:pid|ppid|tgid)$/.test(lastOf(words)) || /process id$/.test(words.join(' '));
const pids = ({ words, text }: Leaf): string[] => (isPid(words) ? digits(text) : []);

const unixPath = /^\/[^\s/:;,?#*"']+(?:\/[^\s:;,?#*"']*)*$/;
const windowsPath = /^[A-Za-z]:\\(?:(?! [-/])[^<>"|?*\n])+$/;
const paths = ({ text }: Leaf): string[] => {
  const bare = text.trim();
  return (unixPath.test(bare) && bare.length > 1) || windowsPath.test(bare) ? [bare] : [];
};

const arns = ({ text }: Leaf): string[] => all(/arn:aws[\w-]*:[\w-]+:[\w-]*:\d*:[^\s"',;<>)]+/g, text);

const GUID = '[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}';
const subscriptionIn = new RegExp(`/subscriptions/(${GUID})`, 'gi');
/** AWS by name and in ARNs, Azure by name and in resource ids, Google Cloud by name and in resource names. */
function accounts({ words, text }: Leaf): string[] {
  const name = words.join(' ');
  const bare = text.trim();
  const isAccount = /account|owner id/.test(name) && /^\d{12}$/.test(bare);
  const isSubscription = /subscription/.test(name) && new RegExp(`^${GUID}$`, 'i').test(bare);
  const isProject = /project id$|gcp project/.test(name) && /^[a-z][a-z0-9-]{4,28}[a-z0-9]$/.test(bare);
  return [
    ...(isAccount || isSubscription || isProject ? [bare] : []),
    ...all(/arn:aws[\w-]*:[\w-]+:[\w-]*:(\d{12}):/g, text),
    ...all(subscriptionIn, text),
    ...all(/\/\/\w+\.googleapis\.com\/projects\/([\w-]+)/g, text),
  ];
}

const cves = ({ text }: Leaf): string[] => all(/\bCVE-\d{4}-\d{4,}\b/gi, text).map((found) => found.toUpperCase());

const techniques = ({ text }: Leaf): string[] =>
  all(/(?<![A-Za-z0-9])T\d{4}(?:[./]\d{3})?(?!\d)/gi, text).map((found) => found.toUpperCase().replace('/', '.'));

// The matrix of versions 1 to 19, written out here: the measure does not read the table that it measures.
const TACTIC_NAMES = [
  'Reconnaissance',
  'Resource Development',
  'Initial Access',
  'Execution',
  'Persistence',
  'Privilege Escalation',
  'Defense Evasion',
  'Stealth',
  'Defense Impairment',
  'Credential Access',
  'Discovery',
  'Lateral Movement',
  'Collection',
  'Command and Control',
  'Exfiltration',
  'Impact',
];
const TACTICS = new Set(TACTIC_NAMES.map(bareWord));
const isTactic = (text: string): boolean => TACTICS.has(bareWord(text));

/** By id; by name where the name says tactic, or in the ways in which Falco, Sigma, Security Hub and GuardDuty write it. */
function tactics({ words, path, text }: Leaf): string[] {
  const parts = text.split(/[,;|]/).map((part) => part.trim());
  const isNamed = /tactic|kill ?chain/i.test(`${path} ${words.join(' ')}`) || lastOf(words) === 'category';
  const written = [
    ...all(/(?:mitre_|attack\.)([a-z_]+)/g, text),
    ...all(/^TTPs\/([A-Za-z ]+)/g, text),
    ...all(/^([A-Za-z]+):[A-Za-z0-9]+\/[\w.!-]+$/g, text),
    ...(isNamed ? parts : []),
  ];
  return [...all(/(?<![A-Za-z0-9])TA\d{4}(?!\d)/g, text), ...written.filter(isTactic).map(bareWord)];
}

// Not `firedtimes` of Wazuh: it counts how often a rule fired since its manager started, for whatever findings.
const COUNT =
  /^(?:count|(?:event|events|request|requests|occurrence|occurrences|hit|hits|attempt|attempts|overall) count|.*results overall count|occurrences|times seen|repeat count)$/;
const counts = ({ words, text }: Leaf): string[] =>
  COUNT.test(words.join(' ')) || /guardduty\/service\/count$/.test(words.join('/')) ? digits(text) : [];

const FIRST_OR_LAST = /^(?:event )?(?:first|last) (?:seen|observed|occurred|activity|event|detected)/;
const HAPPENED =
  /^(?:timestamp|time|state change time|time generated(?: utc)?|(?:alert|attack|detection|event|incident) (?:start |creation |created )?(?:at|time|timestamp|ts)|detected at|occurred at|starts at|start time(?: utc)?|fired date time|created(?: at| time| date time)?|creation time|published|identified at|discovered)$/;

/** Whether a name is that of a time when something began or ended. */
export const isSpanName = (name: string): boolean => FIRST_OR_LAST.test(name) || /^(?:creat|start|end)/.test(name);

/** Whether a name, as its words, is that of a time when something was seen or happened. */
export const isTimeName = (name: string): boolean => FIRST_OR_LAST.test(name) || HAPPENED.test(name);

/** RFC 3339 and its relatives, and numbers of seconds, milliseconds or nanoseconds; as epoch milliseconds. */
export function millisOf(text: string): number {
  const bare = text.trim();
  if (/^\d{10}(?:\.\d+)?$/.test(bare)) return Math.trunc(Number(bare) * 1000);
  if (/^\d{13}$/.test(bare)) return Number(bare);
  if (/^\d{19}$/.test(bare)) return Number(bare.slice(0, 13));
  // As Java prints a date: Amazon Inspector.
  if (/^[A-Z][a-z]{2} [A-Z][a-z]{2} \d\d \d\d:\d\d:\d\d(?:\.\d{3})? UTC \d{4}$/.test(bare)) return Date.parse(bare);
  if (/^[A-Z][a-z]{2} \d{1,2}, \d{4}, \d{1,2}:\d\d:\d\d [AP]M$/.test(bare)) return Date.parse(`${bare} UTC`);
  return /^\d{4}-\d\d-\d\d[T ]\d\d:\d\d/.test(bare) ? rfc3339(bare) : Number.NaN;
}

/** Without a zone it is UTC. */
const rfc3339 = (text: string): number => {
  const iso = text
    .replace(' ', 'T')
    .replace(/ ?(?:UTC|Z)$/, 'Z')
    .replace(/([+-]\d\d)(\d\d)$/, '$1:$2');
  return Date.parse(/(?:Z|[+-]\d\d:\d\d)$/.test(iso) ? iso : `${iso}Z`);
};

const times = ({ words, text }: Leaf): string[] => {
  const millis = isTimeName(words.join(' ')) ? millisOf(text) : Number.NaN;
  return millis > 0 ? [String(millis)] : [];
};

const findersOf: Readonly<Record<Kind, (leaf: Leaf) => string[]>> = {
  address: addresses,
  port: ports,
  hash: hashes,
  pid: pids,
  path: paths,
  arn: arns,
  account: accounts,
  cve: cves,
  technique: techniques,
  tactic: tactics,
  count: counts,
  time: times,
};

/** Everything that the patterns find in a scalar. */
export const findsIn = (leaf: Leaf): Find[] =>
  kinds.flatMap((kind) => findersOf[kind](leaf).map((value) => ({ kind, value, leaf })));
