import { isFields } from '../../../lambdas/domain/values/json-fields.ts';
import { expressionKinds, type Parsed, parsed } from './expression.ts';
import { comparedIn, type Keys, wrongKeyCondition } from './key-condition.ts';
import { MAX_SUBSTITUTED_BYTES } from './limits.ts';
import { shownBy, tableKeys, wrongKeys } from './schema.ts';
import { bytesOf } from './size.ts';
import { first } from './tokens.ts';
import { targetsOf, wrongUpdate } from './update.ts';
import { type Attributes, attributesIn, wrongAttributes } from './values.ts';

type Request = Readonly<Record<string, unknown>>;

interface Used {
  readonly parsed: ReadonlyMap<string, Parsed>;
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
  const twice = named.find((name, i) => named.indexOf(name) !== i);
  if (twice !== undefined) return `Two document paths overlap with each other: ${twice}`;
  const hidden = index === undefined ? undefined : named.find((name) => !shownBy(keys).includes(name));
  return hidden === undefined ? undefined : `Global secondary index ${String(index)} does not project ${hidden}`;
}

function wrongSizes({ values, names }: Used): string | undefined {
  const bytes = bytesOf(values) + JSON.stringify(names).length;
  return bytes > MAX_SUBSTITUTED_BYTES ? `all names and values have ${bytes} bytes` : undefined;
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

/** Why DynamoDB refuses the expressions of a request. */
export function wrongExpressions(request: Request, keys: Keys): string | undefined {
  const used = usedBy(request);
  const [update, condition] = [used.parsed.get('UpdateExpression'), used.parsed.get('KeyConditionExpression')];
  return first(
    ...[...used.parsed.values()].map(({ wrong }) => wrong),
    wrongPlaceholders(request, used),
    wrongAttributes(used.values),
    wrongSizes(used),
    update && wrongUpdate(update.tokens, used.nameOf, tableKeys),
    condition && wrongKeyCondition(condition.tokens, used.nameOf, keys, used.values),
    ...keyValues(used).map(([name, value]) => wrongKeys({ [name]: used.values[value] ?? {} })),
    wrongFilter(used, keys),
    wrongProjection(used, keys, request['IndexName']),
  );
}
