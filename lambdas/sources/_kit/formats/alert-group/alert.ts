import type { Remediation } from '../../../../domain/alert.ts';
import type { Detection } from '../../../../domain/detection.ts';
import { exactly } from '../../../../domain/fingerprint.ts';
import {
  defined,
  type Fields,
  factsBut,
  isFields,
  listOf,
  mergeFacts,
  textOf,
} from '../../../../domain/values/json-fields.ts';
import { type Lookup, lookup } from '../../../../domain/values/lookup.ts';
import { httpUrl, oneLine, truncate } from '../../../../domain/values/text.ts';
import { toTime } from '../../../../domain/values/time.ts';
import { attacks } from '../../attack.ts';
import { classByWords, namesAttack } from '../../class-words.ts';
import type { Received } from '../../define-source.ts';
import { occurrence } from '../../identity.ts';
import { countIn } from '../../typed-values.ts';
import { stateWords } from './ended.ts';
import { type Names, namesIn, placeOf, placesOf, severityOf, type Texts, textsIn } from './labels.ts';

/** One alert, and the group that it came in without its list. */
export interface GroupedAlert {
  readonly alert: Fields;
  readonly group: Fields;
  /** What the group says, as far as it tells alerts apart that have no names and no time of their own. */
  readonly said: unknown;
}

/** Go's zero time stands for none: `0001-01-01T00:00:00Z` is what has not ended yet. */
const timeOf = (value: unknown): string | undefined => {
  const time = toTime(value);
  return time === undefined || time < '1970' ? undefined : time;
};

const overWords = /^(?:resolved|ok|normal|inactive)$/i;

/** The alert's own status, else its group's. */
function statusIn({ alert, group }: GroupedAlert): string | undefined {
  const own = isFields(alert['status']) ? textOf(alert['status']['state']) : textOf(alert['status']);
  return own ?? textOf(group['status']) ?? textOf(group['state']);
}

/** Its status, else whether its end has passed. */
function stateOf({ alert, group, said }: GroupedAlert, receivedAt: string): Detection['state'] {
  const status = statusIn({ alert, group, said });
  if (status !== undefined) return overWords.test(status.trim()) ? 'resolved' : 'open';
  const endsAt = timeOf(alert['endsAt']);
  return endsAt !== undefined && endsAt <= receivedAt ? 'resolved' : 'open';
}

const SUMMARY_MAX = 160;

/** The rule, its summary, and where unless the summary says so: `HostDown: no heartbeat for 5m (db-1)`. */
function titleOf(name: string, annotations: Lookup, names: Names, state: Detection['state']): string {
  const words = annotations.text('summary', 'title', 'message', 'description');
  const told = words === undefined ? '' : truncate(oneLine(words), SUMMARY_MAX);
  const place = placeOf(names);
  const unsaid = place !== '' && !told.includes(place.slice(place.indexOf('/') + 1));
  const head = `${told === '' || told === name ? name : `${name}: ${told}`}${unsaid ? ` (${place})` : ''}`;
  return `${head}${stateWords(state, annotations)}`;
}

/** Grafana's alerts about a rule that it cannot evaluate carry the rule's name in a label of its own. */
function nameOf(said: Lookup): string {
  const name = said.text('alertname', 'alert_name', 'rulename', 'rule', 'name') ?? 'unnamed';
  const rule = /^Datasource(?:NoData|Error)$/.test(name) ? said.text('rulename') : undefined;
  return rule === undefined ? name : `${name} of ${rule}`;
}

const labelParts = (labels: Texts): string[] =>
  Object.entries(labels)
    .map(([name, text]) => `${name}=${text}`)
    .sort();

const runbookOf = (annotations: Lookup): Remediation | undefined => {
  const runbook = annotations.take('runbook_url', 'runbook', 'remediation');
  return runbook === undefined ? undefined : { steps: [{ title: 'Runbook', text: runbook }] };
};

const consoles = ['generatorURL', 'panelURL', 'dashboardURL'] as const;

const urlOf = ({ alert, group }: GroupedAlert): string | undefined =>
  [...consoles.map((name) => alert[name]), group['externalURL']]
    .map((value) => httpUrl(textOf(value)))
    .find((url) => url !== undefined);

const mitreTags = (texts: Texts): string[] =>
  Object.entries(texts).flatMap(([name, text]) => (/mitre|att.?ck|technique|tags?$/i.test(name) ? [text] : []));

/** What a group says of all its alerts is left out where the alert says the same. */
function groupFacts(group: Fields, labels: Texts, annotations: Texts): Record<string, string> {
  const repeated = new Map([
    ...Object.entries(labels).flatMap(([name, text]) => [
      [`commonLabels.${name}`, text] as const,
      [`groupLabels.${name}`, text] as const,
    ]),
    ...Object.entries(annotations).map(([name, text]) => [`commonAnnotations.${name}`, text] as const),
  ]);
  return factsBut(group, { taken: repeated });
}

