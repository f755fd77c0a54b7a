import { type Severity, severities } from '../../../../domain/alert.ts';
import type { Detection } from '../../../../domain/detection.ts';
import { remembered } from '../../../../domain/values/remembered.ts';
import { type NamedFields, type Names, namesOf } from '../../named-fields.ts';
import { severityWord } from '../../severity.ts';
import { gradeByWords } from './grades-by-words.ts';
import { knownScale, openTelemetry } from './scales.ts';

const more = new Map<string, Severity>([
  ['urgent', 'critical'],
  ['disaster', 'critical'],
  ['severe', 'critical'],
  ['blocker', 'critical'],
  ['alert', 'critical'],
  ['emerg', 'critical'],
  ['highest', 'critical'],
  ['important', 'high'],
  ['serious', 'high'],
  ['err', 'high'],
  ['danger', 'high'],
  ['warn', 'medium'],
  ['average', 'medium'],
  ['normal', 'medium'],
  ['minimal', 'low'],
  ['lowest', 'low'],
  ['none', 'info'],
  ['ok', 'info'],
  ['clear', 'info'],
  ['cleared', 'info'],
  ['trace', 'info'],
  ['verbose', 'info'],
  ['panic', 'critical'],
  ['kritisch', 'critical'],
  ['critico', 'critical'],
  ['critique', 'critical'],
  ['hoch', 'high'],
  ['alta', 'high'],
  ['alto', 'high'],
  ['mittel', 'medium'],
  ['media', 'medium'],
  ['medio', 'medium'],
  ['niedrig', 'low'],
  ['gering', 'low'],
  ['baja', 'low'],
  ['bajo', 'low'],
]);

const ranks: readonly Severity[] = ['critical', 'critical', 'high', 'medium', 'low', 'info'];

/** Senders use the same few words. */
const kept = { most: 1_024, longest: 48 };

/** `HIGH`, `Severity.High`, `high risk`, `P1`, `SEV-2`: the word or the rank in a text. */
const wordIn = remembered((text): Severity | undefined => {
  const rank = /^(?:p|s|prio|priority|sev|severity)[\s_-]?([0-5])$/i.exec(text.trim())?.[1];
  if (rank !== undefined) return ranks[Number(rank)];
  const words = text.toLowerCase().split(/[^a-z]+/);
  if (words.length > 4) return undefined;
  return words.map((word) => severityWord(word) ?? more.get(word)).find((severity) => severity !== undefined);
}, kept);

const byBands = (level: number, bands: readonly number[]): Severity => {
  const [critical = 0, high = 0, medium = 0, low = 0] = bands;
  if (level >= critical) return 'critical';
  if (level >= high) return 'high';
  if (level >= medium) return 'medium';
  return level >= low ? 'low' : 'info';
};

const numberIn = (text: string): number | undefined => {
  const level = /^\d{1,3}(?:\.\d+)?$/.test(text.trim()) ? Number(text) : Number.NaN;
  return level >= 0 && level <= 100 ? level : undefined;
};

/** A score has ten or a hundred steps. */
function scoreIn(text: string): Severity | undefined {
  const level = numberIn(text);
  if (level === undefined) return undefined;
  // A share of one; a scale of ten has such a score for next to nothing, and nobody knows which it is.
  if (level > 0 && level < 1) return byBands(level * 100, [90, 70, 0]);
  return level > 10 ? byBands(level, [90, 70, 40, 1]) : byBands(level, [9, 7, 4, 0.1]);
}

/** Below these a number may be of a scale whose first step is the worst, or of one that goes to a hundred. */
const SMALL_MAX = 6;
const TEN = 10;
const SURELY_OF_A_HUNDRED = 40;

/** A number under the name of severity: nobody knows where a small one counts to, and a low guess is the dangerous one. */
function levelIn(text: string): Severity | undefined {
  const level = numberIn(text);
  if (level === undefined) return wordIn(text);
  if (!Number.isInteger(level) && level <= TEN) return level < 4 ? 'medium' : scoreIn(text);
  if (level <= SMALL_MAX) return 'medium';
  return level <= TEN || level >= SURELY_OF_A_HUNDRED ? scoreIn(text) : 'medium';
}

/** The first priority is the most urgent; a later one is of a scale that nobody knows. */
const priorityIn = (text: string): Severity | undefined => {
  const level = numberIn(text);
  if (level === undefined) return wordIn(text);
  return level === 1 || level === 2 ? ranks[level] : 'medium';
};

