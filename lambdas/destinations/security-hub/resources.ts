import type { Alert } from '../../domain/alert.ts';
import { arnIn, resourceTypeOf } from './resource-types.ts';
import { bounded, line, lineOrNone, type Pairs } from './texts.ts';

// https://docs.aws.amazon.com/securityhub/1.0/APIReference/API_Resource.html. A file or the path of a URL is no resource:
// who attacks writes them, and would choose the resource that the finding is about.

const ID_MAX = 512;
const NAME_MAX = 256;
const partitions = new Set(['aws', 'aws-cn', 'aws-us-gov']);
const region = /^[a-z]{2}(?:-[a-z]+)+-\d{1,2}$/;

/** Where the finding itself is. */
export interface Home {
  readonly partition: string;
  readonly region: string;
}

export interface Resource {
  readonly Type: string;
  readonly Id: string;
  readonly Partition: string;
  readonly Region: string;
  readonly Details?: Readonly<Record<string, Readonly<Record<string, string>>>>;
}

interface Described {
  readonly type: string;
  readonly id: string | undefined;
  readonly details?: Readonly<Record<string, Readonly<Record<string, string>>>> | undefined;
}

const isFilled = (text: string | undefined): text is string => text !== undefined && text !== '';

const other = (pairs: Pairs) => {
  const texts = bounded(pairs);
  return Object.keys(texts).length === 0 ? undefined : { Other: texts };
};

/** Details that have fields of their own, without those that are not known. */
function own(name: string, pairs: Readonly<Record<string, string | undefined>>) {
  const entries = Object.entries(pairs).flatMap(([key, text]): [string, string][] => {
    const seen = lineOrNone(text, NAME_MAX);
    return seen === undefined ? [] : [[key, seen]];
  });
  return entries.length === 0 ? undefined : { [name]: Object.fromEntries(entries) };
}

/** A name without a uid is one of a cloud only beside a provider or a type. */
function cloudResource({ cloud }: Alert): Described | undefined {
  const { uid, type, name } = cloud?.resource ?? {};
  const isNamed = isFilled(name) && (isFilled(cloud?.provider) || isFilled(type));
  if (!isFilled(uid) && !isNamed) return undefined;
  const known = resourceTypeOf(uid, type);
  const described = [
    ['provider', cloud?.provider],
    ['account', cloud?.account],
    ['type', type],
    ['name', name],
  ] as const;
  return { type: known, id: uid || name, details: known === 'Other' ? other(described) : undefined };
}

/** The account is the resource where nothing in it is named. */
function accountResource(alert: Alert): Described | undefined {
  const account = alert.cloud?.account;
  const isBare = /^\d{12}$/.test(account ?? '') && cloudResource(alert) === undefined;
  return isBare ? { type: 'AwsAccount', id: `AWS::::Account:${account}` } : undefined;
}

/** A bare name is one only where nothing better is known. */
function namedResource({ cloud, target }: Alert): Described | undefined {
  const id = cloud?.resource?.name;
  return isFilled(id) ? { type: 'Other', id, details: other([['kind', target.kind]]) } : undefined;
}

/** Names of Kubernetes are unique below those of what they are in. */
const pathOf = (...names: readonly (string | undefined)[]): string => names.filter(isFilled).join('/');

function containerResource({ container, kubernetes }: Alert): Described | undefined {
  const { id, name, image } = container ?? {};
  const { cluster, namespace, pod } = kubernetes ?? {};
  if (!isFilled(id) && !isFilled(name) && !isFilled(image)) return undefined;
  const path = isFilled(name) ? pathOf(cluster, namespace, pod, name) : image;
  return { type: 'Container', id: id || path, details: own('Container', { Name: name, ImageName: image }) };
}

function workloadResource({ kubernetes }: Alert): Described | undefined {
  const { cluster, namespace, workload, pod, node } = kubernetes ?? {};
  const id = pathOf(cluster, namespace, pod || workload);
  return id === '' ? undefined : { type: 'Other', id, details: other(Object.entries({ ...kubernetes, node })) };
}

function machineResource({ target: { host, ip } }: Alert): Described | undefined {
  if (!isFilled(host) && !isFilled(ip)) return undefined;
  return { type: resourceTypeOf(host, undefined), id: host || ip, details: other(Object.entries({ host, ip })) };
}

/** A service by its domain, or by where its URL begins. */
function serviceResource({ target: { domain, url, kind } }: Alert): Described | undefined {
  const origin = URL.parse(url ?? '')?.host;
  const id = domain || origin;
  return isFilled(id) ? { type: 'Other', id, details: other([['kind', kind]]) } : undefined;
}

function codeResource({ code }: Alert): Described | undefined {
  const { repository } = code ?? {};
  if (!isFilled(repository)) return undefined;
  return { type: 'CodeRepository', id: repository, details: own('CodeRepository', { ProjectName: repository }) };
}

const makers = [
  cloudResource,
  accountResource,
  containerResource,
  workloadResource,
  machineResource,
  serviceResource,
  codeResource,
  namedResource,
] as const;

function finished({ type, id, details }: Described, home: Home, cloudRegion: string | undefined): Resource {
  const arn = arnIn(id);
  const regionOf = [arn?.region, type.startsWith('Aws') ? cloudRegion : undefined].find((one) =>
    region.test(one ?? ''),
  );
  return {
    Type: type,
    Id: line(id, ID_MAX, 'not stated'),
    Partition: arn !== undefined && partitions.has(arn.partition) ? arn.partition : home.partition,
    Region: regionOf !== undefined && regionOf.length <= 16 ? regionOf : home.region,
    ...(details === undefined ? {} : { Details: details }),
  };
}

/** What the finding is about, the most exact first; the source where nothing is known. */
export function resourcesOf(alert: Alert, home: Home): Resource[] {
  const all = makers.flatMap((make) => make(alert) ?? []);
  const none: Described = { type: 'Other', id: alert.source, details: other([['kind', alert.target.kind]]) };
  const ids = new Set<string>();
  return (all.length === 0 ? [none] : all)
    .map((each) => finished(each, home, alert.cloud?.region))
    .filter(({ Id }) => !ids.has(Id) && ids.add(Id));
}
