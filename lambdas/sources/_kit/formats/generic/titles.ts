import { isIP } from 'node:net';
import { factTexts } from '../../../../domain/values/json-fields.ts';
import { remembered } from '../../../../domain/values/remembered.ts';
import { notesOf } from '../../../../domain/values/shapes.ts';
import { oneLine } from '../../../../domain/values/text.ts';
import { toTime } from '../../../../domain/values/time.ts';
import { type NamedFields, type Names, namesOf } from '../../named-fields.ts';
import { severityWord } from '../../severity.ts';
import { isDomain, isEmail, isPath } from '../../typed-places.ts';
import { isUnfilled } from '../../unfilled.ts';
import { wordSet } from '../../word-set.ts';
import { wordsIn } from './changing-words.ts';
import { unmarked } from './chat-marks.ts';
import { isEmptySentence } from './course-words.ts';
import type { Subject } from './subject-names.ts';
import {
  alertKinds,
  cards,
  commits,
  eventNames,
  kinds,
  labels,
  leads,
  messages,
  operations,
  passing,
  rules,
  summaries,
  titles,
  written,
} from './title-names.ts';
import { isWordy } from './wordy.ts';

const recipients = namesOf('recipient', 'recipients', 'toAddresses', 'rcptTo', 'mailTo');
const subjects = namesOf('subject');

const idLike = [
  /^[{(]?[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}[)}]?$/i,
  /^(?=\S*\d)[0-9a-f:_-]{7,}$/i,
  /^[0-9A-HJKMNP-TV-Z]{26}$/,
  /^(?=\S*\d\S*\d\S*\d)(?=\S*[a-z])(?=\S*[A-Z])[\w-]{16,}$/,
  /^(?:organizations|folders|projects|accounts|subscriptions|groups)\/\w/,
  /^(?:arn:|urn:|\/subscriptions\/|\/\/\w+\.googleapis\.com\/|[a-z][a-z\d+.-]*:\/\/)\S*$/i,
] as const;

const ID_MAX = 200;

/** A name of Google's, whose last part may have blanks in it: `organizations/1/sources/2/findings/Anomalous grant`. */
const resourceName = /^(?:organizations|folders|projects)\/[^/\s]{1,80}\/[a-z]{1,40}\/\S/i;

const isId = (word: string): boolean => idLike.some((pattern) => pattern.test(word)) || toTime(word) !== undefined;

const isPlace = (text: string): boolean =>
  isIP(text) !== 0 || isEmail(text) || (isPath(text) && !text.includes(' ')) || (isDomain(text) && !/[A-Z]/.test(text));

/** Whether a text is an id, an address, a time, a number or a flag: no title. */
function isNoTitle(text: string): boolean {
  const word = text.trim();
  if (!/\p{L}/u.test(word) || resourceName.test(word) || isUnfilled(word) || /^(?:true|false|yes|no)$/i.test(word))
    return true;
  if (word.length > ID_MAX || /\s/.test(word)) return /^\W*\d{4}-\d\d-\d\d/.test(word) && toTime(word) !== undefined;
  return isId(word) || isPlace(word);
}

/** `created`, `alert.triggered`: words of the course alone. */
const isBareCourse = (text: string): boolean =>
  /^[\w.:/-]+$/.test(text) && isEmptySentence(text.replace(/([a-z])([A-Z])/g, '$1 $2').replace(/[_.:/-]+/g, ' '));

/** What kind of thing it is, and not what is wrong with it. */
const bareNoun = /^(?:.|url|file|attachment|email|link|domain|host|user|process|phish|other|unknown)$/i;

/** `Very High`, and `db-4/mysql`, a name of two parts. */
const isBareWord = (text: string): boolean =>
  bareNoun.test(text.trim()) ||
  severityWord(text.replace(/^very[ -]/i, '')) !== undefined ||
  /^[a-z\d.-]{1,40}\/[a-z\d.-]{1,40}$/.test(text);

/** What a text is worth as a title; the alerts of a rule have the same one. */
const worthOf = remembered(
  (text): 'nothing' | 'little' | 'much' => {
    if (isNoTitle(text) || isBareCourse(text)) return 'nothing';
    return isBareWord(text) || isEmptySentence(text) ? 'little' : 'much';
  },
  { most: 1_024, longest: 200 },
);

const usable = (text: string): string | undefined => (worthOf(text) === 'nothing' ? undefined : text);
const telling = (text: string): string | undefined => (worthOf(text) === 'much' ? text : undefined);

/** The name of an event, where there is no other word: `incident.created`, `com.example.agent.tampered`. */
const lastResort = (type: string | undefined): string | undefined =>
  type === undefined || !/\p{L}/u.test(type) || isId(type.trim()) ? undefined : type;

const SENTENCE_MAX = 2_000;
const isSentence = (text: string): boolean =>
  text.length <= SENTENCE_MAX && isWordy(text) && telling(text) !== undefined;

const noHeadline =
  /(?:(?:state|status)[._-]?description|(?:user|actor|owner|author|manager|first|last|full|person|employee|customer|company|account|site|group|device|host|organi[sz]ation)[._-]?name|state|status|output|reason|cause|response|host|user|agent|by|location|address|organi[sz]ation|owner|team|contact|country|city|os|url|link|html|footer|markdown)$/i;

/** What a check printed, where nothing else is a sentence. */
const outputs = /(?:output|reason|cause|response)$/i;

const DEPTH_MAX = 12;

/** How deep the fields stand that are wanted by their paths. */
const depthsOf = (isWanted: (path: string) => boolean) =>
  notesOf((path) => (isWanted(path) ? path.split('.', DEPTH_MAX).length : undefined));
