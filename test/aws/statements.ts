import type { Template } from 'aws-cdk-lib/assertions';

/** One permission: an action on a resource, the resource named by its logical id without the hash. */
export type Permission = string;

interface Statement {
  readonly Effect: string;
  readonly Action: string | readonly string[];
  readonly Resource: unknown;
}

const listed = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : [value]);

const withoutHash = (logicalId: string): string => logicalId.replace(/[0-9A-F]{8}$/, '');

/** `{Fn::GetAtt: [Table7ABB320E, Arn]}` → `Table`; a join keeps its texts: `Table/index/open`. */
function nameOf(resource: unknown): string {
  if (typeof resource === 'string') return resource;
  if (typeof resource !== 'object' || resource === null) return String(resource);
  if ('Ref' in resource) return withoutHash(String(resource.Ref));
  if ('Fn::GetAtt' in resource) return withoutHash(String(listed(resource['Fn::GetAtt'])[0]));
  if ('Fn::Join' in resource) return listed(listed(resource['Fn::Join'])[1]).map(nameOf).join('');
  return JSON.stringify(resource);
}

const permissionsOf = ({ Effect, Action, Resource }: Statement): Permission[] =>
  listed(Action).flatMap((action) =>
    listed(Resource).map((resource) => `${Effect === 'Allow' ? '' : 'not '}${action} on ${nameOf(resource)}`),
  );

/** Everything a role may do, from all policies that name it, sorted. */
export function permissionsOfRole(template: Template, roleName: string): Permission[] {
  const policies = Object.values(template.findResources('AWS::IAM::Policy')).filter(({ Properties }) =>
    listed(Properties.Roles).some((role) => nameOf(role) === roleName),
  );
  const statements = policies.flatMap(({ Properties }): Statement[] => Properties.PolicyDocument.Statement);
  return statements.flatMap(permissionsOf).sort();
}
