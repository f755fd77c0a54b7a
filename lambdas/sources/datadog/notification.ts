import type { Severity } from '../../domain/alert.ts';
import type { Detection } from '../../domain/detection.ts';
import { exactly } from '../../domain/fingerprint.ts';
import type { Actor } from '../../domain/places.ts';
import { type Fields, factsBut, factsOf, isFields, mergeFacts } from '../../domain/values/json-fields.ts';
import { attacks } from '../_kit/attack.ts';
import { classByWords, namesAttack } from '../_kit/class-words.ts';
import type { Received } from '../_kit/define-source.ts';
import { detected, linkIn, timeIn } from '../_kit/detected.ts';
import { undotted } from '../_kit/dotted-keys.ts';
import { type Dig, dig } from '../_kit/field-reader.ts';
import { headline } from '../_kit/headline.ts';
import { occurrence } from '../_kit/identity.ts';
import { placeFacts } from '../_kit/place-facts.ts';
import { severityWord } from '../_kit/severity.ts';
import { placed } from '../_kit/typed-places.ts';
import { placesOf, tagsIn, texts } from './places.ts';
import { filled, under } from './variables.ts';

const priorities: readonly Severity[] = ['critical', 'high', 'medium', 'low', 'info'];

/** `P1` to `P5`, `SEV-1` to `SEV-5`, of which 1 is the worst. */
const byRank = (text: string): Severity | undefined =>
  priorities[Number(/^(?:p|sev-?)([1-5])$/i.exec(text.trim())?.[1]) - 1];

const byType = new Map<string, Severity>([
  ['error', 'high'],
  ['warning', 'medium'],
  ['info', 'info'],
]);

/**
 * What was over is told at the severity of what began: `success`, the type of a recovery, says nothing of that.
 * `$PRIORITY` is `normal` for nearly every event and says nothing either.
 */
function severityOf(said: Dig): Pick<Detection, 'severity' | 'vendorSeverity'> {
  const readings = [
    ['signalSeverity', (text: string) => severityWord(text) ?? byRank(text)],
    ['incidentSeverity', byRank],
    ['priority', byRank],
    ['alertType', (text: string) => byType.get(text.trim().toLowerCase())],
  ] as const;
  for (const [variable, read] of readings) {
    const text = texts(said, variable);
    const severity = text === undefined ? undefined : read(text);
    if (severity !== undefined) return { severity, vendorSeverity: said.take(...under(variable)) ?? severity };
  }
  return { severity: texts(said, 'alertType') === 'success' ? 'high' : 'medium' };
}

/** `[TEST] [Triggered on {host:web-1}] Host is down`: what is in the brackets, and the rest. */
function partsOf(title: string): { readonly marks: readonly string[]; readonly rest: string } {
  const lead = /^(?:\s*\[[^\]]*\])*/.exec(title)?.[0] ?? '';
  const marks = [...lead.matchAll(/\s*\[([^\]]*)\]/gy)].map(([, mark = '']) => mark);
  const rest = title.slice(lead.length).trim();
  return rest === '' ? { marks: [], rest: title.trim() } : { marks, rest };
}

const titleIn = (said: Dig): string | undefined =>
  texts(said, 'signalTitle') ?? texts(said, 'incidentTitle') ?? texts(said, 'title') ?? texts(said, 'alertTitle');

/** `Triggered on {host:web-1,env:prod}`: Datadog names the group so, unless its monitor is told not to. */
const groupIn = (marks: readonly string[]): string | undefined =>
  marks.map((mark) => /\bon \{([^{}]+)\}/.exec(mark)?.[1]).find((group) => group !== undefined);

/** What the monitor looks at: `$ALERT_SCOPE`, else the group in the title's marks. */
const scopeIn = (said: Dig, marks: readonly string[]): string | undefined => texts(said, 'scope') ?? groupIn(marks);

function stateOf(said: Dig, marks: readonly string[]): Detection['state'] {
  const said_ = [texts(said, 'transition'), ...marks].filter((text) => text !== undefined);
  const isRecovered = said_.some((text) => /^(?:recovered|resolved)\b/i.test(text.trim()));
  const status = texts(said, 'incidentStatus')?.trim() ?? '';
  if (isRecovered || /^(?:resolved|completed)$/i.test(status)) return 'resolved';
  // Where nothing else tells of the course, the type of a recovery does.
  return said_.length === 0 && /^success$/i.test(texts(said, 'alertType')?.trim() ?? '') ? 'resolved' : 'open';
}

/** One thing is wrong with a rule for a group, or a monitor in a scope; the body of the default names neither. */
function problemOf(said: Dig, rest: string, tags: ReadonlyMap<string, string>, scope = ''): string[] {
  const rule = texts(said, 'ruleId') ?? texts(said, 'ruleName');
  const group = said.value(...under('groupBy'));
  if (rule !== undefined) return ['rule', exactly(rule), exactly(...Object.values(factsOf({ group })))];
  const incident = texts(said, 'incidentId');
  if (incident !== undefined) return ['incident', exactly(incident)];
  const monitor = texts(said, 'monitorId');
  if (monitor !== undefined) return ['monitor', exactly(monitor), exactly(scope)];
  return [
    'event',
    texts(said, 'eventType') ?? '',
    rest,
    texts(said, 'hostname') ?? tags.get('host') ?? '',
    ...(scope === '' ? [] : [exactly(scope)]),
  ];
}

const labelsOf = (said: Dig, tags: ReadonlyMap<string, string>) => ({
  ...Object.fromEntries([...tags].slice(0, 64).map(([name, text]) => [`tag.${name}`, text])),
  eventType: said.take(...under('eventType')),
  transition: said.take(...under('transition')),
  ruleType: said.take(...under('ruleType')),
  org: said.take(...under('orgName')),
});

