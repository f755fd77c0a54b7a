import type { Detection, DraftActor, DraftTarget } from '../../../../domain/detection.ts';
import { defined, type Fields, isFields, listOf, textOf } from '../../../../domain/values/json-fields.ts';
import { jsonIn } from '../../body/payload.ts';
import { type Dig, dig } from '../../field-reader.ts';

// Entities of Sentinel (`kind`, or `Type` in an alert: https://learn.microsoft.com/azure/sentinel/entities-reference) and
// evidence of Defender XDR (`@odata.type`: https://learn.microsoft.com/graph/api/resources/security-alertevidence).

/** A list of objects, also as JSON text. */
export const objectsIn = (value: unknown): readonly Fields[] => listOf(jsonIn(value) ?? value).filter(isFields);

const kindOf = (object: Fields): string =>
  (textOf(object['@odata.type']) ?? dig(object).text('kind', 'type', 'entityType') ?? '')
    .toLowerCase()
    .replace(/^.*\./, '')
    .replace(/evidence$/, '');

interface Entity {
  readonly kind: string;
  readonly said: Dig;
}

const entitiesOf = (objects: readonly Fields[]): readonly Entity[] =>
  objects.map((object) => {
    const { properties } = object;
    return { kind: kindOf(object), said: dig(isFields(properties) ? { ...object, ...properties } : object) };
  });

/** The first entity of some kinds that names something. */
function first(entities: readonly Entity[], kinds: RegExp, ...paths: readonly string[]): string | undefined {
  for (const { kind, said } of entities) {
    const text = kinds.test(kind) ? said.text(...paths) : undefined;
    if (text !== undefined) return text;
  }
  return undefined;
}

/** A file with its folder, which Defender names apart. */
function fileIn(entities: readonly Entity[], kinds: RegExp, place: string): string | undefined {
  const folder = first(entities, kinds, `${place}.filePath`);
  const name = first(entities, kinds, `${place}.fileName`, 'processName', 'fileName', 'name');
  if (folder === undefined || name === undefined || folder.endsWith(name)) return folder ?? name;
  return `${folder.replace(/[\\/]$/, '')}${folder.includes('/') ? '/' : '\\'}${name}`;
}

const userOf = (entities: readonly Entity[]): string | undefined =>
  first(
    entities,
    /^(?:account|user|mailbox|securityprincipal)$/,
    'userAccount.userPrincipalName',
    'userAccount.accountName',
    'userPrincipalName',
    'additionalData.UserPrincipalName',
    'upn',
    'primaryAddress',
    'accountName',
    'name',
    'displayName',
  );

/** Who did it, as far as the entities tell. */
export const actorIn = (objects: readonly Fields[]): DraftActor => {
  const entities = entitiesOf(objects);
  return defined({
    ip: first(entities, /^ip/, 'ipAddress', 'address'),
    country: first(entities, /^ip/, 'countryLetterCode', 'location.countryCode', 'location.countryName'),
    user: userOf(entities),
    process: fileIn(entities, /^process$/, 'imageFile'),
  });
};

const resourcePaths = [
  'resourceId',
  'azureResourceId',
  'fullResourceName',
  'amazonResourceId',
  'resourceName',
] as const;

/** What it was done to. */
export const targetIn = (objects: readonly Fields[]): DraftTarget => {
  const entities = entitiesOf(objects);
  const host = first(
    entities,
    /^(?:host|device|machine)$/,
    'deviceDnsName',
    'computerDnsName',
    'hostName',
    'netBiosName',
  );
  const resource = first(entities, /resource$/, ...resourcePaths);
  const app = first(entities, /application/, 'displayName', 'appName', 'name');
  const file = fileIn(entities, /^file$/, 'fileDetails');
  const found = [
    ['host', host],
    ['resource', resource],
    ['application', app],
    ['account', userOf(entities)],
    ['file', file],
  ].find(([, text]) => text !== undefined);
  return defined({
    kind: found?.[0] ?? 'unknown',
    url: first(entities, /^url$/, 'url'),
    host,
    cluster: first(entities, /kubernetescluster$/, 'name', 'cloudResource.resourceName'),
    namespace: first(entities, /kubernetesnamespace$/, 'name'),
    pod: first(entities, /kubernetespod$/, 'name'),
    container: first(entities, /^container$/, 'name'),
    image: first(entities, /containerimage$/, 'imageId'),
    resource: resource ?? app ?? file,
  });
};

/** Command lines that the entities name: what an analyst looks at first. */
export const commandsIn = (objects: readonly Fields[], at: string | undefined): Detection['evidence'] =>
  entitiesOf(objects)
    .flatMap(({ said }) => said.text('processCommandLine', 'commandLine') ?? [])
    .slice(0, 16)
    .map((content) => defined({ at, kind: 'command', content }));

/** What was done about a file or process: `prevented` before it could act, or only seen. */
export function actionIn(objects: readonly Fields[], taken: string | undefined): Detection['action'] {
  const said = entitiesOf(objects).flatMap(({ said: it }) => [
    it.text('detectionStatus') ?? '',
    it.text('remediationStatus') ?? '',
  ]);
  const words = [taken ?? '', ...said].map((word) => word.trim().toLowerCase());
  if (words.some((word) => /^(?:prevented|blocked)$/.test(word))) return 'blocked';
  return words.some((word) => /^(?:detected|allowed)$/.test(word)) ? 'observed' : 'unknown';
}
