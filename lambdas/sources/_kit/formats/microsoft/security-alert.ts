import type { Detection } from '../../../../domain/detection.ts';
import { exactly } from '../../../../domain/fingerprint.ts';
import {
  defined,
  type Fields,
  factsBut,
  factsOf,
  isFields,
  mergeFacts,
  textOf,
} from '../../../../domain/values/json-fields.ts';
import { attacks } from '../../attack.ts';
import { jsonIn } from '../../body/payload.ts';
import type { Received } from '../../define-source.ts';
import { detected, linkIn, severityIn, timeIn } from '../../detected.ts';
import { type Dig, dig } from '../../field-reader.ts';
import { headline } from '../../headline.ts';
import { identified } from '../../identified.ts';
import { takeTags } from '../../taken-tags.ts';
import { momentIn } from '../../typed-places.ts';
import { scoreIn, takeRepeats } from '../../typed-values.ts';
import {
  actionIn,
  commandsIn,
  type Entity,
  entitiesAt,
  entityItself,
  entityNamed,
  firstOf,
  liftTaken,
} from './entities.ts';
import { inWorkspace, type Places, placesIn, thingOf } from './places.ts';
import { eventsIn, extendedProcess } from './programs.ts';

// One alert of Defender XDR (Graph `alerts_v2`, the API of Defender for Endpoint), of Defender for Cloud or of Sentinel
// (`SystemAlertId`), in any of their spellings.

const names = ['title', 'alertDisplayName', 'displayName', 'alertName', 'alertTitle'] as const;
const ids = ['systemAlertId', 'alertId', 'providerAlertId', 'vendorOriginalId'] as const;

/** A row of the streaming API has the name of its table where an alert has its category. */
function untabled(rest: Fields): Fields {
  const { category, ...others } = rest;
  return /^AdvancedHunting-/.test(textOf(category) ?? '') ? { ...others, streamTable: category } : rest;
}

/** The fields of an ARM object beside its id, and JSON in texts opened up. */
function flat(record: Fields): Fields {
  const { properties, ...rest } = record;
  const all = isFields(properties) ? { ...properties, ...untabled(rest) } : record;
  return Object.fromEntries(Object.entries(all).map(([key, value]) => [key, jsonIn(value) ?? value]));
}

/** Whether an object is such an alert. */
export function isSecurityAlert(record: Fields): boolean {
  const said = dig(flat(record));
  const hasName = said.text(...names) !== undefined;
  if (said.text(...ids) !== undefined) return hasName || said.text('severity', 'alertSeverity') !== undefined;
  const marks = ['serviceSource', 'detectionSource', 'alertWebUrl', 'alertCreationTime', 'machineId', 'determination'];
  return hasName && said.text('severity', 'alertSeverity') !== undefined && said.text('id', ...marks) !== undefined;
}

const statuses = ['status', 'alertStatus', 'state'] as const;

const stateOf = (said: Dig): Detection['state'] =>
  /^(?:resolved|dismissed|closed)$/i.test(said.text(...statuses)?.trim() ?? '') ? 'resolved' : 'open';

const entityLists = ['evidence', 'entities', 'relatedEntities'] as const;

/** `CompromisedEntity` is a machine, an account, or a resource of Azure: by its id or by the last part of that. */
function compromised(name: string, resource: string | undefined): Entity {
  if (name.startsWith('/')) return entityNamed('azure-resource', { resourceId: name });
  if (name.includes('@')) return entityNamed('account', { accountName: name });
  const isResource = resource?.endsWith(`/${name}`) === true && !/\/Microsoft\.Compute\//i.test(resource);
  return isResource ? entityNamed('azure-resource', { resourceName: name }) : entityNamed('host', { hostName: name });
}

const machines = [
  'computerDnsName',
  'devices.0.deviceDnsName',
  'hostStates.0.fqdn',
  'hostStates.0.netBiosName',
  'deviceName',
] as const;
const users = [
  'relatedUser.userName',
  'extendedProperties.account',
  'extendedProperties.user name',
  'userStates.0.userPrincipalName',
  'userStates.0.accountName',
  'accountUpn',
  'accountName',
] as const;

/** A row of the table of entities: an alert has many. */
const isRow = (said: Dig): boolean => said.text('entityType') !== undefined;

/** The entities, then what Defender for Endpoint, Defender for Cloud and the first security API of Graph name beside them. */
function entitiesOf(fields: Fields, said: Dig): readonly Entity[] {
  const listed = [...entitiesAt(fields, ...entityLists, 'resourceIdentifiers')];
  const row = isRow(said) ? [entityItself(fields)] : [];
  const [machine, user] = [said.text(...machines), said.text(...users)];
  const entity = said.text('compromisedEntity');
  const resource = firstOf(listed, /resource$/, 'resourceId', 'azureResourceId');
  return [
    ...listed,
    ...row,
    ...(machine === undefined ? [] : [entityNamed('host', { hostName: machine })]),
    ...(user === undefined ? [] : [entityNamed('account', { accountName: user })]),
    ...(entity === undefined ? [] : [compromised(entity, resource)]),
  ];
}

/** What entities gave to places leaves the facts; so do the names beside them that a place shows. */
function takePlaced(said: Dig, { target, actor, cloud }: Places, entities: readonly Entity[]): void {
  liftTaken(entities, said);
  for (const shown of [target.host, target.user, actor.user, cloud?.resource?.uid, cloud?.resource?.name])
    takeRepeats(said, shown, ...machines, ...users, 'compromisedEntity');
}

