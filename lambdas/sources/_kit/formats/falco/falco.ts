import type { Evidence, Severity } from '../../../../domain/alert.ts';
import type { Detection } from '../../../../domain/detection.ts';
import type { Later } from '../../../../domain/values/deferred.ts';
import {
  defined,
  type Fields,
  factsBut,
  factsOf,
  isFields,
  listOf,
  textOf,
} from '../../../../domain/values/json-fields.ts';
import { type Lookup, lookup } from '../../../../domain/values/lookup.ts';
import { oneLine, truncate } from '../../../../domain/values/text.ts';
import { toTime } from '../../../../domain/values/time.ts';
import { attacks } from '../../attack.ts';
import type { Reading, Received } from '../../define-source.ts';
import { occurrence } from '../../identity.ts';
import { readItems } from '../../items.ts';
import { severityWord } from '../../severity.ts';
import { isProbe } from '../../test-payload.ts';
import { customFields, falcoLookup } from './fields.ts';
import { internalGap, internalKind } from './internal.ts';
import { type Scene, sceneOf } from './places.ts';
import { happeningOf, inAccount, problemIn, whereOf } from './words.ts';

/** `Alert` stands between Emergency and Critical (https://falco.org/docs/concepts/rules/basic-elements/#priority). */
const severityOfPriority = (priority: string | undefined): Severity | undefined =>
  priority?.trim().toLowerCase() === 'alert' ? 'critical' : severityWord(priority);

const OUTPUT_MAX = 160;

/** The output without the time and the priority that Falco puts before it. */
const told = (output: string): string =>
  oneLine(output).replace(
    /^[\d:.T+Z-]+:\s+(?:Emergency|Alert|Critical|Error|Warning|Notice|Informational|Debug)\s+/,
    '',
  );

function titleOf(rule: string, what: string, output: string, scene: Scene): string {
  const words = what === '' ? truncate(told(output), OUTPUT_MAX) : what;
  if (words === '') return `${rule}${whereOf(scene)}`;
  return `${words.startsWith(rule) ? words : `${rule}: ${words}`}${whereOf(scene)}`;
}

function commandOf(said: Lookup, at: string | undefined): Evidence[] {
  const command = said.take('proc.cmdline');
  return command === undefined ? [] : [defined({ at, kind: 'command', content: command })];
}

const tagsOf = (event: Fields): string[] => [
  ...listOf(event['tags']).flatMap((tag) => textOf(tag) ?? []),
  ...(textOf(event['tags'])?.split(',') ?? []),
];

const timeOf = (event: Fields, fields: Fields): string | undefined =>
  toTime(event['time']) ?? toTime(fields['evt.time']) ?? toTime(fields['evt.time.iso8601']);

/** One event with its fields looked up. */
interface Read {
  readonly event: Fields;
  readonly fields: Fields;
  readonly top: Lookup;
  readonly said: Lookup;
  readonly rule: string;
  readonly output: string | undefined;
  readonly occurredAt: string | undefined;
}

