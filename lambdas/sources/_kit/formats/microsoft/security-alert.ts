import type { Detection, DraftActor, DraftTarget } from '../../../../domain/detection.ts';
import { exactly } from '../../../../domain/fingerprint.ts';
import { type Fields, factsBut, factsOf, isFields, mergeFacts } from '../../../../domain/values/json-fields.ts';
import { attacks } from '../../attack.ts';
import { jsonIn } from '../../body/payload.ts';
import type { Received } from '../../define-source.ts';
import { detected, linkIn, severityIn, timeIn } from '../../detected.ts';
import { type Dig, dig } from '../../field-reader.ts';
import { headline } from '../../headline.ts';
import { identified } from '../../identified.ts';
import { actionIn, actorIn, commandsIn, objectsIn, targetIn } from './entities.ts';

// One alert of Defender XDR (Graph `alerts_v2`, the API of Defender for Endpoint), of Defender for Cloud or of Sentinel
// (`SystemAlertId`), in any of their spellings.

const names = ['title', 'alertDisplayName', 'displayName', 'alertName', 'alertTitle'] as const;
const ids = ['systemAlertId', 'alertId', 'providerAlertId', 'vendorOriginalId'] as const;

/** The fields of an ARM object beside its id, and JSON in texts opened up. */
function flat(record: Fields): Fields {
  const { properties, ...rest } = record;
  const all = isFields(properties) ? { ...properties, ...rest } : record;
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

/** `CompromisedEntity` is a machine, an account, or a resource of Azure. */
function compromised(name: string): Fields {
  if (name.startsWith('/')) return { type: 'azure-resource', resourceId: name };
  return name.includes('@') ? { type: 'account', accountName: name } : { type: 'host', hostName: name };
}

const machines = [
  'computerDnsName',
  'devices.0.deviceDnsName',
  'hostStates.0.fqdn',
  'hostStates.0.netBiosName',
] as const;
const users = [
  'relatedUser.userName',
  'extendedProperties.account',
  'extendedProperties.user name',
  'userStates.0.userPrincipalName',
  'userStates.0.accountName',
] as const;

/** The entities, then what Defender for Endpoint, Defender for Cloud and the first security API of Graph name beside them. */
const entitiesOf = (said: Dig): readonly Fields[] => {
  const entity = said.text('compromisedEntity', 'resourceIdentifiers.0.azureResourceId');
  const [machine, user] = [said.text(...machines), said.text(...users)];
  return [
    ...entityLists.flatMap((name) => objectsIn(said.value(name))),
    ...(machine === undefined ? [] : [{ type: 'host', hostName: machine }]),
    ...(user === undefined ? [] : [{ type: 'account', accountName: user }]),
    ...(entity === undefined ? [] : [compromised(entity)]),
  ];
};

const labelsOf = (said: Dig) => ({
  category: said.take('category', 'intent'),
  status: said.take(...statuses),
  service: said.take('serviceSource', 'productName', 'detectionSource', 'providerName'),
  classification: said.take('classification'),
  determination: said.take('determination'),
  incident: said.take('incidentId'),
  tenant: said.take('tenantId'),
});

const firstActivity = [
  'firstActivityDateTime',
  'eventDateTime',
  'startTimeUtc',
  'firstEventTime',
  'firstActivity',
  'startTime',
] as const;
const created = ['createdDateTime', 'alertCreationTime', 'timeGenerated', 'timeGeneratedUtc', 'creationTime'] as const;
const updates = [
  'lastUpdateDateTime',
  'lastModifiedDateTime',
  'lastUpdateTime',
  'lastUpdatedTime',
  'processingEndTime',
  'processingEndTimeUtc',
] as const;

function remediationOf(said: Dig): Pick<Detection, 'remediation'> {
  const text = said.take('recommendedActions', 'recommendedAction', 'remediationSteps', 'remediation');
  return text === undefined ? {} : { remediation: { steps: [{ text }] } };
}

/** `T1059.001` and the like wherever they stand in the fields that name techniques. */
const attackOf = (said: Dig): Detection['attack'] =>
  attacks(
    Object.values(
      factsOf({ list: [said.value('mitreTechniques'), said.value('techniques'), said.value('subTechniques')] }),
    ),
  );

/** What tells two problems of one kind apart. */
export const placeOf = ({ host, resource }: DraftTarget, { user, ip }: DraftActor): string =>
  exactly(...[host, resource, user, ip].map((part) => part ?? ''));

/** One alert; `around` is what stood beside it, such as its incident. */
export function securityAlert(record: Fields, around: Fields, received: Received): Detection {
  const fields = flat(record);
  const said = dig(fields);
  const type = said.text(...names) ?? 'Microsoft alert';
  const entities = entitiesOf(said);
  const [actor, target] = [actorIn(entities), targetIn(entities)];
  const action = actionIn(entities, said.text('extendedProperties.actionTaken', 'extendedProperties.action taken'));
  const occurredAt = timeIn(said, ...firstActivity, ...created);
  const update = [said.text(...updates), said.text(...statuses)];
  const what = target.host === undefined ? (target.resource ?? target.url) : undefined;
  return detected(
    {
      identity: identified({ id: said.text(...ids, 'id'), update, record, occurredAt }, received),
      problem: [type, placeOf(target, actor)],
      record,
      type,
      title: headline(type, { what, on: target.host, by: actor.user, from: actor.ip, action }),
      description: said.take('description', 'alertDescription'),
      ...severityIn(said, ['severity', 'alertSeverity', 'effectiveSeverity'], 'medium'),
      state: stateOf(said),
      action,
      occurredAt,
      actor,
      target,
      attack: attackOf(said),
      ...remediationOf(said),
      evidence: commandsIn(entities, occurredAt),
      labels: labelsOf(said),
      url: linkIn(said, 'alertWebUrl', 'alertLink', 'alertUri', 'incidentWebUrl'),
      facts: mergeFacts(factsBut(fields, said), factsOf(around)),
    },
    received,
  );
}