/** Datadog's own marks around Markdown. */
const plain = (text: string | undefined): string | undefined =>
  text?.replace(/^\s*%%%\s*|(?<!\s)\s*%%%\s*$/g, '') || undefined;

function descriptionOf(said: Dig): string | undefined {
  const message = said.take(...under('signalMessage'), ...under('incidentMessage'), ...under('text'));
  if (message !== undefined) return message;
  const body = texts(said, 'body');
  return plain(body) === body ? said.take(...under('body')) : plain(body);
}

/** `id` is what the template put there: an event's id, or that of a monitor which tells of each of its transitions. */
function identityOf(
  said: Dig,
  record: Fields,
  state: Detection['state'],
  occurredAt: string | undefined,
  received: Received,
): string[] {
  const own = (['id', 'signalId', 'incidentId', 'cycle'] as const).map((variable) => texts(said, variable) ?? '');
  if (own.every((part) => part === '')) return occurrence(record, { occurredAt, receivedAt: received.receivedAt });
  const status = texts(said, 'transition') ?? texts(said, 'incidentStatus') ?? state;
  return ['event', ...own, status, occurredAt ?? ''];
}

/** What is a test to the person who pressed "Test Notifications" in a monitor. */
export const isTest = (fields: Fields): boolean => {
  const { marks } = partsOf(titleIn(dig(filled(fields))) ?? '');
  return marks.some((mark) => /^test$/i.test(mark.trim()));
};

/** `$ALERT_SCOPE` is `*` when a monitor looks at everything. */
const shownScope = (said: Dig, scope: string | undefined): string | undefined => {
  const shown = scope ?? texts(said, 'hostname');
  return shown === '*' ? undefined : shown;
};

function titleOf(said: Dig, rest: string, scope: string | undefined, { user, ip }: Actor): string {
  const isBlind = /^(?:re-)?no data/i.test(texts(said, 'transition') ?? '') && !/no data/i.test(rest);
  const title = headline(rest, { on: shownScope(said, scope), by: user, from: user === undefined ? ip : undefined });
  return isBlind ? `No data: ${title}` : title;
}

/** Where the techniques of a rule stand: among its attributes and tags. */
const attackOf = (said: Dig): Detection['attack'] =>
  attacks(Object.values(factsOf({ it: [said.value(...under('attributes')), said.value(...under('tags'))] })));

/** A signal or an incident keeps its id; a monitor is known by itself and its scope. */
const findingOf = (said: Dig, found: Detection['finding']): Detection['finding'] => {
  const id = texts(said, 'signalId') ?? texts(said, 'incidentId');
  return id === undefined ? found : { ...found, vendorUid: id };
};

const isSignal = (said: Dig): boolean =>
  (['signalId', 'ruleName', 'ruleId', 'signalSeverity', 'signalTitle'] as const).some(
    (variable) => texts(said, variable) !== undefined,
  );

/** https://docs.datadoghq.com/security/detection_rules/: rules of the kind configuration are about how something is set up. */
function classOf(said: Dig, title: string): Detection['class'] {
  const isCheck = /configuration|compliance|posture/i.test(texts(said, 'ruleType') ?? '');
  if (isSignal(said)) return isCheck ? 'compliance' : 'threat';
  return classByWords(title) ?? (namesAttack(title) ? 'threat' : 'operational');
}

const wordsOf = (said: Dig, tags: ReadonlyMap<string, string>) => ({
  description: descriptionOf(said),
  ...severityOf(said),
  labels: labelsOf(said, tags),
  url: linkIn(said, ...under('incidentUrl'), ...under('link')),
});

/** One notification, in whatever template. */
export function toDetection(record: Fields, around: Fields, received: Received): Detection {
  const opened = filled(record);
  const fields = undotted(isFields(opened) ? opened : {});
  const said = dig(fields);
  const { marks, rest } = partsOf(
    titleIn(said) ?? texts(said, 'ruleName') ?? texts(said, 'alertStatus') ?? 'Datadog alert',
  );
  const [scope, tags] = [scopeIn(said, marks), tagsIn(texts(said, 'tags'))];
  const before = placesOf(said, new Map([...tagsIn(groupIn(marks)), ...tags]));
  const state = stateOf(said, marks);
  const occurredAt = timeIn(said, ...under('date'), ...under('dateSeconds'), ...under('updated'));
  const words = wordsOf(said, tags);
  // Last: only now is known what stands elsewhere.
  const { places, facts } = placeFacts(factsBut(fields, said), before);
  return detected(
    {
      ...words,
      identity: identityOf(said, record, state, occurredAt, received),
      problem: problemOf(said, rest, tags, scope),
      record,
      type: texts(said, 'ruleName') ?? rest,
      title: titleOf(said, rest, scope, before.actor),
      state,
      occurredAt,
      ...places,
      target: { ...before.target, ...places.target },
      class: classOf(said, rest),
      rule: placed({ category: texts(said, 'ruleType') }),
      finding: findingOf(said, places.finding),
      attack: attackOf(said),
      // What nobody filled in is told as well: it names what the template asks for in vain.
      facts: mergeFacts(mergeFacts(facts, unfilledIn(record, fields)), factsOf(around)),
    },
    received,
  );
}

/** Variables that stand in the payload as they were written. */
function unfilledIn(record: Fields, opened: Fields): Record<string, string> {
  const known = factsOf(opened);
  const said = Object.entries(factsOf(record));
  return Object.fromEntries(said.filter(([path, text]) => known[path] === undefined && /(?:^|,)\s*\$[A-Z]/.test(text)));
}
