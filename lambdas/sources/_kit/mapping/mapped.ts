import type { Detection } from '../../../domain/detection.ts';
import { type Evaluate, evaluator } from '../../../domain/expression/expression.ts';
import { watch } from '../../../domain/expression/watched.ts';
import { exact, podFamily, stable } from '../../../domain/fingerprint.ts';
import { inTurns } from '../../../domain/values/cooperative-yield.ts';
import { defined, isFields, mergeFacts } from '../../../domain/values/json-fields.ts';
import { oneLine } from '../../../domain/values/text.ts';
import type { Reading, Received } from '../define-source.ts';
import { placesIn } from '../detected-places.ts';
import { bare } from '../envelope.ts';
import { genericDetection } from '../formats/generic/generic.ts';
import { readAnything } from '../formats/reading.ts';
import type { PlacedFacts } from '../place-facts.ts';
import { isTrial } from '../test-words.ts';
import { type Chosen, chosenFrom, type Fact } from './chosen.ts';
import { expressionsIn, type Mapping } from './map-schema.ts';
import { type Said, toldBy } from './mapped-fields.ts';
import { over } from './mapped-places.ts';

/** What a mapping made of a payload. */
export interface Mapped {
  readonly reading: Reading;
  /** The fields of the payload that no expression read, and their texts. */
  readonly unused: Readonly<Record<string, string>>;
  /** Expressions that failed, by path, with the reason of the first time. */
  readonly failed: Readonly<Record<string, string>>;
}

const TITLE_WHOLE = 300; // characters that a title keeps

/** The names of where it is, by which a problem is known. */
function placeNames({ target, kubernetes, container, cloud, file, code }: PlacedFacts): Record<string, string> {
  const { kind: _, port: __, ...place } = target ?? {};
  const { cluster, namespace, workload, pod } = kubernetes ?? {};
  const resource = cloud?.resource?.uid ?? cloud?.resource?.name ?? file?.path ?? code?.repository;
  const { name, image } = container ?? {};
  return defined({ ...place, cluster, namespace, workload, pod, container: name, image, resource }) as Record<
    string,
    string
  >;
}

/** Of what says no place: who did it. */
function whoNames({ actor }: PlacedFacts): Record<string, string> {
  const { user, email, ip } = actor ?? {};
  return defined({ user, email, ip }) as Record<string, string>;
}

/** An id counts to the letter; of a sentence, its times and long numbers do not. */
const part = (text: string): string => (/\s/.test(text) || stable(text) === text ? text : exact(text));

/** Of a mapped type or title: that, and where it is. */
function problemOf({ problem, type, title }: Said, base: Detection, places: PlacedFacts): readonly string[] {
  if (problem !== undefined) return problem.map(part);
  const what = type === undefined ? title : exact(type);
  if (what === undefined) return base.problem;
  const named = placeNames(places);
  const where = Object.entries(Object.keys(named).length === 0 ? whoNames(places) : named).map(
    ([name, text]) => `${name} ${exact(name === 'pod' ? podFamily(text) : text)}`,
  );
  return ['mapped', what, ...where.sort()];
}

const textsOf = (value: unknown): string[] => {
  if (typeof value === 'object' && value !== null) return Object.values(value).flatMap(textsOf);
  return value === undefined ? [] : [String(value)];
};

/** The texts that the alert shows to the letter, where a fact may leave for it. */
function shownBy(detection: Detection): Set<string> {
  const { title, description, type, url, vendorSeverity, labels, rule, finding, riskScore, confidence } = detection;
  const wholeTitle = title.length <= TITLE_WHOLE && oneLine(title) === title ? title : undefined;
  const texts = [wholeTitle, description, type, url, vendorSeverity, labels, rule, finding, riskScore, confidence];
  return new Set(textsOf([...texts, placedBy(detection)]));
}

const placedBy = (detection: Detection): Omit<PlacedFacts, 'finding'> => defined(placesIn(detection));

const left = (facts: readonly Fact[], shown: ReadonlySet<string>): Record<string, string> =>
  Object.fromEntries(
    facts.filter((fact) => !(fact.isUsed() && shown.has(fact.text))).map(({ name, text }) => [name, text]),
  );

/** The base with what the mapping says over it. */
function detectionOf(chosen: Chosen, base: Detection, said: Said, failed: Readonly<Record<string, string>>): Detection {
  const { id, problem: _, attack, places: more, labels, ...rest } = said;
  const state = said.state ?? base.state;
  const identity = id === undefined ? base.identity : ['id', ...id];
  const hasFailed = Object.keys(failed).length > 0;
  const places = over({ ...placedBy(base), ...defined({ finding: base.finding }) }, more);
  const detection: Detection = {
    ...base,
    ...defined(rest),
    ...(places as Pick<Detection, 'target'>),
    attack: [...(attack ?? base.attack)],
    labels: { ...base.labels, ...(hasFailed ? { mapping: 'failed' } : {}), ...labels },
    // What is over is news of its own, also under the id of what began.
    identity: state === 'resolved' ? [...identity, 'resolved'] : identity,
    problem: problemOf(said, base, places),
  };
  return { ...detection, facts: factsFor(chosen, detection, failed) };
}

