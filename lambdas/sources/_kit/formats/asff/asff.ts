import type { Remediation, Severity } from '../../../../domain/alert.ts';
import type { Detection, DraftTarget } from '../../../../domain/detection.ts';
import { exact } from '../../../../domain/fingerprint.ts';
import { defined, type Fields, factsBut, mergeFacts } from '../../../../domain/values/json-fields.ts';
import { httpUrl } from '../../../../domain/values/text.ts';
import { toTime } from '../../../../domain/values/time.ts';
import { attacks } from '../../attack.ts';
import type { Received } from '../../define-source.ts';
import type { Around } from '../../envelope.ts';
import { type Dig, dig, pairsOf, textsOf } from '../../field-reader.ts';
import { occurrence } from '../../identity.ts';
import { severityWord } from '../../severity.ts';
import { makerIn } from '../../vendor-name.ts';
import { shortName } from '../guardduty/resource.ts';
import { actorOf, targetOf } from './places.ts';

// https://docs.aws.amazon.com/securityhub/latest/userguide/securityhub-findings-format-syntax.html

/** Whether an object is a finding in the AWS Security Finding Format. */
export function isAsff(fields: Fields): boolean {
  const said = dig(fields);
  const isMarked = said.text('schemaVersion') === '2018-10-08' || said.text('productArn') !== undefined;
  return isMarked
    ? said.text('id', 'title', 'generatorId') !== undefined
    : said.text('awsAccountId') !== undefined && said.text('generatorId', 'recordState') !== undefined;
}

/** `Normalized`, 0 to 100 (https://docs.aws.amazon.com/securityhub/1.0/APIReference/API_Severity.html). */
function bandOf(text: string | undefined): Severity | undefined {
  const level = Number(text ?? Number.NaN);
  if (Number.isNaN(level)) return undefined;
  if (level >= 90) return 'critical';
  if (level >= 70) return 'high';
  if (level >= 40) return 'medium';
  return level >= 1 ? 'low' : 'info';
}

const severityPaths = (name: string): string[] => [`severity.${name}`, `findingProviderFields.severity.${name}`];

/** The label first: `Normalized` is deprecated, and what a product called it may mean anything. */
function severityOf(said: Dig): Pick<Detection, 'severity' | 'vendorSeverity'> {
  const readings = [
    [severityPaths('label'), severityWord],
    [severityPaths('normalized'), bandOf],
    [[...severityPaths('original'), 'severity'], severityWord],
  ] as const;
  for (const [paths, read] of readings) {
    const severity = read(said.text(...paths));
    if (severity !== undefined) return { severity, vendorSeverity: said.take(...paths) ?? severity };
  }
  return { severity: 'medium' };
}

/** Over: archived by its provider, resolved or suppressed by an analyst, or a check that passes. */
function stateOf(said: Dig): Detection['state'] {
  const isArchived = said.text('recordState')?.toUpperCase() === 'ARCHIVED';
  const workflow = said.text('workflow.status', 'workflowState')?.toUpperCase() ?? '';
  const isPassed = said.text('compliance.status')?.toUpperCase() === 'PASSED';
  return isArchived || isPassed || ['RESOLVED', 'SUPPRESSED'].includes(workflow) ? 'resolved' : 'open';
}

const actions = ['networkConnectionAction', 'portProbeAction', 'dnsRequestAction'].map(
  (name) => `action.${name}.blocked`,
);

/** A check says nothing of a deed; a detection says whether the traffic was blocked, when it knows. */
function actionOf(said: Dig): Detection['action'] {
  if (actions.some((path) => said.text(path) === 'true')) return 'blocked';
  return said.value('action') === undefined ? 'unknown' : 'observed';
}

function remediationOf(said: Dig): Remediation | undefined {
  const text = said.take('remediation.recommendation.text');
  const url = said.take('remediation.recommendation.url');
  const told = [text, url].filter((part) => part !== undefined).join('\n');
  return told === '' ? undefined : { steps: [{ text: told }] };
}

function titleOf(
  said: Dig,
  { resource }: DraftTarget,
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
    account: said.take('awsAccountId'),
    accountName: said.take('awsAccountName'),
    region: said.take('region'),
    generator: said.take('generatorId'),
    recordState: said.take('recordState'),
    workflow: said.take('workflow.status'),
    compliance: said.take('compliance.status'),
    types: said.text('types', 'findingProviderFields.types'),
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

function problemOf(said: Dig, type: string, { resource }: DraftTarget): string[] {
  const id = said.text('id');
  const place = [said.text('productArn'), said.text('awsAccountId'), said.text('region')];
  const what = id === undefined ? [type, said.text('title'), resource] : [id];
  return ['asff', ...[...place, ...what].map((part) => exact(part ?? ''))];
}

function attackOf(said: Dig): Detection['attack'] {
  const sequence = said
    .list('detection.sequence.sequenceIndicators')
    .flatMap((item) => textsOf(dig(item).list('values')));
  return attacks([...textsOf(said.value('types', 'findingProviderFields.types')), ...sequence]);
}

/** One finding in the AWS Security Finding Format, of Security Hub itself or of a product that reports to it. */
export function asffDetection(finding: Fields, around: Around, received: Received): Detection {
  const said = dig(finding);
  const [account, region, state] = [said.text('awsAccountId'), said.text('region'), stateOf(said)];
  const [target, type] = [targetOf(said), typeOf(said)];
  // What is over was last observed before it was.
  const times = state === 'open' ? ['lastObservedAt', 'updatedAt', 'createdAt'] : ['updatedAt', 'lastObservedAt'];
  const occurredAt = toTime(said.value(...times)) ?? toTime(around.facts['time']);
  const title = titleOf(said, target, account, region);
  const url = httpUrl(said.text('sourceUrl'));
  if (url !== undefined && url === said.text('sourceUrl')) said.take('sourceUrl');
  const identity = identityOf(said, finding, state, { occurredAt, receivedAt: received.receivedAt });
  return defined({
    kind: 'detection' as const,
    vendor: makerIn(said, 'companyName') ?? 'AWS',
    product: makerIn(said, 'productName') ?? 'Security Hub',
    identity,
    problem: problemOf(said, type, target),
    record: around.wrap(finding),
    type,
    title,
    description: said.take('description') ?? title,
    ...severityOf(said),
    state,
    action: actionOf(said),
    occurredAt,
    actor: actorOf(said),
    target,
    attack: attackOf(said),
    remediation: remediationOf(said),
    evidence: [],
    labels: labelsOf(said, received),
    facts: mergeFacts(factsBut(finding, said), around.facts),
    url,
  });
}
