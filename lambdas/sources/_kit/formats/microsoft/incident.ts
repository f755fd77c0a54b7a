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
import type { Received } from '../../define-source.ts';
import { detected, linkIn, severityIn, timeIn } from '../../detected.ts';
import { type Dig, dig } from '../../field-reader.ts';
import { headline } from '../../headline.ts';
import { identified } from '../../identified.ts';
import { takeTags } from '../../taken-tags.ts';
import { momentIn } from '../../typed-places.ts';
import { countIn } from '../../typed-values.ts';
import { actionIn, commandsIn, type Entity, entitiesAt, liftTaken, objectsIn } from './entities.ts';
import { inWorkspace, placesIn, thingOf } from './places.ts';
import { placeOf } from './security-alert.ts';

// An incident: as the trigger of a playbook gives it (`object.properties`), as an ARM object (`properties`), as Graph and
// the Defender API list it. https://learn.microsoft.com/azure/sentinel/playbook-triggers-actions

/** The prefixes under which an incident's own fields may stand. */
const places = ['object.properties.', 'properties.', ''] as const;

const own = (...names: readonly string[]): string[] => places.flatMap((place) => names.map((name) => place + name));

const titles = own('title', 'incidentName', 'displayName');
const numbers = own('incidentNumber', 'incidentId', 'providerIncidentId');
const statuses = own('status');
const updates = own('lastModifiedTimeUtc', 'lastUpdateDateTime', 'lastUpdateTime');

/** What an alert of Defender has, which may name its incident besides. */
const alertMarks = [
  'alertWebUrl',
  'providerAlertId',
  'serviceSource',
  'detectionSource',
  'machineId',
  'systemAlertId',
] as const;

const incidentMarks = own(
  'incidentNumber',
  'incidentWebUrl',
  'incidentUrl',
  'incidentUri',
  'incidentName',
  'redirectIncidentId',
);

/** Whether an object is an incident; one that lists its alerts under `alerts` may be told by them instead. */
export function isIncident(record: Fields): boolean {
  const said = dig(record);
  if (said.text(...titles) === undefined) return false;
  const isTrigger = isFields(record['object']) && isFields(record['object']['properties']);
  const type = textOf(record['@odata.type']) ?? said.text('objectSchemaType', 'object.type', 'type') ?? '';
  if (isTrigger || /incidents?$/i.test(type)) return true;
  return said.text(...alertMarks) === undefined && said.text(...incidentMarks) !== undefined;
}

const stateOf = (said: Dig): Detection['state'] =>
  /^(?:closed|resolved|redirected)$/i.test(said.text(...statuses)?.trim() ?? '') ? 'resolved' : 'open';

/** The entities of the incident, then those of its alerts. */
function entitiesOf(record: Fields, said: Dig): readonly Entity[] {
  const alerts = own('alerts').map((path) => [path, objectsIn(said.value(path)).length] as const);
  const lists = alerts.flatMap(([path, count]) =>
    Array.from({ length: count }, (_, i) => inAlert.map((name) => `${path}.${i}.${name}`)).flat(),
  );
  return entitiesAt(record, ...own('relatedEntities', 'entities'), ...lists);
}

const inAlert = ['properties.entities', 'entities', 'evidence', 'devices'] as const;

/** Labels of Sentinel are objects, tags of Defender are texts. */
const tagsOf = (said: Dig): string | undefined => {
  const names = objectsIn(said.value(...own('labels'))).flatMap((label) => dig(label).text('labelName') ?? []);
  return names.length > 0 ? names.join(', ') : said.take('customTags', 'systemTags');
};

const labelsOf = (said: Dig) => ({
  tags: tagsOf(said),
  status: said.take(...statuses),
  number: said.take(...numbers),
  workspace: said.take('workspaceInfo.WorkspaceName'),
  event: said.take('objectEventType'),
  provider: said.take(...own('providerName')),
  products: said.take(...own('additionalData.alertProductNames')),
  tactics: said.take(...own('additionalData.tactics')),
  classification: said.take(...own('classification')),
  owner: said.take(...own('owner.userPrincipalName', 'owner.email', 'owner.assignedTo', 'assignedTo')),
});

