import type { Alert } from '../../domain/alert.ts';
import { remembered } from '../../domain/values/remembered.ts';

// What an alert is about, by the words of its rule, category or title, for senders that send of everything.

type About = Alert['class'];

const SHORT = 400;

/** Words of an attack: with one of them an alert is no mere monitor, whatever else it says. */
const attackWords =
  /\b(?:intrusi\w*|attack\w*|malware|malicious|ransom\w*|trojan|virus|exploit\w*|injection|brute ?force\w*|suspicious|unauthori[sz]ed|anomal\w*|(?:reverse|web) ?shell|shell|crypto\w*|min(?:er|ing)|exfiltrat\w*|threat\w*|phish\w*|backdoor|privileged?|escalat\w*|log(?:in|on)s?|sign ?ins?|password|credential\w*|security|breach|compromis\w*|c2|botnet|ddos|port ?scan\w*|scan(?:ning|ner)?|tor|waf|ids|ips|edr)\b/i;

const weaknessWords = /\b(?:vulnerabilit(?:y|ies)|cve-\d{4}-\d+|outdated (?:package|dependency|image))\b/i;

/** A weakness that is being used is an attack. */
const deedWords = /\b(?:exploit(?:ation|ed|ing|s)?|attack(?:ed|ing|s)?|attempt(?:ed|s)?)\b/i;

const exposureWords =
  /\b(?:(?:exposed|leak(?:s|ed|ing)?|hard-?coded|committed|pushed) (?:\w+ )?(?:secret|credential|password|token|key)s?|secret[ _-]?scan\w*|(?:secret|credential|token|data)s?[ _-]?(?:leak\w*|exposure|pushed|committed)|sensitive[ _-]?(?:data|information)|personal (?:data|information)|pii|dlp)\b/i;

const checkWords =
  /\b(?:compliance|non[ _-]?compliant|misconfigur\w*|posture|cis benchmark|failed control|control failed|hardening|policy violation|best practices?|publicly accessible|public access)\b/i;

const monitorWords = new RegExp(
  `\\b(?:${[
    'down|unreachable|not ready|no data|datasource|heartbeat|watchdog|uptime|downtime|availability|unavailable',
    'crash(?:es|ed|ing)?|crash ?loop\\w*|restart(?:s|ed|ing)?|oom\\w*|evict(?:ed|ion)|replicas?',
    'latency|response time|throughput|time ?outs?|error rate|errors? (?:ratio|budget)|[45]xx|saturation|throttl\\w*',
    'cpu|load average|swap|(?:disk|memory|storage|file ?system|inodes?|volume) (?:\\w+ )?(?:full|space|usage|pressure|high|low|filling|utili[sz]ation)',
    '(?:high|low|out of) (?:disk|memory|storage)|quota|budget|billing|cost|backup failed|certificate (?:will )?expir\\w*',
    '(?:deployment|pipeline|job|build) failed|queue (?:length|depth|size|lag)|consumer lag|replication lag',
  ].join('|')})\\b`,
  'i',
);

/** `KubePodCrashLooping`, `disk_full` as words. */
const spaced = (text: string): string =>
  text
    .slice(0, SHORT)
    .replace(/([a-z\d])([A-Z])/g, '$1 $2')
    .replace(/[_.:/]+/g, ' ');

/** Whether words name an attack, or what one would be seen by. */
export const namesAttack = (text: string): boolean => attackWords.test(spaced(text));

/** What words name; nothing when they name nothing, or an attack. The alerts of a rule have the same ones. */
export const classByWords = remembered(
  (text): About | undefined => {
    const words = spaced(text);
    if (weaknessWords.test(words)) return deedWords.test(words) ? 'threat' : 'vulnerability';
    if (exposureWords.test(words)) return 'exposure';
    if (checkWords.test(words)) return 'compliance';
    return monitorWords.test(words) && !attackWords.test(words) ? 'operational' : undefined;
  },
  { most: 1_024, longest: 300 },
);