interface Named {
  readonly labels: Texts;
  readonly fingerprint: string | undefined;
  readonly startsAt: string | undefined;
}

/** The sender's fingerprint is a hash of all labels and the same for firing and resolved; without it the labels stand. */
const problemOf = (name: string, { labels, fingerprint }: Named): string[] => [
  name,
  exactly(fingerprint ?? '', ...labelParts(labels)),
];

function identityOf({ alert, said }: GroupedAlert, state: string, named: Named, receivedAt: string): string[] {
  const { labels, fingerprint, startsAt } = named;
  const isNamed = fingerprint !== undefined || Object.keys(labels).length > 0;
  if (!isNamed || startsAt === undefined)
    return occurrence({ alert, group: said }, { occurredAt: startsAt, receivedAt });
  // An alert that still fires is sent again and again, with texts that carry the latest value.
  return ['alert', fingerprint ?? '', ...labelParts(labels), state, startsAt];
}

/** A silenced or inhibited alert, as its API lists it. */
const isSuppressed = (grouped: GroupedAlert): boolean => /^suppressed$/i.test(statusIn(grouped)?.trim() ?? '');

/** The fingerprint is the same for firing and resolved; it starts when it first fired. */
const findingOf = (grouped: GroupedAlert, { fingerprint, startsAt }: Named, ended: string | undefined, said: Lookup) =>
  defined({
    vendorUid: fingerprint,
    firstSeenAt: startsAt,
    lastSeenAt: ended,
    count: countIn(said, 'count', 'event_count'),
    status: isSuppressed(grouped) ? ('suppressed' as const) : undefined,
  });

/** Rules of Prometheus are about anything; what names no monitor and no check may be an attack. */
function classOf(
  name: string,
  told: Lookup,
  { attack, vulnerabilities }: Pick<Detection, 'attack' | 'vulnerabilities'>,
) {
  if (vulnerabilities !== undefined) return 'vulnerability';
  if (attack.length > 0) return 'threat';
  if (/^Datasource(?:NoData|Error)\b/.test(name)) return 'operational';
  const named = classByWords(name) ?? (namesAttack(name) ? 'threat' : undefined);
  return named ?? classByWords(told.text('summary', 'title', 'message', 'description') ?? '') ?? 'threat';
}

/** What of the alert itself stands in its finding. */
const shownIn = (labels: Texts, { startsAt, fingerprint }: Named): ReadonlyMap<string, string> =>
  new Map([
    ...Object.entries(labels).map(([key, text]) => [`labels.${key}`, text] as const),
    ['startsAt', startsAt ?? ''] as const,
    ['fingerprint', fingerprint ?? ''] as const,
  ]);

/** One alert of Alertmanager's format as a detection; `withGroup` also carries what its group says. */
export function toDetection(grouped: GroupedAlert, received: Received, withGroup: boolean): Detection {
  const { alert, group } = grouped;
  const [labels, annotations] = [textsIn(alert['labels']), textsIn(alert['annotations'])];
  const [said, told] = [lookup(['', labels]), lookup(['annotations.', annotations])];
  const named = { labels, fingerprint: textOf(alert['fingerprint']), startsAt: timeOf(alert['startsAt']) };
  const state = stateOf(grouped, received.receivedAt);
  const ended = state === 'resolved' ? timeOf(alert['endsAt']) : undefined;
  const [name, names] = [nameOf(said), namesIn(said)];
  const title = titleOf(name, told, names, state);
  const description = told.take('description', 'message', 'summary', 'error') ?? title;
  const remediation = runbookOf(told);
  const own = factsBut(alert, { taken: new Map(shownIn(labels, named)) }, told);
  const places = placesOf(said, labels, names);
  const attack = attacks([
    ...mitreTags(labels),
    ...mitreTags(annotations),
    ...listOf(alert['tags']).flatMap((tag) => textOf(tag) ?? []),
  ]);
  const course = isSuppressed(grouped) ? 'suppressed' : state;
  return defined({
    ...places,
    kind: 'detection' as const,
    class: classOf(name, told, { ...places, attack }),
    identity: identityOf(grouped, course, named, received.receivedAt),
    problem: problemOf(name, named),
    record: alert,
    type: name,
    finding: findingOf(grouped, named, ended, said),
    title,
    description,
    ...severityOf(labels),
    state,
    action: 'unknown' as const,
    occurredAt: ended ?? named.startsAt,
    attack,
    remediation,
    evidence: [],
    labels: received.repaired ? { ...labels, parse: 'repaired' } : { ...labels },
    facts: withGroup ? mergeFacts(own, groupFacts(group, labels, annotations)) : own,
    url: urlOf(grouped),
  });
}