const rulesOf = (said: Dig): string => said.text(...own('relatedAnalyticRuleIds.0'))?.replace(/^.*\//, '') ?? '';

const techniques = own('additionalData.techniques', 'techniques', 'additionalData.tactics', 'tactics');
const ofAlert = [
  ...['properties.techniques', 'mitreTechniques', 'techniques', 'properties.additionalData.Techniques'],
  ...['properties.tactics', 'tactics', 'category'],
];

function attackOf(said: Dig): Detection['attack'] {
  const ofAlerts = objectsIn(said.value(...own('alerts'))).map((alert) => {
    const { value } = dig(alert);
    return ofAlert.map((path) => value(path));
  });
  const attack = attacks(
    Object.values(factsOf({ list: [...techniques.map((path) => said.value(path)), ...ofAlerts] })),
  );
  takeTags(said, attack, ...techniques);
  return attack;
}

const firstTimes = own('firstActivityTimeUtc', 'firstActivityTime', 'createdTimeUtc', 'createdDateTime', 'createdTime');

/** `Active` of Sentinel is what somebody works on; of Defender it is what is not closed. */
function statusOf(said: Dig): 'in_progress' | undefined {
  const status = said.text(...statuses)?.trim() ?? '';
  const isSentinel = said.text(...own('incidentNumber')) !== undefined;
  return /^in_?progress$/i.test(status) || (isSentinel && /^active$/i.test(status)) ? 'in_progress' : undefined;
}

const findingOf = (said: Dig): Detection['finding'] =>
  defined({
    vendorUid: said.take('object.name', 'name', 'object.id', 'id', ...numbers),
    firstSeenAt: momentIn(said, ...firstTimes),
    lastSeenAt: momentIn(said, ...own('lastActivityTimeUtc', 'lastActivityTime')),
    count: countIn(said, ...own('additionalData.alertsCount')),
    status: statusOf(said),
  });

/** One incident. Its alerts stay in it: the vendor has already put together what belongs together. */
export function incident(record: Fields, around: Fields, received: Received): Detection {
  const said = dig(record);
  const type = said.take(...titles) ?? 'Microsoft incident';
  const entities = entitiesOf(record, said);
  const occurredAt = timeIn(said, ...own('firstActivityTimeUtc', 'createdTimeUtc', 'createdDateTime', 'createdTime'));
  const evidence = commandsIn(entities, occurredAt);
  const places = inWorkspace(placesIn(entities), said, 'workspaceInfo.SubscriptionId');
  liftTaken(entities, said);
  const { actor, target } = places;
  const number = said.text(...numbers);
  const status = said.text(...statuses);
  const finding = findingOf(said);
  const title = headline(type, { on: target.host ?? thingOf(places), by: actor.user, from: actor.ip });
  const place = [said.text('workspaceId') ?? '', rulesOf(said)];
  return detected(
    {
      identity: identified(
        { id: finding?.vendorUid, update: [said.text(...updates), status], record, occurredAt },
        received,
      ),
      problem: ['incident', type, exactly(...place), placeOf(places)],
      record,
      type,
      finding,
      title: number === undefined ? title : `${title} (incident ${number})`,
      description: said.take(...own('description', 'summary')),
      ...severityIn(said, own('severity'), 'medium'),
      state: stateOf(said),
      action: actionIn(entities, undefined),
      occurredAt,
      ...places,
      attack: attackOf(said),
      evidence,
      labels: labelsOf(said),
      url: linkIn(said, ...own('incidentUrl', 'incidentWebUrl', 'incidentUri')),
      facts: mergeFacts(factsBut(record, said), factsOf(around)),
    },
    received,
  );
}
