import { isFields } from '../../../lambdas/domain/values/json-fields.ts';
import { type ExpressionKind, expressionKinds, type Parsed, parsed } from './expression.ts';
import { overlapOf, pathsIn } from './grammar.ts';
import { comparedIn, type Keys, type KeyTerm, keyTermsIn, wrongKeyCondition, wrongStart } from './key-condition.ts';
import { MAX_SUBSTITUTED_BYTES } from './limits.ts';
import { type Operand, operandsIn, wrongOperand, wrongPaths } from './operands.ts';
import { rangesIn, wrongRange } from './ranges.ts';
import { shownBy, tableKeys, wrongKeys } from './schema.ts';
import { bytesOf } from './size.ts';
import { first } from './tokens.ts';
import { targetsOf, wrongUpdate } from './update.ts';
import { type Attributes, attributesIn, wrongAttributes } from './values.ts';

type Request = Readonly<Record<string, unknown>>;

interface Used {
  readonly parsed: ReadonlyMap<ExpressionKind, Parsed>;
  readonly names: Readonly<Record<string, unknown>>;
  readonly values: Attributes;
  nameOf(text: string): string;
}

function usedBy(request: Request): Used {
  const texts = expressionKinds.flatMap((kind) => {
    const text = request[kind];
    return typeof text === 'string' ? [[kind, parsed(kind, text)] as const] : [];
  });
  const given = request['ExpressionAttributeNames'];
  const names = isFields(given) ? given : {};
  return {
    parsed: new Map(texts),
    names,
    values: attributesIn(request['ExpressionAttributeValues']),
    nameOf: (text) => (text.startsWith('#') ? String(names[text] ?? text) : text),
  };
}

/** Placeholders that an expression uses and nothing defines, and those that are defined and not used. */
function wrongPlaceholders(request: Request, { parsed: all, names, values }: Used): string | undefined {
  const sides = [
    ['ExpressionAttributeNames', names, [...all.values()].flatMap((each) => each.names)],
    ['ExpressionAttributeValues', values, [...all.values()].flatMap((each) => each.values)],
  ] as const;
  const wrong = sides.map(([parameter, given, uses]) => {
    const defined = Object.keys(given);
    if (request[parameter] !== undefined && defined.length === 0) return `${parameter} must not be empty`;
    const undefinedOne = uses.find((use) => given[use] === undefined);
    if (undefinedOne !== undefined) return `an expression uses ${undefinedOne}, which is not in ${parameter}`;
    const unused = defined.find((name) => !uses.includes(name));
    return unused === undefined ? undefined : `Value provided in ${parameter} unused in expressions: keys: {${unused}}`;
  });
  return first(...wrong);
}

/** Attributes that an expression names, without the paths below them. */
const attributesOf = (from: Parsed | undefined, { nameOf }: Used): string[] =>
  (from?.tokens ?? []).flatMap(({ kind, text }, i, all) =>
    kind === 'name' || (kind === 'word' && all[i + 1]?.text !== '(' && all[i - 1]?.text !== '.') ? [nameOf(text)] : [],
  );

function wrongFilter(used: Used, keys: Keys): string | undefined {
  const named = attributesOf(used.parsed.get('FilterExpression'), used);
  const key = [keys.partitionKey, keys.sortKey].find((name) => named.includes(name));
  return key === undefined
    ? undefined
    : `Filter Expression can only contain non-primary key attributes: Primary key attribute: ${key}`;
}

function wrongProjection(used: Used, keys: Keys, index: unknown): string | undefined {
  const named = attributesOf(used.parsed.get('ProjectionExpression'), used);
  const twice = overlapOf(pathsIn(used.parsed.get('ProjectionExpression')?.tokens ?? [], used.nameOf));
  if (twice !== undefined) return `Two document paths overlap with each other: ${twice}`;
  const hidden = index === undefined ? undefined : named.find((name) => !shownBy(keys).includes(name));
  return hidden === undefined ? undefined : `Global secondary index ${String(index)} does not project ${hidden}`;
}

