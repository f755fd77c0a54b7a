import type { Remediation } from '../../domain/alert.ts';
import type { Detection } from '../../domain/detection.ts';
import { exactly } from '../../domain/fingerprint.ts';
import { defined, type Fields, factsBut, factsOf, mergeFacts } from '../../domain/values/json-fields.ts';
import { attacks } from '../_kit/attack.ts';
import type { Received } from '../_kit/define-source.ts';
import { detected, linkIn, severityIn, timeIn } from '../_kit/detected.ts';
import { type Dig, dig } from '../_kit/field-reader.ts';
import { headline } from '../_kit/headline.ts';
import { identified } from '../_kit/identified.ts';

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

const stateOf = (said: Dig): Detection['state'] => {
  const words = [said.text(...statuses), said.text('notificationType')?.replace(/^.*\./, '')];
  return words.some((word) => /^(?:resolved|dismissed)$/i.test(word?.trim() ?? '')) ? 'resolved' : 'open';
};

const labelsOf = (said: Dig) => ({
  status: said.take(...statuses),
  reason: said.take('reason'),
  policyType: said.take('policyType', 'policy.policyType'),
  account: said.take('accountId', 'resource.accountId'),
  accountName: said.take('accountName', 'resource.account'),
  cloud: said.take('cloudType', 'resource.cloudType'),
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
  const resource = said.take('resourceId', 'resource.rrn', 'resource.id');
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
      actor: defined({ user: said.take('user', 'resource.data.user', 'anomalyDetail.user') }),
      target: defined({ kind: kindOf(said), resource: resource ?? said.text(...resourceNames) }),
      attack: attacks(Object.values(factsOf({ list: [record['complianceMetadata'], record['policyLabels']] }))),
      remediation: remediationOf(said),
      labels: labelsOf(said),
      url: linkIn(said, 'callbackUrl', 'alertUrl', 'url'),
      facts: mergeFacts(factsBut(record, said), factsOf(around)),
    },
    received,
  );
}
