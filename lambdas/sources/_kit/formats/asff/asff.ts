import type { Remediation } from '../../../../domain/alert.ts';
import type { Detection } from '../../../../domain/detection.ts';
import { exact } from '../../../../domain/fingerprint.ts';
import { defined, type Fields, factsBut, mergeFacts } from '../../../../domain/values/json-fields.ts';
import { httpUrl } from '../../../../domain/values/text.ts';
import { toTime } from '../../../../domain/values/time.ts';
import { attacks } from '../../attack.ts';
import type { Received } from '../../define-source.ts';
import type { Around } from '../../envelope.ts';
import { type Dig, dig, pairsOf, textsOf } from '../../field-reader.ts';
import { occurrence } from '../../identity.ts';
import { momentIn, placed, weaknessesNamed } from '../../typed-places.ts';
import { countIn, scoreIn } from '../../typed-values.ts';
import { makerIn } from '../../vendor-name.ts';
import { shortName } from '../guardduty/resource.ts';
import { actorOf, cloudOf, codeOf, connectionOf, containerOf, kubernetesOf, targetOf, touchedFile } from './places.ts';
import { vulnerabilitiesOf } from './vulnerabilities.ts';
import { actionOf, classOf, severityOf, stateOf, statusOf } from './words.ts';

// https://docs.aws.amazon.com/securityhub/latest/userguide/securityhub-findings-format-syntax.html

/** Whether an object is a finding in the AWS Security Finding Format. */
export function isAsff(fields: Fields): boolean {
  const said = dig(fields);
  const isMarked = said.text('schemaVersion') === '2018-10-08' || said.text('productArn') !== undefined;
  return isMarked
    ? said.text('id', 'title', 'generatorId') !== undefined
    : said.text('awsAccountId') !== undefined && said.text('generatorId', 'recordState') !== undefined;
}

function remediationOf(said: Dig): Remediation | undefined {
  const text = said.take('remediation.recommendation.text');
  const url = said.take('remediation.recommendation.url');
  const told = [text, url].filter((part) => part !== undefined).join('\n');
  return told === '' ? undefined : { steps: [{ text: told }] };
}

function titleOf(
  said: Dig,
  resource: string | undefined,
  account: string | undefined,
  region: string | undefined,
): string {
  const told = (said.text('title') ?? said.text('generatorId') ?? 'Security Hub finding').trim().replace(/\.$/, '');
  const name = resource === undefined ? '' : shortName(resource);
  const on = name === '' || name === account || told.includes(name) ? '' : ` on ${name}`;
  const where = [account, region].filter((text) => text !== undefined).join(', ');
  return `${told}${on}${where === '' ? '' : ` (${where})`}`;
}

/** `TTPs/Initial Access/UnauthorizedAccess:EC2-SSHBruteForce`, a control's id, or the generator. */
const typeOf = (said: Dig): string =>
  said.take('compliance.securityControlId', 'vulnerabilities.0.id', 'types.0', 'findingProviderFields.types.0') ??
  said.text('generatorId') ??
  'unnamed';

function labelsOf(said: Dig, received: Received): Record<string, string> {
  const tags = pairsOf(said.value('resources.0.tags')).map(([name, text]) => [`tag.${name}`, text]);
  const own = {
    account: said.text('awsAccountId'),
    accountName: said.take('awsAccountName'),
    region: said.text('region'),
    generator: said.take('generatorId'),
    recordState: said.take('recordState'),
    workflow: said.take('workflow.status'),
    compliance: said.take('compliance.status'),
    types: said.take('types', 'findingProviderFields.types'),
    parse: received.repaired ? 'repaired' : undefined,
  };
  return { ...Object.fromEntries(tags), ...defined(own) };
}

/** The provider's id names the problem, and its update another occurrence; so does the state, which analysts change. */
function identityOf(said: Dig, finding: Fields, state: string, at: Parameters<typeof occurrence>[1]): string[] {
  const [id, updated] = [said.text('id'), said.text('updatedAt')];
  return id === undefined || updated === undefined
    ? occurrence(finding, at)
    : ['asff', said.text('productArn') ?? '', id, updated, state];
}