function factsFor(
  { facts, around }: Chosen,
  detection: Detection,
  failed: Readonly<Record<string, string>>,
): Record<string, string> {
  const shown = shownBy(detection);
  return mergeFacts(mergeFacts(left(facts, shown), left(around, shown)), notes(failed));
}

const notes = (failed: Readonly<Record<string, string>>): Record<string, string> =>
  Object.fromEntries(
    Object.entries(failed).map(([path, reason]) => [
      `mapping.${path}`,
      `the expression failed, read without it: ${reason}`,
    ]),
  );

interface Run {
  readonly map: Mapping;
  readonly evaluate: Evaluate;
  readonly received: Received;
}

/** What each expression gives for one record; nothing, null and blank texts are no answer. */
async function valuesOf(
  { input }: Chosen,
  { map, evaluate }: Run,
): Promise<{ values: Map<string, unknown>; failed: Record<string, string> }> {
  const values = new Map<string, unknown>();
  const failed: Record<string, string> = {};
  for (const [parts, expression] of expressionsIn(map)) {
    const path = parts.join('.');
    if (path === 'each') continue;
    const result = await evaluate(expression, input);
    if ('failed' in result) failed[path] = result.failed;
    else if (isAnswer(result.value)) values.set(path, result.value);
  }
  return { values, failed };
}

const isAnswer = (value: unknown): boolean =>
  value !== undefined && value !== null && !(typeof value === 'string' && value.trim() === '');

type One = { readonly detection: Detection } | { readonly ignored: string };

async function readOne(chosen: Chosen, run: Run): Promise<{ one: One; failed: Readonly<Record<string, string>> }> {
  const { values, failed } = await valuesOf(chosen, run);
  if (values.get('ignoreWhen') === true) return { one: { ignored: 'unwanted' }, failed };
  const { said, wrong } = toldBy(values);
  const all = { ...failed, ...wrong };
  const record = isFields(chosen.original) ? chosen.original : { value: chosen.original };
  const isSilent = said.title === undefined && said.type === undefined && said.id === undefined;
  if (isSilent && isTrial(record)) return { one: { ignored: 'test' }, failed: all };
  const base = genericDetection(record, bare, run.received);
  return { one: { detection: detectionOf(chosen, base, said, all) }, failed: all };
}

/** What `each` chooses: nothing of it is a failure too, for then the payload is not what the mapping is for. */
async function choose(value: unknown, { map: { each = '$' }, evaluate }: Run): Promise<unknown[] | { failed: string }> {
  const result = await evaluate(each, value);
  if ('failed' in result) return result;
  if (result.value === undefined) return { failed: 'it chose nothing' };
  const items = Array.isArray(result.value) ? indexed(result.value) : [result.value];
  return items.filter((item) => item !== null && item !== undefined);
}

/** Item by item, so that each is taken from what stands for the payload. */
const indexed = (list: readonly unknown[]): unknown[] => Array.from({ length: list.length }, (_, i) => list[i]);

function noted(reading: Reading, failed: Readonly<Record<string, string>>): Reading {
  if (!('detections' in reading) || reading.detections === undefined) return reading;
  const detections = reading.detections.map((detection) => ({
    ...detection,
    labels: { ...detection.labels, mapping: 'failed' },
    facts: mergeFacts(detection.facts, notes(failed)),
  }));
  return { ...reading, detections };
}

function readingOf(ones: readonly One[]): Reading {
  const detections = ones.flatMap((one) => ('detection' in one ? [one.detection] : []));
  if (detections.length > 0) return { kind: 'alerts', detections };
  const ignored = ones.find((one) => 'ignored' in one);
  return ignored === undefined ? { kind: 'empty' } : { kind: 'ignored', reason: ignored.ignored };
}

/**
 * Reads a payload by a mapping. An expression that fails, or is too slow, costs its own field alone: the generic reading
 * stands in for that one, and the alert says which expression it was. Text that is no JSON is read generically altogether.
 */
export async function readMapped(map: Mapping, payload: unknown, received: Received): Promise<Mapped> {
  const { headers, receivedAt, envelope } = received;
  const watched = watch(payload);
  const evaluate = evaluator({ payload: watched.value, headers, receivedAt, envelope });
  const run: Run = { map, evaluate, received };
  const items = typeof payload === 'object' ? await choose(watched.value, run) : { failed: 'the payload is no JSON' };
  if (!Array.isArray(items)) {
    const failed = { each: items.failed };
    return { reading: noted(await readAnything(payload, received), failed), unused: {}, failed };
  }
  const chosen = chosenFrom(payload, watched, items);
  const results = await inTurns(chosen, (each) => readOne(each, run), received.pause);
  // Of two records whose expression failed, the first says why.
  const failed: Record<string, string> = Object.assign({}, ...results.map((it) => it.failed).reverse());
  return { reading: readingOf(results.map(({ one }) => one)), unused: unusedIn(chosen), failed };
}

/** What no expression read in any record, by its path there. */
function unusedIn(chosen: readonly Chosen[]): Record<string, string> {
  const facts = chosen.flatMap(({ facts, around }) => [...facts, ...around]);
  const used = new Set(facts.filter((fact) => fact.isUsed()).map(({ name }) => name));
  return Object.fromEntries(facts.filter(({ name }) => !used.has(name)).map(({ name, text }) => [name, text]));
}