/** States of a check that are grades: `CRITICAL`, `WARNING`. */
function gradeOfState(text: string): Severity | undefined {
  return /^(?:critical|crit|warning|warn|error|major|minor|fatal)$/i.test(text.trim()) ? wordIn(text) : undefined;
}

/** The number of OpenTelemetry stands beside its text; elsewhere it is any. */
const numberedIn = (text: string): Severity | undefined => {
  const level = numberIn(text);
  return level !== undefined && level > SMALL_MAX ? openTelemetry(level) : levelIn(text);
};

type Reading = readonly [names: Names, read: (text: string) => Severity | undefined];

const urgent = namesOf(
  'severityText',
  'severityLabel',
  'ceSeverityText',
  'ceSeverity',
  'sev',
  'criticality',
  'riskLevel',
  'threatLevel',
  'alertLevel',
  'logLevel',
  'levelname',
  'log.level',
  'urgency',
  'importance',
  'importanceLevel',
  'risk',
  '^level',
);
const priorities = namesOf('priority', 'alertPriority', 'priority.name');

const readings: readonly Reading[] = [
  [
    namesOf(
      'severity',
      'severityLevel',
      'alertSeverity',
      'eventSeverity',
      'currentSeverity',
      'newSeverity',
      'analystSeverity',
      'incidentSeverity',
      'issueSeverity',
      'findingSeverity',
      'triggerSeverity',
      'severityName',
      'threatSeverity',
      'attackSeverity',
      'riskSeverity',
      'severity.label',
      'severity.name',
      'severity.level',
      'severity.value',
      'severity.description',
    ),
    levelIn,
  ],
  [urgent, wordIn],
  [priorities, priorityIn],
  [namesOf('severityScore', 'riskScore', 'threatScore', 'cvssScore', 'baseScore', 'cvss', '^score', '^risk'), scoreIn],
  [namesOf('severityNumber'), numberedIn],
  [namesOf('severityId', 'severityCode'), levelIn],
  [
    namesOf(
      'serviceState',
      'service.state',
      'messageType',
      'check.state',
      'hostState',
      'checkState',
      'currentState',
      '^triggerType',
      '^state',
      '^status',
    ),
    gradeOfState,
  ],
];

const numbers = namesOf('severity', '^level', '^priority');
const severityWords = namesOf(
  'severityText',
  'severityLabel',
  'severityName',
  'severityLevel',
  'severityString',
  'severity.label',
  'severity.name',
  'priorityLabel',
  'priorityName',
  'levelName',
);

/** Beside a number, whose scale nobody knows, its name. */
const namedIn = (said: NamedFields) =>
  numberIn(said.text(numbers) ?? '') === undefined ? undefined : gradeIn(said, severityWords, wordIn);

function gradeIn(said: NamedFields, names: Names, read: (text: string) => Severity | undefined) {
  return said.first((text) => {
    const severity = read(text);
    return severity === undefined ? undefined : { severity, vendorSeverity: text };
  }, names);
}

/** A priority that somebody set is worse than what was guessed from how urgent it is. */
const worse = (one: Graded, other: Graded | undefined): Graded =>
  other !== undefined && severities.indexOf(other.severity) > severities.indexOf(one.severity) ? other : one;

type Graded = { readonly severity: Severity; readonly vendorSeverity: string };

function toldIn(said: NamedFields): Graded | undefined {
  for (const [names, read] of readings) {
    const told = gradeIn(said, names, read);
    if (told !== undefined) return names === urgent ? worse(told, gradeIn(said, priorities, wordIn)) : told;
  }
  return undefined;
}

const tag = /^[^\p{L}]{0,16}(\w{3,12})\s{0,2}[\]:|*]/u;

/** `[CRITICAL] …`: a grade before a title that is worse than what is taken where none was said; a lower one would be a guess. */
function tagged(title: string): Graded | undefined {
  const word = tag.exec(title)?.[1];
  const severity = severityWord(word);
  return word !== undefined && (severity === 'high' || severity === 'critical')
    ? { severity, vendorSeverity: word }
    : undefined;
}

/** The sender's word or number by the scale that is known of it; what was not said, or in no known way, is medium. */
export function severityOf(
  said: NamedFields,
  record?: unknown,
  title = '',
): Pick<Detection, 'severity' | 'vendorSeverity'> {
  const known = knownScale(said) ?? namedIn(said);
  if (known !== undefined) return known;
  const told = toldIn(said);
  // A number of an unknown scale says less than a word.
  if (told === undefined || numberIn(told.vendorSeverity) !== undefined)
    return gradeByWords(record, wordIn) ?? told ?? tagged(title) ?? { severity: 'medium' };
  return told;
}