/** A row of advanced hunting has its table as `category`, and its own `Category`. */
const categories = ['Category', 'intent'] as const;

const labelsOf = (said: Dig) => ({
  category: said.take(...categories),
  status: said.take(...statuses),
  service: said.take('serviceSource', 'productName', 'detectionSource', 'providerName'),
  classification: said.take('classification'),
  determination: said.take('determination'),
  incident: said.take('incidentId'),
  tenant: said.take('tenantId'),
  tags: said.take('customTags', 'systemTags'),
});

const firstActivity = [
  'firstActivityDateTime',
  'eventDateTime',
  'startTimeUtc',
  'firstEventTime',
  'firstActivity',
  'startTime',
] as const;
const created = [
  'createdDateTime',
  'alertCreationTime',
  'timeGenerated',
  'timeGeneratedUtc',
  'creationTime',
  'timestamp',
  'time',
] as const;
/** A row of the streaming API has no time of its update: it is written anew. */
const updates = [
  'lastUpdateDateTime',
  'lastModifiedDateTime',
  'lastUpdateTime',
  'lastUpdatedTime',
  'processingEndTime',
  'processingEndTimeUtc',
  'timestamp',
  'time',
] as const;

function remediationOf(said: Dig): Pick<Detection, 'remediation'> {
  const text = said.take('recommendedActions', 'recommendedAction', 'remediationSteps', 'remediation');
  return text === undefined ? {} : { remediation: { steps: [{ text }] } };
}

const tags = ['mitreTechniques', 'techniques', 'subTechniques', 'attackTechniques', 'tactics', ...categories];

/** `T1059.001` and the like, and tactics, wherever they stand in the fields that name them. */
function attackOf(said: Dig): Detection['attack'] {
  const texts = Object.values(factsOf({ list: tags.map((name) => said.value(name)) }));
  const attack = attacks(texts.flatMap((text) => text.split(/,\s*/)));
  takeTags(said, attack, ...tags);
  return attack;
}

/** What tells two problems of one kind apart. */
export function placeOf(places: Places): string {
  const { target, actor } = places;
  return exactly(...[target.host, thingOf(places), actor.user, actor.ip].map((part) => part ?? ''));
}

const lastActivity = ['lastActivityDateTime', 'endTimeUtc', 'lastEventTime', 'lastActivity', 'endTime'] as const;

const findingOf = (said: Dig): Detection['finding'] =>
  defined({
    vendorUid: said.take(...ids, 'id'),
    firstSeenAt: momentIn(said, ...firstActivity, ...created),
    lastSeenAt: momentIn(said, ...lastActivity),
    count: eventsIn(said),
    status: /^in_?progress$/i.test(said.text(...statuses)?.trim() ?? '') ? ('in_progress' as const) : undefined,
  });

/** Data that left is an exposure. */
const classOf = (said: Dig): Detection['class'] =>
  /dataLossPrevention/i.test(said.text('serviceSource') ?? '') ? 'exposure' : 'threat';

/** A score from 0 to 1, which stays among the facts as it was. */
const confidenceOf = ({ text }: Dig): number | undefined => scoreIn({ text, take: text }, ['confidenceScore'], 1);

/** One alert; `around` is what stood beside it, such as its incident. */
export function securityAlert(record: Fields, around: Fields, received: Received): Detection {
  const fields = flat(record);
  const said = dig(fields);
  const type = said.take(...names) ?? 'Microsoft alert';
  const entities = entitiesOf(fields, said);
  const occurredAt = timeIn(said, ...firstActivity, ...created);
  const evidence = commandsIn(entities, occurredAt);
  const places = inWorkspace(placesIn(entities, extendedProcess(said)), said, 'workspaceSubscriptionId');
  const { actor, target } = places;
  const action = actionIn(entities, said.text('extendedProperties.actionTaken', 'extendedProperties.action taken'));
  takePlaced(said, places, entities);
  const update = [said.text(...updates), said.text(...statuses)];
  const finding = findingOf(said);
  const on = target.host ?? places.cloud?.resource?.name;
  const what = on === undefined ? (thingOf(places) ?? target.url) : undefined;
  takeRepeats(said, finding?.vendorUid, 'id', ...ids);
  takeRepeats(said, type, ...names);
  return detected(
    {
      identity: identified({ id: isRow(said) ? undefined : finding?.vendorUid, update, record, occurredAt }, received),
      problem: [type, placeOf(places)],
      record,
      class: classOf(said),
      type,
      rule: defined({ category: said.text(...categories) }),
      finding,
      title: headline(type, { what, on, by: actor.user, from: actor.ip, action }),
      description: said.take('description', 'alertDescription'),
      ...severityIn(said, ['severity', 'alertSeverity', 'effectiveSeverity'], 'medium'),
      confidence: confidenceOf(said),
      state: stateOf(said),
      action,
      occurredAt,
      ...places,
      attack: attackOf(said),
      ...remediationOf(said),
      evidence,
      labels: labelsOf(said),
      url: linkIn(said, 'alertWebUrl', 'alertLink', 'alertUri', 'incidentWebUrl'),
      facts: mergeFacts(factsBut(fields, said), factsOf(around)),
    },
    received,
  );
}
