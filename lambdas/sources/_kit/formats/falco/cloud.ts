import type { Cloud } from '../../../../domain/places.ts';
import { defined } from '../../../../domain/values/json-fields.ts';
import type { Lookup } from '../../../../domain/values/lookup.ts';
import { placed } from '../../typed-places.ts';

/** What a call of the AWS API was about. */
const requested = ['functionname', 'username', 'groupname', 'rolename', 'bucket', 'servicename', 'cluster', 'name'].map(
  (name) => `ct.request.${name}`,
);

/** A label of the resource that Google's audit log tells of. */
const labelled = (name: string): string => `json.value[/resource/labels/${name}]`;

const accounts = [
  'ct.recipientaccountid',
  'ct.user.accountid',
  'cloudprovider.account.id',
  'gcp.projectid',
  labelled('project_id'),
];

const regions = ['ct.region', 'cloudprovider.region', 'gcp.location', 'aws.region'];

/** The account in the cloud: the same name in another is another thing. */
export const accountOf = (said: Lookup): string | undefined =>
  said.text(...accounts) ?? /^arn:aws[\w-]*:\w+::(\d{12}):/.exec(said.text('ct.user.arn') ?? '')?.[1];

/** Where nothing is named that was acted on. */
export const regionOf = (said: Lookup): string | undefined =>
  [accountOf(said), said.text('ct.region', 'cloudprovider.region')].filter((part) => part !== undefined).join('/') ||
  undefined;

const named = ['s3.uri', 's3.bucket', 'ec2.name', 'ct.resource', ...requested];
const namedByGoogle = ['gcp.storage.bucket', labelled('bucket_name'), labelled('database_id'), 'gcp.resourcename'];

/** What was acted on in the cloud, in one text. */
export const cloudObjectOf = (said: Lookup): string | undefined =>
  said.text(...named, 'github.repo', 'okta.target.user.name') ?? said.text(...namedByGoogle);

interface Audited {
  readonly kind: string;
  readonly name: string | undefined;
}

/** The object of Kubernetes that a call of its API was about. */
export function auditedIn(said: Lookup): Audited | undefined {
  const kind = said.text('ka.target.resource');
  const name = said.text('ka.target.name', 'ka.resp.name', 'ka.req.configmap.name', 'ka.target.pod.name');
  return kind === undefined && name === undefined ? undefined : { kind: kind ?? '', name };
}

/** A list of what a call touched, as one text. */
const touched = (said: Lookup): string | undefined =>
  /arn:aws[\w-]*:[\w-]+:[\w-]*:\d*:[^\s"',\]}]+/.exec(said.text('ct.resources') ?? '')?.[0];

function resourceOf(said: Lookup): Cloud['resource'] {
  const audited = auditedIn(said);
  if (audited !== undefined) {
    const name = said.take('ka.target.name', 'ka.resp.name', 'ka.req.configmap.name', 'ka.target.pod.name');
    return defined({ type: said.take('ka.target.resource'), name });
  }
  // Sysdig labels the machine with its instance too.
  const text = said.take(...named, ...namedByGoogle) ?? said.take('aws.instanceid', 'gcp.instanceid');
  const arn = touched(said);
  if (text === undefined) return placed({ uid: arn });
  const uid = /^(?:arn:|i-[0-9a-f]{8,}$)/.test(text) ? { uid: text } : defined({ uid: arn, name: text });
  return defined({ ...uid, type: said.take('gcp.resourcetype', 'json.value[/resource/type]') });
}

/** https://falco.org/docs/concepts/event-sources/plugins/registered-plugins/ */
const providers = new Map([
  ['aws_cloudtrail', 'aws'],
  ['gcp_auditlog', 'gcp'],
  ['azure_platformlogs', 'azure'],
]);

/** The cloud in which it happened; `source` is the event source. */
export function cloudOf(said: Lookup, source = ''): Cloud | undefined {
  const account = said.take(...accounts) ?? accountOf(said) ?? said.take('aws.accountid', 'azure.subscriptionid');
  return placed({
    provider: providers.get(source) ?? said.take('cloudprovider.name', 'cloudprovider'),
    account,
    region: said.take(...regions),
    resource: resourceOf(said),
  });
}
