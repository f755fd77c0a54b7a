import { isDeepStrictEqual } from 'node:util';
import { isFields } from '../../lambdas/domain/values/json-fields.ts';
import { kept, replacing } from './replacement.ts';

type Fields = Readonly<Record<string, unknown>>;

export interface Resource {
  readonly Type: string;
  readonly Properties?: Fields | undefined;
}
export type Resources = Readonly<Record<string, Resource>>;

const properties = ({ Properties = {} }: Resource): Fields => Properties;

const byName = (list: unknown, key: string): ReadonlyMap<string, Fields> =>
  new Map(
    (Array.isArray(list) ? list : []).filter(isFields).map((each): [string, Fields] => [String(each[key]), each]),
  );

/**
 * What CloudFormation refuses of a change of a table's indexes: another key or projection under the same name, and more than one
 * index made or deleted in one update
 * (https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-dynamodb-table.html, GlobalSecondaryIndexes).
 */
function wrongIndexes(before: Fields, after: Fields): string[] {
  const old = byName(before['GlobalSecondaryIndexes'], 'IndexName');
  const now = byName(after['GlobalSecondaryIndexes'], 'IndexName');
  const changed = [...old].filter(([name, index]) => {
    const other = now.get(name);
    const isSame = (key: string) => isDeepStrictEqual(index[key], other?.[key]);
    return other !== undefined && !(isSame('KeySchema') && isSame('Projection'));
  });
  const made = [...now.keys()].filter((name) => !old.has(name));
  const deleted = [...old.keys()].filter((name) => !now.has(name));
  const many = [...made.map((name) => `makes ${name}`), ...deleted.map((name) => `deletes ${name}`)];
  return [
    ...changed.map(([name]) => `index ${name}: its keys or its projection change, which an update cannot`),
    ...(many.length > 1 ? [`indexes: one update ${many.join(' and ')}, at most one is possible`] : []),
  ];
}

/** An attribute that keys use already cannot become another type. */
function wrongAttributes(before: Fields, after: Fields): string[] {
  const old = byName(before['AttributeDefinitions'], 'AttributeName');
  const now = byName(after['AttributeDefinitions'], 'AttributeName');
  const changed = [...old].filter(([name, each]) => now.has(name) && !isDeepStrictEqual(each, now.get(name)));
  return changed.map(([name]) => `attribute ${name}: another type replaces the table`);
}

/** Why an update of one resource would lose it; nothing when it stays. */
function wrongChange(before: Resource, after: Resource | undefined): string[] {
  if (after === undefined) return ['is not there any more'];
  if (after.Type !== before.Type) return [`becomes ${after.Type}`];
  const [old, now] = [properties(before), properties(after)];
  const replaced = (replacing[before.Type] ?? []).filter((name) => !isDeepStrictEqual(old[name], now[name]));
  const ofTable =
    before.Type === 'AWS::DynamoDB::Table' ? [...wrongIndexes(old, now), ...wrongAttributes(old, now)] : [];
  return [...replaced.map((name) => `is replaced, because ${name} changes`), ...ofTable];
}

/**
 * Why deploying a template over another would fail, or lose alerts, secrets or the address that senders know; one line each.
 * Resources that hold none of these may come, go and be replaced.
 */
export function wrongUpgrade(before: Resources, after: Resources): string[] {
  const unknown = [...Object.values(before), ...Object.values(after)].filter(
    ({ Type }) => replacing[Type] === undefined,
  );
  const types = [...new Set(unknown.map(({ Type }) => Type))];
  const wrong = Object.entries(before).flatMap(([id, resource]) =>
    kept.has(resource.Type) ? wrongChange(resource, after[id]).map((why) => `${id} (${resource.Type}) ${why}`) : [],
  );
  // A resource of another kind under an old name fails, whatever it holds.
  const turned = Object.entries(before).flatMap(([id, { Type }]) =>
    !kept.has(Type) && after[id] !== undefined && after[id].Type !== Type
      ? [`${id} (${Type}) becomes ${after[id].Type}`]
      : [],
  );
  return [
    ...types.map((type) => `${type}: say in replacement.ts which of its properties replace it`),
    ...wrong,
    ...turned,
  ];
}
