import { isFields } from '../../../lambdas/domain/values/json-fields.ts';
import { first } from './tokens.ts';

type Request = Readonly<Record<string, unknown>>;

/** What a write may ask to have back. */
const returned: Readonly<Record<string, readonly string[]>> = {
  PutItem: ['NONE', 'ALL_OLD'],
  DeleteItem: ['NONE', 'ALL_OLD'],
  UpdateItem: ['NONE', 'ALL_OLD', 'UPDATED_OLD', 'ALL_NEW', 'UPDATED_NEW'],
};

function wrongReturned(operation: string, { ReturnValues: asked }: Request): string | undefined {
  const allowed = returned[operation] ?? [];
  return asked === undefined || allowed.includes(String(asked))
    ? undefined
    : `ReturnValues is ${String(asked)}; allowed for ${operation}: ${allowed.join(', ')}`;
}

/** Parameters of the time before expressions; DynamoDB takes either these or expressions. */
const legacy = [
  'AttributesToGet',
  'AttributeUpdates',
  'ConditionalOperator',
  'Expected',
  'KeyConditions',
  'QueryFilter',
  'ScanFilter',
];

const wrongLegacy = (request: Request): string | undefined => {
  const found = legacy.find((name) => request[name] !== undefined);
  return found === undefined ? undefined : `Can not use both expression and non-expression parameters: ${found}`;
};

const selects = ['ALL_ATTRIBUTES', 'ALL_PROJECTED_ATTRIBUTES', 'COUNT', 'SPECIFIC_ATTRIBUTES'];

/** Whether a projection, an index of keys alone and `Select` agree. */
function wrongSelect({ Select, ProjectionExpression, IndexName }: Request): string | undefined {
  if (Select === undefined) return undefined;
  if (!selects.includes(String(Select))) return `Select must be ${selects.join(', ')}`;
  if (Select === 'SPECIFIC_ATTRIBUTES')
    return ProjectionExpression === undefined ? 'SPECIFIC_ATTRIBUTES needs a ProjectionExpression' : undefined;
  if (ProjectionExpression !== undefined)
    return `Cannot specify a ProjectionExpression when Select is ${String(Select)}`;
  if (Select === 'ALL_ATTRIBUTES' && IndexName !== undefined)
    return `ALL_ATTRIBUTES is not supported for the global secondary index ${String(IndexName)}: it does not project all`;
  if (Select === 'ALL_PROJECTED_ATTRIBUTES' && IndexName === undefined)
    return 'ALL_PROJECTED_ATTRIBUTES can be used only when querying using an IndexName';
  return undefined;
}

/** Parameters with few values, on whatever operation. */
const enumerated: Readonly<Record<string, readonly string[]>> = {
  ReturnValuesOnConditionCheckFailure: ['ALL_OLD', 'NONE'],
  ReturnConsumedCapacity: ['INDEXES', 'TOTAL', 'NONE'],
  ReturnItemCollectionMetrics: ['SIZE', 'NONE'],
};

const wrongEnumerated = (request: Request): string | undefined =>
  first(
    ...Object.entries(enumerated).map(([name, allowed]) =>
      request[name] === undefined || allowed.includes(String(request[name]))
        ? undefined
        : `${name} is ${String(request[name])}; allowed: ${allowed.join(', ')}`,
    ),
  );

const NAME = /^#\w+$/;
const VALUE = /^:\w+$/;

const wrongKeysOf = (given: unknown, parameter: string, form: RegExp): string | undefined => {
  const wrong = Object.keys(isFields(given) ? given : {}).find((key) => !form.test(key));
  return wrong === undefined ? undefined : `${parameter} contains invalid key: Syntax error; key: "${wrong}"`;
};

function wrongPlaceholderKeys(request: Request): string | undefined {
  const { ExpressionAttributeNames: names, ExpressionAttributeValues: values } = request;
  const empty = Object.entries(isFields(names) ? names : {}).find(
    ([, name]) => typeof name !== 'string' || name === '',
  );
  return first(
    wrongKeysOf(names, 'ExpressionAttributeNames', NAME),
    wrongKeysOf(values, 'ExpressionAttributeValues', VALUE),
    empty === undefined ? undefined : `ExpressionAttributeNames contains invalid value: empty; key: ${empty[0]}`,
  );
}

/** Why DynamoDB refuses the parameters of a request beside its keys, items and expressions. */
export const wrongParameters = (operation: string, request: Request): string | undefined =>
  first(
    wrongReturned(operation, request),
    wrongEnumerated(request),
    wrongLegacy(request),
    wrongSelect(request),
    wrongPlaceholderKeys(request),
  );
