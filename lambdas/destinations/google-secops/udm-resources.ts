import type { Alert } from '../../domain/alert.ts';
import { visible } from '../../domain/values/text.ts';
import { present } from '../_kit/formats/_kit/format.ts';
import type { Places } from '../_kit/formats/place-texts.ts';

/** https://docs.cloud.google.com/chronicle/docs/reference/udm-field-list#resource */
interface Resource {
  readonly name: string;
  readonly [field: string]: unknown;
}

const shown = (text: string | undefined): string | undefined => visible(text ?? '').trim() || undefined;

/** https://docs.cloud.google.com/chronicle/docs/reference/udm-field-list#cloudcloudenvironment */
const environments: readonly (readonly [RegExp, string])[] = [
  [/^(aws|amazon)/i, 'AMAZON_WEB_SERVICES'],
  [/^(azure|microsoft)/i, 'MICROSOFT_AZURE'],
  [/^(gcp|google)/i, 'GOOGLE_CLOUD_PLATFORM'],
];

/** The types of the providers that UDM has a word for. */
const types: readonly (readonly [RegExp, string])[] = [
  [/bucket/i, 'STORAGE_BUCKET'],
  [/cluster/i, 'CLUSTER'],
  [/function|lambda/i, 'FUNCTION'],
  [/instance|virtualmachine|virtual_machine/i, 'VIRTUAL_MACHINE'],
  [/accesskey|secret|credential/i, 'CREDENTIAL'],
  [/serviceaccount|service_account/i, 'SERVICE_ACCOUNT'],
  [/database|rds/i, 'DATABASE'],
  [/repository/i, 'REPOSITORY'],
];

const wordFor = (table: readonly (readonly [RegExp, string])[], text: string | undefined): string | undefined =>
  table.find(([pattern]) => text !== undefined && pattern.test(text))?.[1];

function cloudResource({ cloud }: Alert, places: Places): Resource[] {
  const uid = shown(places.text('cloud.resource.uid'));
  const name = shown(places.text('cloud.resource.name')) ?? uid;
  if (name === undefined) return [];
  const type = shown(places.text('cloud.resource.type'));
  const environment = wordFor(environments, cloud?.provider);
  if (environment !== undefined) places.text('cloud.provider');
  return [
    {
      name,
      ...present({
        productObjectId: uid,
        resourceType: wordFor(types, type),
        resourceSubtype: type,
        attribute: environment === undefined ? undefined : { cloud: { environment } },
      }),
    },
  ];
}

function containerResource(places: Places): Resource[] {
  const id = shown(places.text('container.id'));
  const name = shown(places.text('container.name')) ?? id;
  return name === undefined ? [] : [{ name, resourceType: 'CONTAINER', ...present({ productObjectId: id }) }];
}

/** From the innermost thing outwards; a subtype says what UDM has no type for. */
const named = [
  ['container.image', 'IMAGE', 'image'],
  ['kubernetes.pod', 'POD', 'pod'],
  ['kubernetes.workload', undefined, 'workload'],
  ['kubernetes.namespace', undefined, 'namespace'],
  ['kubernetes.node', 'VIRTUAL_MACHINE', 'node'],
  ['kubernetes.cluster', 'CLUSTER', 'cluster'],
  ['code.repository', 'REPOSITORY', 'repository'],
  ['cloud.account', 'CLOUD_PROJECT', 'account'],
] as const;

function namedResources(places: Places): Resource[] {
  return named.flatMap(([path, type, subtype]) => {
    const name = shown(places.text(path));
    return name === undefined ? [] : [{ name, resourceSubtype: subtype, ...present({ resourceType: type }) }];
  });
}

/** The innermost thing that is named, and what it lies in. */
export function resourceOf(alert: Alert, places: Places) {
  const [resource, ...ancestors] = [
    ...containerResource(places),
    ...cloudResource(alert, places),
    ...namedResources(places),
  ];
  return present({ resource, resourceAncestors: ancestors });
}
