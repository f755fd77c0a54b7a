import type { Severity } from '../../../../domain/alert.ts';
import type { Detection } from '../../../../domain/detection.ts';
import { exact } from '../../../../domain/fingerprint.ts';
import { defined, type Fields, factsBut, mergeFacts } from '../../../../domain/values/json-fields.ts';
import { toTime } from '../../../../domain/values/time.ts';
import { attacks } from '../../attack.ts';
import { consoleUrl } from '../../aws-console.ts';
import type { Received } from '../../define-source.ts';
import type { Around } from '../../envelope.ts';
import { type Dig, dig, pairsOf, textsOf } from '../../field-reader.ts';
import { occurrence } from '../../identity.ts';
import { momentIn, placed } from '../../typed-places.ts';
import { countIn } from '../../typed-values.ts';
import { actionEnds } from './network.ts';
import { processOf, touchedFile } from './process.ts';
import { cloudOf, containerOf, kindOf, kubernetesOf, namesOf, sequence, shortName } from './resource.ts';

/** https://docs.aws.amazon.com/guardduty/latest/ug/guardduty_findings-severity.html */
function severityOf(text: string | undefined): Severity | undefined {
  const level = Number(text ?? Number.NaN);
  if (Number.isNaN(level) || level <= 0) return undefined;
  if (level >= 9) return 'critical';
  if (level >= 7) return 'high';
  return level >= 4 ? 'medium' : 'low';
}

/** Whether an object is a finding, in the spelling of EventBridge or of the API. */
export function isGuardDuty(fields: Fields): boolean {
  const said = dig(fields);
  const isOurs = said.text('service.serviceName')?.toLowerCase() === 'guardduty';
  const hasType = /^[\w ]+:[\w ]+\/\S/.test(said.text('type') ?? '');
  const hasBody = said.value('resource.resourceType') !== undefined || said.value('service') !== undefined;
  return isOurs || (hasType && hasBody && said.text('severity', 'id') !== undefined);
}

/** A finding that somebody made to see what one looks like. */
export function isSample(fields: Fields): boolean {
  const said = dig(fields);
  const info = said.text('service.additionalInfo.value') ?? '';
  return said.text('service.additionalInfo.sample') === 'true' || /"sample"\s*:\s*true/.test(info);
}

const blockedIn = ['networkConnectionAction', 'portProbeAction', 'dnsRequestAction'].map(
  (name) => `service.action.${name}.blocked`,
);

/** Techniques and tactics stand beside the finding since attack sequences: `T1078.004 - Valid Accounts: Cloud Accounts`. */
function indicatorsOf(said: Dig): string[] {
  const lists = ['sequenceIndicators', 'signals'].flatMap((name) => said.list(`${sequence}.${name}`));
  const indicators = lists.flatMap((item) => [item, ...dig(item).list('signalIndicators')]);
  return indicators
    .filter((item) => /technique|tactic/i.test(dig(item).text('key') ?? ''))
    .flatMap((item) => textsOf(dig(item).list('values')));
}

/** The purpose in a type is a tactic of ATT&CK where one is called so: `CredentialAccess:IAMUser/…`. */
const attackOf = (said: Dig, type: string): Detection['attack'] => {
  const techniques = indicatorsOf(said);
  const nameOf = (id: string) => techniques.find((text) => text.startsWith(`${id} - `))?.slice(id.length + 3);
  const purpose = purposeOf(type)?.replace(/([a-z])([A-Z])/g, '$1 $2');
  return attacks([...techniques, ...(purpose === undefined ? [] : [purpose])]).map(({ name, ...each }) =>
    defined({ ...each, name: nameOf(each.technique ?? '') ?? name }),
  );
};

/** https://docs.aws.amazon.com/guardduty/latest/ug/guardduty_finding-format.html, ThreatPurpose. */
const purposeOf = (type: string): string | undefined => (type.includes(':') ? type.split(':')[0] : undefined);

const accountOf = (said: Dig): string | undefined => said.text('accountId');

function titleOf(said: Dig, names: readonly string[]): string {
  const told = (said.text('title') ?? said.text('type') ?? 'GuardDuty finding').trim().replace(/\.$/, '');
  const [name] = names;
  const isNamed = name === undefined || names.some((each) => told.includes(shortName(each)));
  const where = [accountOf(said), said.text('region')].filter((text) => text !== undefined).join(', ');
  // Of an access key the user is known, who did it.
  const link = said.text('resource.resourceType') === 'AccessKey' ? 'by' : 'on';
  return `${told}${isNamed ? '' : ` ${link} ${shortName(name)}`}${where === '' ? '' : ` (${where})`}`;
}

/** What the description says again leaves the facts. */
function descriptionOf(said: Dig, title: string): string {
  const description = said.take('description');
  if (description?.includes(said.text('title') ?? description)) said.take('title');
  return description ?? title;
}

/** Labels that routes may want. */
const labelsOf = (said: Dig, type: string, received: Received): Record<string, string> =>
  defined({
    account: said.text('accountId'),
    region: said.text('region'),
    resourceType: said.take('resource.resourceType'),
    threatPurpose: purposeOf(type),
    actionType: said.take('service.action.actionType'),
    resourceRole: said.take('service.resourceRole'),
    feature: said.take('service.featureName'),
    domain: said.text('service.action.dnsRequestAction.domain'),
    parse: received.repaired ? 'repaired' : undefined,
  });

