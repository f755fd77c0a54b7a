import { stable } from '../../../../domain/fingerprint.ts';
import { remembered } from '../../../../domain/values/remembered.ts';

/** What senders call the end of a problem. */
export const overWords =
  'resolved?|closed?|clear(?:ed)?|recover(?:ed|y|s)?|fixed|patched|mitigated|remediated|dismissed|archived|inactive|ended|ceased|restored|solved|auto[_ -]?resolved|auto[_ -]?closed|false[_ -]?positive';
/** What says so under the name of a status, and nowhere else. */
export const wellWords =
  'ok|okay|up|done|normal|behoben|gelöst|erledigt|wiederhergestellt|resuelt[oa]|solucionad[oa]|cerrad[oa]|résolue?|rétablie?|risolt[oa]|chius[oa]|opgelost|resolvid[oa]|fechad[oa]|解決済み?|已解决|已恢复|reachable|responding|alive|compliant|pass(?:ed|ing)?|healthy|green|online|operational|back[_ -]to[_ -]normal|reset|not[_ -]firing|unfired|deactivated';
export const suppressedWords =
  "suppressed|muted|silenced|snoozed|ignored|accepted[_ -]?risk|risk[_ -]?accepted|won'?t[_ -]?fix";
/** Words that say so under the name of a status; at the end of a kind of event they may say another thing. */
export const setAsideWords =
  'excluded|exempt(?:ed)?|waived|excepted|allow[_ -]?listed|white[_ -]?listed|benign|not[_ -]?applicable|will[_ -]?not[_ -]?fix|deferred|postponed';

const begun =
  'creat(?:e|ed|ion)|opened|open|new|updated?|triggered|trigger|raised|fired|firing|reopened|acknowledged|detected|started?|alerting|problem|failure|failing|active|activated|assigned|escalated';

const courseAtEnd = new RegExp(`(?:^|[._:/ -])(?:${overWords}|${suppressedWords}|${begun}|ok|up|down)$`, 'i');

/** `AlertResolved` as `Alert.Resolved`. */
const parted = (name: string): string => name.replace(/([a-z])([A-Z])/g, '$1.$2');

/** Knows names whose last part is one of some words, and does not say the contrary: `issue.not_resolved`. */
export function endsIn(words: string): (name: string) => boolean {
  const atEnd = new RegExp(`(?<!(?:^|[._:/ -])(?:not|un))[._:/# -](?:${words})$`, 'i');
  return (name) => atEnd.test(parted(name));
}

/** The last part of `alert.created` and `alert.resolved`, which tells of the course and not of the problem. */
export function withoutCourse(type: string): string {
  const whole = parted(type);
  const cut = whole.replace(courseAtEnd, '');
  return cut === whole ? type : cut;
}

/** Words of a title that change while the problem stays, and those that join others. */
const courseWords = new Set(
  `firing fired resolved resolve triggered trigger recovered recovery recovers closed close cleared clear opened open reopened
  ok okay up down normal back alerting alert alarm problem incident issue event has have had been is was are were now no longer
  again for from the a an to of at in on this that new ended finished over returned critical warning unknown pending healthy
  unhealthy degraded operational online offline available unavailable reachable unreachable unresponsive fixed mitigated
  remediated dismissed unresolved restored solved passed passing created updated raised acknowledged reminder update and
  notification status state went came gone gets got in since after utc gmt downtime reachable started`
    .trim()
    .split(/\s+/),
);

/** Of a check that fails and recovers; elsewhere `failed` is what happened. */
const failing = /\b(?:has|have|is|was|are|check|probe|monitor) (?:failed|failing|succeeded|succeeding)\b/gi;

/** Counts and measures in a sentence: `6 events over 5.2s`, `93.4%`. */
const counted =
  /\b\d+(?:[.,]\d+)? ?(?:%|(?:percent|events?|times?|attempts?|occurrences?|alerts?|requests?|hits?|failures?|errors?|logins?|packets?|bytes|[kmgt]i?b|seconds?|minutes?|hours?|days?|ms|of(?= \d))\b)/gi;

