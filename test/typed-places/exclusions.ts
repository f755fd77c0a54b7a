import { dig } from '../../lambdas/sources/_kit/field-reader.ts';
import type { Exclusion } from './exclusion.ts';
import type { Find } from './patterns.ts';
import { namesBeside, objectOf, objectsAround, said } from './surroundings.ts';
import { timeExclusions } from './time-exclusions.ts';

/** Four words and more. */
const isProse = ({ leaf }: Find): boolean => /\S+\s+\S+\s+\S+\s+\S+/.test(leaf.text.trim());
const hasNameBeside = (find: Find, name: RegExp): boolean => namesBeside(find).some((each) => name.test(each));

const ofTexts: readonly Exclusion[] = [
  {
    kinds: ['address', 'port', 'path'],
    reason:
      'in a sentence, a log line or a command: attackers can write into it, and it does not say whose the value is',
    holds: isProse,
  },
  {
    kinds: ['address', 'port'],
    reason: 'part of a URL, which is one value with a place of its own',
    holds: ({ leaf }) => /[a-z][a-z0-9+.-]*:\/\//i.test(leaf.text),
  },
  {
    kinds: ['address'],
    reason: 'a version number with four parts',
    holds: (find) => /version|release|build/.test(said(find)),
  },
  {
    kinds: ['address'],
    reason: 'a range of addresses, not an address',
    holds: ({ leaf, value }) => leaf.text.includes(`${value}/`),
  },
  {
    kinds: ['address'],
    reason: 'an address behind a translation, or none at all',
    holds: (find) => /^nat|translated|post nat/.test(said(find)) || /^(?:0\.0\.0\.0|::)$/.test(find.value),
  },
  {
    kinds: ['address', 'time'],
    reason: 'of the machine that saw it, with the event that it passed on',
    holds: (find) => said(find) === 'dvc' || (/agent\.ip$/.test(find.leaf.path) && hasEventInside(find)),
  },
  {
    kinds: ['address'],
    reason: 'the name server that a monitor asks, not what it watches',
    holds: (find) => /^dns resolve server$/.test(said(find)),
  },
  {
    kinds: ['address'],
    reason: 'a proxy on the way of a request',
    holds: ({ leaf }) => /ip_?chain|forwarded/i.test(leaf.path),
  },
];

/** What a network sensor saw has ends of its own. */
const hasEventInside = ({ leaf }: Find): boolean => dig(leaf.around[0]).text('data.src_ip', 'data.srcip') !== undefined;

const ofNumbers: readonly Exclusion[] = [
  {
    kinds: ['port', 'pid', 'count'],
    reason: '0, or more than the type takes: none',
    holds: ({ kind, value }) => Number(value) === 0 || (kind === 'port' && Number(value) > 65_535),
  },
  {
    kinds: ['pid'],
    reason: 'the same process counted in another pid namespace: one of its numbers is enough',
    holds: (find) =>
      (/^(?:host|namespace) /.test(said(find)) && hasNameBeside(find, /^p?pid$/i)) ||
      find.leaf.path.endsWith('.container.pid'),
  },
  {
    kinds: ['pid', 'path'],
    reason: 'an ancestor beyond the parent process: an alert has a place for two generations',
    holds: ({ leaf }) => /lineage|process ?tree|ancestor/i.test(leaf.path),
  },
  {
    kinds: ['pid', 'path'],
    reason:
      'the process that something was done to, or that wrote the event: an alert has a place for the one that did it',
    holds: (find) => /^target (?:process id|image)$/.test(said(find)) || find.leaf.path.endsWith('.system.processID'),
  },
  {
    kinds: ['count'],
    reason: 'of a part of the record, which has a count of its own',
    holds: (find) => objectsAround(find).some((around) => Object.keys(around).some((name) => /^count$/i.test(name))),
  },
  {
    kinds: ['count'],
    reason: 'the length of a list beside it',
    holds: (find) =>
      said(find) === 'count' &&
      Object.values(objectOf(find)).some((list) => Array.isArray(list) && list.length === Number(find.value)) &&
      !hasNameBeside(find, /first|last/i),
  },
];