function wrongSizes(values: Attributes): string | undefined {
  const bytes = bytesOf(values);
  return bytes > MAX_SUBSTITUTED_BYTES ? `all values have ${bytes} bytes` : undefined;
}

/** Values that a key condition compares with, or that an update gives to keys of indexes. */
function keyValues(used: Used): [string, string][] {
  const condition = used.parsed.get('KeyConditionExpression');
  const update = used.parsed.get('UpdateExpression');
  const compared = condition === undefined ? [] : comparedIn(condition.tokens, used.nameOf);
  if (update === undefined) return compared;
  const targets = new Set(targetsOf(update.tokens, used.nameOf));
  const assigned = update.tokens.flatMap(({ kind, text }, i, all): [string, string][] => {
    if (kind !== 'value') return [];
    const before = all.slice(0, i).findLast((token) => token.kind === 'name' || token.kind === 'word');
    const name = used.nameOf(before?.text ?? '');
    return targets.has(name) ? [[name, text]] : [];
  });
  return [...compared, ...assigned];
}

/** What the texts of a request say, whatever its values hold. */
interface Texts {
  readonly wrong: string | undefined;
  /** Values by the key attribute that they are compared with or given to. */
  readonly keys: readonly (readonly [string, string])[];
  readonly ranges: readonly (readonly [string, string])[];
  readonly operands: readonly Operand[];
  readonly terms: readonly KeyTerm[];
}

function readTexts(request: Request, keys: Keys): Texts {
  const used = usedBy(request);
  const [update, condition] = [used.parsed.get('UpdateExpression'), used.parsed.get('KeyConditionExpression')];
  return {
    wrong: first(
      ...[...used.parsed.values()].map(({ wrong }) => wrong),
      wrongPlaceholders(request, used),
      ...[...used.parsed.values()].map(({ tokens }) => wrongPaths(tokens)),
      update && wrongUpdate(update.tokens, used.nameOf, tableKeys),
      condition && wrongKeyCondition(condition.tokens, used.nameOf, keys),
      // A scan filters by keys, too.
      condition && wrongFilter(used, keys),
      wrongProjection(used, keys, request['IndexName']),
    ),
    keys: keyValues(used),
    ranges: [...used.parsed.values()].flatMap(({ tokens }) => rangesIn(tokens)),
    operands: [...used.parsed].flatMap(([kind, { tokens }]) => operandsIn(kind, tokens)),
    terms: condition === undefined ? [] : keyTermsIn(condition.tokens, used.nameOf),
  };
}

const known = new Map<string, Texts>();

/** Tests repeat the same texts very often, with other values. */
function textsOf(request: Request, keys: Keys): Texts {
  const { ExpressionAttributeNames: names = {}, ExpressionAttributeValues: values = {}, IndexName } = request;
  const texts = expressionKinds.map((kind) => request[kind]);
  const parameters = [request['ExpressionAttributeNames'], request['ExpressionAttributeValues']].map(
    (given) => given !== undefined,
  );
  const key = JSON.stringify([texts, IndexName, names, Object.keys(values ?? {}), parameters]);
  const found = known.get(key) ?? readTexts(request, keys);
  if (known.size > 5_000) known.clear();
  known.set(key, found);
  return found;
}

/** Why DynamoDB refuses the expressions of a request. */
export function wrongExpressions(request: Request, keys: Keys): string | undefined {
  const values = attributesIn(request['ExpressionAttributeValues']);
  const texts = textsOf(request, keys);
  return first(
    texts.wrong,
    wrongAttributes(values),
    wrongSizes(values),
    ...texts.operands.map((operand) => wrongOperand(operand, values)),
    ...texts.ranges.map((range) => wrongRange(range, values)),
    ...texts.keys.map(([name, value]) => wrongKeys({ [name]: values[value] ?? {} })),
    wrongStart(texts.terms, attributesIn(request['ExclusiveStartKey']), values),
  );
}