/** A number before what it counts: `4100 messages`, `14 failed logins`; what stands before it may be what it names: `port 22`. */
const numbered = /(?:\b([a-z]{1,24}) )?(?<![\w.#:-])\d{1,12}(?:[.,]\d{1,6})?(?= ([a-z]{1,24})(?: ([a-z]{1,24}))?)/gi;
const naming =
  /^(?:port|rule|error|code|id|line|vlan|status|http|version|level|as|disk|cpu|core|volume|vm|slot|fan|unit|node|channel|site|shard|partition|job|build|case|ticket|incident|host|server|db|web|no|number|event|policy|kb|tcp|udp|gpu|bay|rack|zone|pool|pin|camera|door|room|store|layer|exit|signal|tls|windows|step|phase|log4j)$/i;
const isPlural = (word: string): boolean =>
  /[^su]s$/i.test(word) && !/^(?:is|was|has|does|its|this|as|vs)$/i.test(word);

const withoutCounts = (text: string): string =>
  text.replace(numbered, (whole, before: string | undefined, next: string, second: string | undefined) =>
    !naming.test(before ?? '') && (isPlural(next) || (isPlural(second ?? '') && !isJoint.test(next)))
      ? `${before ?? ''} `
      : whole,
  );
const isJoint = /^(?:is|was|has|on|in|at|of|to|for|from|by|and|or|with|does|as)$/i;

/** Clock times, signs of a chat (`:red_circle:`), and the code of an answer: they tell how it stands at the moment. */
const momentary = [
  /(?<![:\w.])\d{1,2}:\d{2}(?::\d{2}(?:\.\d{1,9})?)?(?![:\w])(?: ?[ap]m\b)?/gi,
  /\b(?:\d{4}-\d{2}-\d{2}|\d{1,2}[./]\d{1,2}[./]\d{4})(?![\w-])/g,
  /\b(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]{0,6}\.? \d{1,2}(?:, ?\d{4})?(?!\d)/gi,
  // What was measured: `CPUUtilization is 96`.
  /(?<=\b(?:is|was|reached) )\d{1,9}(?:\.\d{1,6})?(?=[\s)%(,;]|$)/gi,
  /[$€£]\s?\d[\d.,]{0,20}/g,
  /(?<![\w.])\d{1,6}\.\d{1,6} ?(?:°?[CF]|[kMG]?W|m?V|m?A|dBm?|x|rpm|psi|bar)(?!\w)/g,
  /(?<![\w:]):[a-z][a-z0-9_+-]{1,40}:(?![\w:])/gi,
  /\bHTTP(?:\/\d(?:\.\d)?)?(?: status)?(?: code)?(?: returned)?:? ?\d{3}\b/gi,
] as const;

/** The port of a client is another one each time: `from 203.0.113.6 port 4242`. */
const clientPort = /\bfrom (\S{1,60}) port \d{1,5}\b/gi;

const withoutMoment = (text: string): string =>
  momentary.reduce((left, pattern) => left.replace(pattern, ' '), text.replace(clientPort, 'from $1'));

/** `[FIRING:2]`: how many of a group stand so. */
const standing = /\[(?:firing|resolved|alerting|triggered|ok)(?::\d{1,6})?\]/gi;

const marks = new Set('-.:></');

/** A word without the marks around it; an expression for that would look at a long run of them again and again. */
function trimmed(word: string): string {
  let [from, to] = [0, word.length];
  while (from < to && marks.has(word.charAt(from)) && word.charAt(from) !== '<') from += 1;
  while (to > from && marks.has(word.charAt(to - 1)) && word.charAt(to - 1) !== '>') to -= 1;
  return word.slice(from, to);
}

/** What names a problem stands at the beginning; a text may be megabytes. */
const TITLE_MAX = 16_384;

/** Ids of weaknesses stay, whatever long numbers in them look like. */
const weakness = /\bCVE-(\d{4})-(\d{4,9})\b/gi;

/** What `stable` leaves in the place of what changes with each report. */
const passed = new Set(['<duration>', '<time>']);

const said = (title: string): string[] =>
  stable(
    withoutMoment(
      withoutCounts(
        title
          .slice(0, TITLE_MAX)
          .replace(weakness, 'cve_$1_$2')
          .replace(standing, ' ')
          .replace(counted, ' ')
          .replace(failing, ' '),
      ),
    ),
  )
    .toLowerCase()
    .split(/[^\p{L}\p{N}_<>.@/\\-]+/u)
    .map(trimmed)
    .filter(
      (word) =>
        word !== '' && !courseWords.has(word) && !passed.has(word) && !/^(?:up|down|ok)[/-](?:up|down|ok)$/.test(word),
    );

/** The alerts of a rule have the same title and type. */
const titles = { most: 1_024, longest: 200 };

/**
 * What a title names, in no order, without words of the course: `Device 10.0.0.1 recovered from Devices up/down` and `Alert
 * for device 10.0.0.1 - Devices up/down` name the same. Of a title of such words alone nothing is left.
 */
export const named = remembered((title) => [...new Set(said(title))].sort().join(' '), titles);

const ofTypes = new Set(
  `failure failing failed success detected trigger activated deactivated suppressed muted silenced snoozed ignored archived
  started start ending progress in investigating escalated reopen resolving create creation add added occurred occurrence item
  found published sent submitted notified unassigned commented reoccurred recurred reoccurrence missing reporting connected disconnected responding reactivated filed recurring terminated changed change repeat reminded reminder online offline status`
    .trim()
    .split(/\s+/),
);

/** The words of a type or another single word that are not of the course: `POLICY_OPEN_CRITICAL` is `POLICY`. */
export const namedByType = remembered(
  (type) =>
    parted(type)
      .split(/[._:/#\s-]/)
      .filter((word) => word !== '' && !courseWords.has(word.toLowerCase()) && !ofTypes.has(word.toLowerCase()))
      .join('.'),
  titles,
);

const emptyWords =
  /^(?:detected|found|identified|occurred|happened|received|reported|your|you|security|message|finding|please|see|it|its|with|here|there|added|investigate|generated|observed|discovered|major|severe|high|medium|low|hello|team|attention|notice|reported)$/;

/** Whether a title is a fixed sentence that says only that there is something: `A new incident has been detected.` */
export const isEmptySentence = (title: string): boolean => said(title).every((word) => emptyWords.test(word));