const ofPaths: readonly Exclusion[] = [
  {
    kinds: ['path'],
    reason: "a link to the sender's console",
    holds: (find) => /\b(?:link|href)$/.test(said(find)),
  },
  {
    kinds: ['path'],
    reason:
      'a name in a tree that begins with a slash: a resource of Azure, the source of a CloudEvent, a place in JSON, a profile of F5, a category of ArcSight',
    holds: (find) =>
      /\bids?$|^instance path$|^category |\b(?:class|policy) name$/.test(said(find)) ||
      find.value.startsWith('/subscriptions/') ||
      hasNameBeside(find, /^specversion$/),
  },
  {
    kinds: ['path'],
    reason: 'a working directory, or the log that the sensor read: an alert has no place for them',
    holds: (find) => /^(?:cwd|pwd|working dir(?:ectory)?|location)$/.test(said(find)),
  },
  {
    kinds: ['path'],
    reason: 'what an attacker sent, or the arguments of a command',
    holds: (find) => /payload|argument|command|cmdline/.test(said(find)) || /payloads?\[\]$/.test(find.leaf.path),
  },
];

const ofNames: readonly Exclusion[] = [
  {
    kinds: ['hash'],
    reason: 'an id that was made by hashing, or the hash of a rule or of a TLS client: no file has it',
    holds: (find) => /\bid$|scenario|rule|policy|template/.test(said(find)) || /ja[34]s?\b/i.test(find.leaf.path),
  },
  {
    kinds: ['hash'],
    reason: 'of a file before it was changed',
    holds: (find) => /\bbefore$/.test(said(find)),
  },
  {
    kinds: ['arn', 'account'],
    reason: 'where the sender posts its alerts',
    holds: ({ leaf }) => /TopicArn|UnsubscribeURL|Actions\[\]$/i.test(leaf.path),
  },
  {
    kinds: ['arn'],
    reason: 'the product that found it, which is a name of the vendor',
    holds: ({ value }) => /^arn:aws[\w-]*:securityhub:[\w-]*:\d*:product(?:v2)?\//.test(value),
  },
  {
    kinds: ['arn'],
    reason: 'the bucket of an object: the ARN of the object begins with it',
    holds: (find) => dig(objectOf(find)).text('s3ObjectDetails.0.objectArn')?.startsWith(`${find.value}/`) === true,
  },
  {
    kinds: ['arn'],
    reason: 'the detector, analyzer, plan or rule of the product that found it, not what the finding is about',
    holds: ({ value }) =>
      /^arn:aws[\w-]*:(?:guardduty:[\w-]*:\d*:(?:detector|malware-protection-plan)|access-analyzer:[\w-]*:\d*:analyzer|config:[\w-]*:\d*:config-rule)\/[\w-]+$/.test(
        value,
      ),
  },
  {
    kinds: ['arn'],
    reason: 'what a resource runs with: its role, profile or definition, not the resource',
    holds: ({ leaf }) => /instanceProfile\.?arn$|\.role$|definitionArn$/i.test(leaf.path),
  },
  {
    kinds: ['arn'],
    reason:
      'the key that encrypts a resource, the job that looked into it, the session of a principal whose name is the user',
    holds: ({ leaf }) => /kmsMasterKeyId$|\.jobArn$|userIdentity\..*\.arn$/.test(leaf.path),
  },
];

const ofWaf: readonly Exclusion[] = [
  {
    kinds: ['arn'],
    reason: 'the rule group or the rate limit in a web ACL, which is the resource itself',
    holds: (find) => /(?:ruleGroupId|rateBasedRuleId)$/.test(find.leaf.path),
  },
];

export const exclusions: readonly Exclusion[] = [
  ...ofTexts,
  ...ofNumbers,
  ...ofPaths,
  ...ofNames,
  ...ofWaf,
  ...timeExclusions,
];
