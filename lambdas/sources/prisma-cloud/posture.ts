import type { Remediation } from '../../domain/alert.ts';
import type { Detection } from '../../domain/detection.ts';
import { exactly } from '../../domain/fingerprint.ts';
import { defined, type Fields, factsBut, factsOf, mergeFacts } from '../../domain/values/json-fields.ts';
import { wordTable } from '../../domain/values/word-table.ts';
import { attacks } from '../_kit/attack.ts';
import type { Received } from '../_kit/define-source.ts';
import { detected, linkIn, severityIn, timeIn } from '../_kit/detected.ts';
import { type Dig, dig } from '../_kit/field-reader.ts';
import { headline } from '../_kit/headline.ts';
import { identified } from '../_kit/identified.ts';
import { addressIn, momentIn, placed } from '../_kit/typed-places.ts';

// https://docs.prismacloud.io/en/enterprise-edition/content-collections/alerts/alert-payload; the same nested as the API has it.

const ids = ['alertId', 'id'] as const;
const policies = ['policyName', 'policy.name'] as const;

/** Whether an object is an alert of a cloud policy. */
export function isPosture(fields: Fields): boolean {
  const said = dig(fields);
  const isAbout =
    said.text('policyId', 'policy.policyId', 'resourceId', 'resource.id', 'resourceName', 'alertStatus') !== undefined;
  return said.text('alertId') !== undefined || (said.text(...policies) !== undefined && isAbout);
}

const statuses = ['alertStatus', 'status'] as const;

const wordsOf = (said: Dig): readonly (string | undefined)[] => [
  said.text(...statuses),
  said.text('notificationType')?.replace(/^.*\./, ''),
];

const isAny = (said: Dig, pattern: RegExp): boolean => wordsOf(said).some((word) => pattern.test(word?.trim() ?? ''));

const stateOf = (said: Dig): Detection['state'] => (isAny(said, /^resolved$/i) ? 'resolved' : 'open');

/** Who dismisses or snoozes an alert leaves the resource as it is. */
const statusOf = (said: Dig): 'suppressed' | undefined =>
  isAny(said, /^(?:dismissed|snoozed)$/i) ? 'suppressed' : undefined;

const byType: Readonly<Record<string, Detection['class']>> = wordTable({
  audit_event: 'threat',
  anomaly: 'threat',
  data: 'exposure',
  workload_vulnerability: 'vulnerability',
  workload_incident: 'threat',
});

/** https://docs.prismacloud.io/en/enterprise-edition/content-collections/governance/prisma-cloud-policies */
const classOf = (said: Dig): Detection['class'] =>
  byType[said.text(...policyTypes)?.toLowerCase() ?? ''] ?? 'compliance';

const findingOf = (said: Dig): Detection['finding'] =>
  defined({
    vendorUid: said.take(...ids),
    firstSeenAt: momentIn(said, 'firstSeen'),
    lastSeenAt: momentIn(said, 'lastSeen'),
    status: statusOf(said),
  });

const policyTypes = ['policyType', 'policy.policyType'] as const;
const regions = ['resourceRegionId', 'resource.regionId', 'resourceRegion', 'resource.region'] as const;
const isMachine = /^(?:instance|vm|virtual_machine|host)$/i;

const placesOf = (said: Dig): Pick<Detection, 'actor' | 'target' | 'cloud'> => ({
  actor: defined({
    ip: addressIn(said, 'anomalyDetail.ip', 'resource.data.sourceIPAddress', 'sourceIp'),
    user: said.take('user', 'resource.data.user', 'anomalyDetail.user'),
  }),
  target: defined({
    kind: kindOf(said),
    host: isMachine.test(kindOf(said)) ? said.text(...resourceNames) : undefined,
  }),
  ...defined({
    cloud: placed({
      provider: said.take('cloudType', 'resource.cloudType')?.toLowerCase(),
      account: said.take(...accountIds),
      region: said.take(...regions),
      resource: placed({
        uid: said.take(...resourceIds),
        type: said.take('resourceType', 'resource.resourceType'),
        name: said.take(...resourceNames),
      }),
    }),
  }),
});

const resourceIds = ['resourceId', 'resource.rrn', 'resource.id'] as const;

const labelsOf = (said: Dig) => ({
  status: said.take(...statuses),
  reason: said.take('reason'),
  policyType: said.take(...policyTypes),
  account: said.text('accountId', 'resource.accountId'),
  accountName: said.take('accountName', 'resource.account'),
  cloud: said.text('cloudType', 'resource.cloudType'),
  region: said.take('resourceRegion', 'resource.region', 'resourceRegionId', 'resource.regionId'),
  rule: said.take('alertRuleName'),
});

function remediationOf(said: Dig): Remediation | undefined {
  const text = said.take('policyRecommendation', 'policy.recommendation');
  const cli = said.take('alertRemediationCli', 'remediationCli', 'policy.remediation.cliScriptTemplate');
  const steps = [text, cli].flatMap((it) => (it === undefined ? [] : [{ text: it }]));
  return steps.length === 0 ? undefined : { steps };
}

const times = ['alertTs', 'alertTime', 'lastSeen', 'firstSeen', 'timestamp'] as const;

const policyIds = ['policyId', 'policy.policyId'] as const;
const resourceNames = ['resourceName', 'resource.name'] as const;
const accountIds = ['accountId', 'resource.accountId'] as const;
const accounts = ['accountName', 'resource.account', ...accountIds] as const;

function titleOf(type: string, said: Dig, resource: string | undefined): string {
  const place = [said.text(...accounts), said.text('resourceRegion', 'resource.region')].filter(
    (it) => it !== undefined,
  );
  const title = headline(type, { on: said.text(...resourceNames) ?? resource });
  return place.length === 0 ? title : `${title} (${place.join(', ')})`;
}

/** The same policy, on the same resource of the same account. */
function problemOf(type: string, said: Dig, resource: string | undefined): string[] {
  const policy = said.text(...policyIds) ?? type;
  const place = resource ?? said.text(...resourceNames) ?? '';
  return ['policy', exactly(policy, said.text(...accountIds, ...accounts) ?? '', place)];
}

const kindOf = (said: Dig): string => (said.text('resourceType', 'resource.resourceType') ?? 'resource').toLowerCase();

/** One alert of a cloud policy. */
export function postureAlert(record: Fields, around: Fields, received: Received): Detection {
  const said = dig(record);
  const type = said.text(...policies, ...policyIds) ?? 'Prisma Cloud alert';
  const occurredAt = timeIn(said, ...times);
  const update = [said.text(...statuses), said.text('reason', 'notificationType'), occurredAt];
  const resource = said.text(...resourceIds);
  return detected(
    {
      identity: identified({ id: said.text(...ids), update, record, occurredAt }, received),
      problem: problemOf(type, said, resource),
      record,
      type,
      title: titleOf(type, said, resource),
      description: said.take('policyDescription', 'policy.description'),
      ...severityIn(said, ['severity', 'policySeverity', 'policy.severity'], 'medium'),
      state: stateOf(said),
      occurredAt,
      class: classOf(said),
      rule: placed({ category: said.text(...policyTypes) }),
      finding: findingOf(said),
      ...placesOf(said),
      attack: attacks(Object.values(factsOf({ list: [record['complianceMetadata'], record['policyLabels']] }))),
      remediation: remediationOf(said),
      labels: labelsOf(said),
      url: linkIn(said, 'callbackUrl', 'alertUrl', 'url'),
      facts: mergeFacts(factsBut(record, said), factsOf(around)),
    },
    received,
  );
}