const headlines = depthsOf((path) => !noHeadline.test(path));
const printed = depthsOf((path) => outputs.test(path));

const lastOf = (path: string): string[] => wordsIn(path.slice(path.lastIndexOf('.') + 1));

/** Names that somebody made of those of a message: `alert_message_en`. */
const spoken = wordSet('message msg title headline summary subject');
/** `Assurance Issue Name`, `incident_details`. */
const told = wordSet('name details description');
const reported = wordSet('issue alert incident problem alarm finding detection');

const isSpoken = (words: readonly string[]): boolean =>
  words.some((word) => spoken.has(word)) || (told.has(words.at(-1) ?? '') && words.some((word) => reported.has(word)));

const messageLike = depthsOf((path) => !noHeadline.test(path) && lastOf(path).length > 1 && isSpoken(lastOf(path)));

/** Names of kinds: `malopDetectionType`, `notification_type`. */
const classes = wordSet('type class category kind');
const otherKinds =
  /(?:object|resource|entity|content|mime|payload|data|event|device|host|user|source|media|file|os|account)[._-]?(?:type|class|category|kind)$/i;
const kindLike = depthsOf((path) => {
  const words = lastOf(path);
  return words.length > 1 && classes.has(words.at(-1) ?? '') && !otherKinds.test(path);
});

/** The text with several words in it that stands nearest to the top; of as deep ones the first. */
function sentenceIn(record: unknown, depths: typeof headlines, isFit = isSentence): string | undefined {
  let best: { readonly text: string; readonly depth: number } | undefined;
  const { shape, texts } = factTexts(record);
  for (const { at, note: depth } of depths(shape)) {
    const text = texts[at] as string;
    if ((best === undefined || depth < best.depth) && isFit(text)) best = { text, depth };
  }
  return best?.text;
}

export interface Title {
  readonly text: string;
  /** What names the problem, where people are shown more than that. */
  readonly named: string;
  /** Whether it says what is wrong, and not only that something is. */
  readonly isTelling: boolean;
  /** Whether it tells how it stands at the moment, and may be another text when it ends. */
  readonly isPassing: boolean;
  /** Whether it is what a check printed. */
  readonly isOutput: boolean;
  readonly isSummary: boolean;
}

/** Of a mail that somebody received, the subject is its sender's. */
const isMail = (said: NamedFields, text: string): boolean =>
  said.text(subjects) === text && said.text(recipients) !== undefined;

/** A rule by its name, whatever that is worth, before an id of it. */
const ruleIn = (said: NamedFields): string | undefined =>
  said.first((text) => (isNoTitle(text) ? undefined : text), rules);

/** What stands for a title where nothing tells what is wrong. */
const weakTitleIn = (said: NamedFields, type: string | undefined, record: unknown): string | undefined =>
  said.first(usable, titles) ??
  said.first(usable, kinds) ??
  said.text(subjects) ??
  lastResort(type) ??
  said.text(operations) ??
  sentenceIn(record, kindLike, (text) => telling(text) !== undefined);

const HEADLINE_WORDS = 4;

/** Of a chat message, the headline of its card, where the text before it is a few words that lead to it. */
function cardIn(said: NamedFields): string | undefined {
  const card = said.first((text) => (isSentence(text) ? text : undefined), cards);
  if (card === undefined) return undefined;
  const lead = said.text(leads);
  const isLead = lead === undefined || lead.split(/\s+/, HEADLINE_WORDS).length < HEADLINE_WORDS;
  return isLead ? card : undefined;
}

/** What is wrong with what a bare name names: `core-sw: Device does not respond`. */
function shownFor(said: NamedFields, found: string): string {
  const isName = !isWordy(found) && /[\d._-]/.test(found) && said.first((each) => each === found || undefined, labels);
  const message = isName === true ? said.first((each) => (isSentence(each) ? each : undefined), messages) : undefined;
  if (message === undefined) return found;
  return message.includes(found) ? message : `${found}: ${message}`;
}

/** Of `acme/shop`, the name `shop` says where it is, and not what is wrong. */
const isNameOfPlace = (text: string, { resource }: Subject): boolean => resource?.endsWith(`/${text}`) === true;

/** What an alert is about, in words: a headline, what kind it is of, a sentence near the top; never an id, a verb or a place. */
export function titleIn(
  said: NamedFields,
  type: string | undefined,
  record: unknown,
  subject: Subject,
): Title | undefined {
  const isOther = (text: string): boolean =>
    isMail(said, text) ||
    isNameOfPlace(text, subject) ||
    (said.text(written) === text && said.text(commits) !== undefined);
  const headline =
    cardIn(said) ??
    said.first((text) => (isOther(text) ? undefined : telling(text)), titles) ??
    said.first(telling, eventNames);
  const text =
    headline ??
    said.first((each) => (isSentence(each) ? each : undefined), alertKinds) ??
    sentenceIn(record, messageLike) ??
    said.first(telling, kinds) ??
    ruleIn(said) ??
    telling(type ?? '') ??
    sentenceIn(record, headlines);
  const output = text === undefined ? sentenceIn(record, printed) : undefined;
  const found = text ?? output ?? weakTitleIn(said, type, record);
  if (found === undefined) return undefined;
  const isSaid = (names: Names): boolean => said.first((each) => (each === found ? true : undefined), names) === true;
  const isPassing = isSaid(passing) || (headline === undefined && !isSaid(kinds));
  const isOutput = output !== undefined;
  const isTelling = isOutput || text !== undefined;
  return {
    text: oneLine(unmarked(said, shownFor(said, found))),
    named: oneLine(found),
    isTelling,
    isPassing,
    isOutput,
    isSummary: isSaid(summaries),
  };
}