function problemOf(said: Dig, type: string, resource: string | undefined): string[] {
  const id = said.text('id');
  const place = [said.text('productArn'), said.text('awsAccountId'), said.text('region')];
  const what = id === undefined ? [type, said.text('title'), resource] : [id];
  return ['asff', ...[...place, ...what].map((part) => exact(part ?? ''))];
}

/** `TTPs/Initial Access/…` names a tactic of ATT&CK, attack sequences name both. */
function attackOf(said: Dig): Detection['attack'] {
  const sequence = said
    .list('detection.sequence.sequenceIndicators')
    .flatMap((item) => textsOf(dig(item).list('values')));
  const types = typesOf(said);
  const tactics = types.flatMap((type) => (/^ttps\//i.test(type) ? (type.split('/')[1] ?? []) : []));
  return attacks([...types, ...tactics, ...sequence]);
}

const typesOf = (said: Dig): string[] => textsOf(said.value('types', 'findingProviderFields.types'));

/** A control's title is the same for all resources; the first two parts of a type say what kind of rule it is. */
const ruleOf = (said: Dig, [type = '']: readonly string[]): Detection['rule'] =>
  placed({
    name: said.text('compliance.securityControlId') === undefined ? undefined : said.take('title'),
    category: type.split('/').slice(0, 2).join('/') || undefined,
  });

const findingOf = (said: Dig): Detection['finding'] =>
  defined({
    vendorUid: said.take('id'),
    firstSeenAt: momentIn(said, 'firstObservedAt', 'createdAt'),
    lastSeenAt: momentIn(said, 'lastObservedAt', 'updatedAt'),
    count: countIn(said, 'productFields.aws/guardduty/service/count'),
    status: statusOf(said),
  });

const placesOf = (said: Dig) => ({
  actor: actorOf(said),
  target: targetOf(said),
  connection: connectionOf(said),
  file: touchedFile(said),
  container: containerOf(said),
  kubernetes: kubernetesOf(said),
  code: codeOf(said),
  vulnerabilities: vulnerabilitiesOf(said) ?? weaknessesNamed(said.text('title')),
  cloud: cloudOf(said),
});

/** What is over was last observed before it was. */
const timeOf = (said: Dig, state: Detection['state'], around: Around): string | undefined => {
  const times = state === 'open' ? ['lastObservedAt', 'updatedAt', 'createdAt'] : ['updatedAt', 'lastObservedAt'];
  return toTime(said.value(...times)) ?? toTime(around.facts['time']);
};

function urlOf(said: Dig): string | undefined {
  const url = httpUrl(said.text('sourceUrl'));
  return url !== undefined && url === said.text('sourceUrl') ? said.take('sourceUrl') : url;
}

/** One finding in the AWS Security Finding Format, of Security Hub itself or of a product that reports to it. */
export function asffDetection(finding: Fields, around: Around, received: Received): Detection {
  const said = dig(finding);
  const [account, region, state] = [said.text('awsAccountId'), said.text('region'), stateOf(said)];
  const [resource, types, type] = [said.text('resources.0.id'), typesOf(said), typeOf(said)];
  const occurredAt = timeOf(said, state, around);
  const title = titleOf(said, resource, account, region);
  const course = statusOf(said) === 'suppressed' && state === 'open' ? 'suppressed' : state;
  return defined({
    kind: 'detection' as const,
    class: classOf(said, types[0] ?? ''),
    vendor: makerIn(said, 'companyName') ?? 'AWS',
    product: makerIn(said, 'productName') ?? 'Security Hub',
    identity: identityOf(said, finding, course, { occurredAt, receivedAt: received.receivedAt }),
    problem: problemOf(said, type, resource),
    record: around.wrap(finding),
    type,
    rule: ruleOf(said, types),
    finding: findingOf(said),
    title,
    description: said.take('description') ?? title,
    ...severityOf(said),
    confidence: scoreIn(said, ['confidence', 'findingProviderFields.confidence']),
    state,
    action: actionOf(said),
    occurredAt,
    ...placesOf(said),
    attack: attackOf(said),
    remediation: remediationOf(said),
    evidence: [],
    labels: labelsOf(said, received),
    url: urlOf(said),
    facts: mergeFacts(factsBut(finding, said), around.facts),
  });
}