/** Tags of the resource, readable: the pairs themselves stay among the facts when they say more than name and value. */
const tagsIn = (said: Dig): Record<string, string> => {
  const tags = ['instanceDetails', 's3BucketDetails.0', 'eksClusterDetails', 'ecsClusterDetails', 'lambdaDetails']
    .flatMap((name) => pairsOf(said.value(`resource.${name}.tags`)))
    .map(([name, text]) => [`tag.${name}`, text]);
  return Object.fromEntries(tags);
};

/** GuardDuty updates a finding under its id when it is seen again: then it has happened again. */
function identityOf(said: Dig, finding: Fields, at: Parameters<typeof occurrence>[1]): string[] {
  const [id, updated] = [said.text('id'), said.text('updatedAt')];
  const archived = said.text('service.archived') ?? 'false';
  return id === undefined || updated === undefined ? occurrence(finding, at) : ['guardduty', id, updated, archived];
}

const urlOf = (said: Dig): string | undefined => {
  const [region, id] = [said.text('region') ?? '', said.text('id') ?? ''];
  return consoleUrl(
    region,
    /^[\w-]{1,80}$/.test(id) ? `guardduty/home?region=${region}#/findings?macros=current&fId=${id}` : undefined,
  );
};

const workingDirectory = 'service.runtimeDetails.process.pwd';

/** By the name that GuardDuty gives it, the directory that a process ran in would pass for a password. */
function factsOfFinding(finding: Fields, said: Dig): Record<string, string> {
  const directory = said.take(workingDirectory);
  return { ...factsBut(finding, said), ...defined({ 'service.runtimeDetails.process.workingDirectory': directory }) };
}

const nic = 'resource.instanceDetails.networkInterfaces.0';
const ends = actionEnds({
  action: 'service.action',
  sequence,
  role: 'service.resourceRole',
  hosts: [`${nic}.privateDnsName`],
  addresses: [`${nic}.privateIpAddress`],
  publicAddresses: [`${nic}.publicIp`],
});

const users = [
  'resource.accessKeyDetails.userName',
  'resource.kubernetesDetails.kubernetesUserDetails.username',
  'resource.rdsDbUserDetails.user',
  `${sequence}.actors.0.user.name`,
  'service.runtimeDetails.process.user',
] as const;

const actorOf = (said: Dig): Detection['actor'] =>
  defined({ ...ends.actorOf(said), user: said.take(...users), process: processOf(said) });

const targetOf = (said: Dig): Detection['target'] =>
  defined({
    kind: kindOf(said),
    method: said.take('service.action.kubernetesApiCallAction.verb'),
    url: said.take('service.action.kubernetesApiCallAction.requestUri'),
    domain: said.take('service.action.awsApiCallAction.serviceName'),
    ...ends.targetOf(said),
  });

/** GuardDuty keeps the ARN of a finding as long as it is updated under it. */
const findingOf = (said: Dig): Detection['finding'] =>
  defined({
    vendorUid: said.take('arn', 'id'),
    firstSeenAt: momentIn(said, 'service.eventFirstSeen', 'createdAt'),
    lastSeenAt: momentIn(said, 'service.eventLastSeen', 'updatedAt'),
    count: countIn(said, 'service.count'),
  });

const placesOf = (said: Dig) => ({
  actor: actorOf(said),
  target: targetOf(said),
  connection: ends.connectionOf(said),
  file: touchedFile(said),
  container: containerOf(said),
  kubernetes: kubernetesOf(said),
  cloud: cloudOf(said),
});

/** What is over was last seen before it was. */
const timeOf = (said: Dig, state: Detection['state'], around: Around): string | undefined => {
  const times = ['service.eventLastSeen', 'updatedAt', 'createdAt'].slice(state === 'open' ? 0 : 1);
  return toTime(said.value(...times)) ?? toTime(around.facts['time']);
};

/** One finding (https://docs.aws.amazon.com/guardduty/latest/ug/guardduty_finding-format.html) as a detection. */
export function guardDutyDetection(finding: Fields, around: Around, received: Received): Detection {
  const said = dig(finding);
  const names = namesOf(said);
  const title = titleOf(said, names);
  const state = said.text('service.archived') === 'true' ? ('resolved' as const) : ('open' as const);
  const occurredAt = timeOf(said, state, around);
  const [severity, url] = [severityOf(said.text('severity')), urlOf(said)];
  const identity = identityOf(said, finding, { occurredAt, receivedAt: received.receivedAt });
  const what = names.length > 0 ? names : [said.text('id') ?? ''];
  const problem = [accountOf(said), said.text('region'), ...what].map((part) => exact(part ?? ''));
  const type = said.take('type') ?? 'unnamed';
  return defined({
    kind: 'detection' as const,
    // What goes against good practice is no attack: https://docs.aws.amazon.com/guardduty/latest/ug/guardduty_finding-format.html
    class: purposeOf(type) === 'Policy' ? ('compliance' as const) : ('threat' as const),
    vendor: 'AWS',
    product: 'GuardDuty',
    identity,
    problem: ['guardduty', type, ...problem],
    record: around.wrap(finding),
    type,
    rule: placed({ category: purposeOf(type) }),
    finding: findingOf(said),
    title,
    description: descriptionOf(said, title),
    severity: severity ?? ('medium' as const),
    vendorSeverity: severity === undefined ? undefined : said.take('severity'),
    state,
    action: blockedIn.some((path) => said.text(path) === 'true') ? ('blocked' as const) : ('observed' as const),
    occurredAt,
    ...placesOf(said),
    attack: attackOf(said, type),
    evidence: [],
    labels: { ...tagsIn(said), ...labelsOf(said, type, received) },
    facts: mergeFacts(factsOfFinding(finding, said), around.facts),
    url,
  });
}
