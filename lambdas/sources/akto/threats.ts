import { CopyOnChange } from '../../domain/values/copy-on-change.ts';
import { type Fields, isFields, listOf, spelling, textOf } from '../../domain/values/json-fields.ts';
import { lookup, shapeOfKeys } from '../../domain/values/lookup.ts';
import { ofShape } from '../../domain/values/shapes.ts';
import { jsonIn } from '../_kit/body/payload.ts';

/** One threat event: its fields by name, the vendor's object, and the console's address where the shape carries one. */
export interface Threat {
  readonly fields: Fields;
  readonly record: unknown;
  /** Text that the fields do not hold word for word. */
  readonly card?: string;
  readonly url?: string;
}

/** The threats of a payload, what stood where a threat should stand and cannot be read, and all that is left over. */
interface Sifted {
  readonly threats: Threat[];
  readonly garbled: string[];
  rest: unknown;
}

// The documented envelope's list, and the option's name in the custom webhook's default body
// (https://github.com/akto-api-security/akto, libs/dao, notifications/CustomWebhook.java).
const threatLists = new Set(['maliciousevents', 'apithreatpayloads', 'apithreatpayload']);
const marks = new Set(
  [
    'filterId',
    'latestApiEndpoint',
    'latestApiMethod',
    'latestApiOrig',
    'latestApiIp',
    'maliciousPayloadsResponses',
    'matchingUrl',
  ].map(spelling),
);
const pairs = [
  ['refid', 'eventtype'],
  ['subcategory', 'actor'],
  ['filter', 'ips'],
] as const;

const isThreatList = (key: string): boolean => threatLists.has(spelling(key));
const isMark = (key: string): boolean => marks.has(spelling(key));

function hasPair(keys: readonly string[]): boolean {
  const names = keys.map(spelling);
  return pairs.some((pair) => pair.every((key) => names.includes(key)));
}

/** What the names of an object's fields say of it. */
const byNames = ofShape((keys) => ({
  isThreat: !keys.some(isThreatList) && (keys.some(isMark) || hasPair(keys)),
}));

const isThreat = (value: Fields): boolean => byNames(shapeOfKeys(Object.keys(value))).isThreat;

/** Java's `Object.toString`: a class name and an identity hash where the data should be. */
const javaObject = /^\s*(?:[a-z_$][\w$]*\.)+[A-Z][\w$]*(?:@[0-9a-f]+|\()/;

const MAX_DEPTH = 24;

interface Place {
  readonly inList: boolean;
  readonly depth: number;
}

function siftText(value: unknown, place: Place, into: Sifted): unknown {
  const text = textOf(value);
  if (typeof value === 'string') {
    const inner = jsonIn(value);
    const before = into.threats.length;
    const rest = inner === undefined ? undefined : sift(inner, { ...place, depth: place.depth + 1 }, into);
    if (into.threats.length > before) return rest;
  }
  if (text === undefined || !(place.inList || javaObject.test(text))) return value;
  into.garbled.push(text);
  return undefined;
}

const withUrl = (action: unknown): action is Fields =>
  isFields(action) && action['type'] === 'Action.OpenUrl' && textOf(action['url']) !== undefined;

/** The Teams type: one FactSet for an event, the button to the console after it. What is left is the card's chrome. */
function siftCard(body: readonly unknown[], place: Place, into: Sifted): readonly unknown[] {
  return body.flatMap((element, i) => {
    const threat = isFields(element) ? cardThreat(element, body.slice(i + 1)) : undefined;
    if (threat === undefined) return [sift(element, { ...place, inList: false, depth: place.depth + 1 }, into) ?? []];
    into.threats.push(threat);
    const others = othersIn(element);
    return others.length === 0 ? [] : [{ facts: others }];
  });
}

/** Whether an element of a fact set is a name and a value. */
const isNamed = (fact: unknown): fact is Fields => isFields(fact) && textOf(fact['title']) !== undefined;

/** What else stands in the fact set of a card. */
const othersIn = (element: unknown): readonly unknown[] =>
  listOf(isFields(element) ? element['facts'] : undefined).filter((fact) => !isNamed(fact));

function cardThreat(element: Fields, following: readonly unknown[]): Threat | undefined {
  if (element['type'] !== 'FactSet' || !Array.isArray(element['facts'])) return undefined;
  const facts = element['facts'].filter(isNamed);
  const named = facts.map(
    (fact) => [(textOf(fact['title']) ?? '').replace(/(?<![\s:])[\s:]+$/, ''), fact['value']] as const,
  );
  const fields: Fields = Object.fromEntries(named);
  if (!isThreat(fields) && textOf(fields['actor']) === undefined) return undefined;
  const next = following.find((it) => isFields(it) && (it['type'] === 'FactSet' || it['type'] === 'ActionSet'));
  const actions: readonly unknown[] = isFields(next) && Array.isArray(next['actions']) ? next['actions'] : [];
  const url = textOf(actions.find(withUrl)?.['url']);
  const card = facts.map((fact) => `${textOf(fact['title']) ?? ''} ${textOf(fact['value']) ?? ''}`).join('\n');
  return {
    fields,
    record: url === undefined ? element : [element, next],
    card: `FactSet\n${card}`,
    ...(url === undefined ? {} : { url }),
  };
}

const isCardBody = (value: readonly unknown[]): boolean => value.some((it) => isFields(it) && it['type'] === 'FactSet');

function siftObject(value: Fields, place: Place, into: Sifted): unknown {
  if (isThreat(value) || (place.inList && lookup(['', value]).text('actor', 'url', 'severity', 'id') !== undefined)) {
    into.threats.push({ fields: value, record: value });
    return undefined;
  }
  const rest = new CopyOnChange(value);
  for (const key of Object.keys(value)) {
    const left = sift(value[key], { inList: isThreatList(key) || place.inList, depth: place.depth + 1 }, into);
    if (left === undefined) rest.leaveOut(key);
    else rest.set(key, key, left);
  }
  return Object.keys(rest.fields).length === 0 ? undefined : rest.fields;
}

function siftList(value: readonly unknown[], place: Place, into: Sifted): readonly unknown[] | undefined {
  const inner = { ...place, depth: place.depth + 1 };
  const rest = isCardBody(value) ? siftCard(value, place, into) : value.map((it) => sift(it, inner, into));
  const left = rest.filter((it) => it !== undefined);
  return left.length === 0 ? undefined : left;
}

function sift(value: unknown, place: Place, into: Sifted): unknown {
  if (place.depth > MAX_DEPTH) return value;
  if (Array.isArray(value)) return siftList(value, place, into);
  return isFields(value) ? siftObject(value, place, into) : siftText(value, place, into);
}

/**
 * Finds the threats of a payload wherever they stand: in the documented envelope, under an option's name, under whatever
 * key an operator's template chose, as a bare list or a single object, on the fact sets of a card.
 */
export function siftThreats(payload: unknown): Sifted {
  const sifted: Sifted = { threats: [], garbled: [], rest: undefined };
  sifted.rest = sift(payload, { inList: false, depth: 0 }, sifted);
  return sifted;
}