function openUp(event: Fields): Read {
  const fields = isFields(event['output_fields']) ? event['output_fields'] : {};
  const top = lookup(['', event]);
  const output = textOf(event['output']) ?? textOf(event['message']);
  const rule = top.take('rule') ?? (told(output ?? '').replace(/(?<!\s)\s*[(|].*$/s, '') || 'unnamed');
  const said = falcoLookup(['output_fields.', fields]);
  return { event, fields, top, said, rule, output, occurredAt: timeOf(event, fields) };
}

function severityIn(top: Lookup): Pick<Detection, 'severity' | 'vendorSeverity'> {
  const severity = severityOfPriority(top.text('priority'));
  const vendorSeverity = severity === undefined ? undefined : top.take('priority');
  return severity === undefined || vendorSeverity === undefined ? { severity: 'medium' } : { severity, vendorSeverity };
}

/** An operator's custom fields; those of Falco's own events have no dot either. */
const ownFields = (event: Fields, fields: Fields): Record<string, string> =>
  internalKind(event) === undefined ? customFields(fields) : {};

const labelsOf = (
  { top, event, fields }: Read,
  { places: { kubernetes } }: Scene,
  received: Received,
): Record<string, string> =>
  defined({
    ...ownFields(event, fields),
    source: top.take('source'),
    hostname: top.take('hostname'),
    priority: top.text('priority'),
    namespace: kubernetes?.namespace,
    cluster: kubernetes?.cluster,
    parse: received.repaired ? 'repaired' : undefined,
  });

/** What the alert shows elsewhere word for word: the text of the event, and custom fields among the labels. */
const shownIn = ({ event, fields, output }: Read): Map<string, string> =>
  new Map([
    ...Object.entries(ownFields(event, fields)).map(([name, text]) => [`output_fields.${name}`, text] as const),
    ...(output === undefined ? [] : [[textOf(event['output']) === undefined ? 'message' : 'output', output] as const]),
  ]);

/** Sidekick draws a new uuid when Falco sends the same event again. */
const changing = ['uuid'];

/** One event of Falco as a detection; events about Falco itself that tell of lost events are gaps. */
function toDetection(event: Fields, received: Received): Detection {
  const read = openUp(event);
  const { top, said, rule, output, occurredAt } = read;
  const scene = sceneOf(said, top.text('hostname'), top.text('source'));
  const title = titleOf(rule, happeningOf(said, scene), output ?? '', scene);
  const evidence = commandOf(said, occurredAt);
  const labels = labelsOf(read, scene, received);
  return defined({
    kind: 'detection' as const,
    identity: occurrence(event, { occurredAt, receivedAt: received.receivedAt }, changing),
    problem: [rule, top.text('source') ?? '', ...problemIn(scene), ...inAccount(said)],
    record: event,
    type: rule,
    title,
    description: output ?? title,
    ...severityIn(top),
    state: 'open' as const,
    action: 'observed' as const,
    occurredAt,
    ...scene.places,
    attack: attacks(tagsOf(event)),
    evidence,
    labels,
    facts: factsBut(event, top, said, { taken: shownIn(read) }),
    ...internalGap(event, scene.machine, occurredAt),
  });
}

/** Falco's text, which `json_output: false` posts: time, priority, output. */
function eventOfText(text: string): Fields | undefined {
  const match = /^\s*(\S{0,64}):\s+(Emergency|Alert|Critical|Error|Warning|Notice|Informational|Debug)\s+\S/.exec(text);
  const isTime = /\d{2}:\d{2}:\d{2}/.test(match?.[1] ?? '');
  return match === null || !isTime ? undefined : { time: match[1], priority: match[2], output: text.trim() };
}

const isEvent = (item: unknown): item is Fields =>
  isFields(item) &&
  (('rule' in item && ['output', 'priority', 'output_fields'].some((name) => name in item)) ||
    ('output' in item && 'priority' in item));

const testRule = /^test rule$/i;

/** Falcosidekick's `/test`, and what Falco's own documentation makes one post by hand. */
const isTest = (event: Fields): boolean =>
  testRule.test(textOf(event['rule']) ?? '') || /test from falcosidekick/i.test(textOf(event['output']) ?? '');

function readEvent(event: Fields, received: Received): Reading {
  if (isTest(event)) return { kind: 'ignored', reason: 'test', detections: [toDetection(event, received)] };
  if (internalKind(event) === 'telemetry') return { kind: 'ignored', reason: 'telemetry' };
  return { kind: 'alerts', detections: [toDetection(event, received)] };
}

function readItem(item: unknown, received: Received): Reading {
  const event = typeof item === 'string' ? eventOfText(item) : item;
  if (isEvent(event)) return readEvent(event, received);
  if (Object.keys(factsOf({ item })).length === 0) return { kind: 'empty' };
  return isProbe(item) ? { kind: 'ignored', reason: 'test' } : { kind: 'unreadable', reason: 'no Falco event in it' };
}

/** Reads what Falco and Falcosidekick post: one event, or a list of them that a log shipper made. */
export const readFalco = (payload: unknown, received: Received): Later<Reading> =>
  readItems(payload, (item) => readItem(item, received), received.pause);
