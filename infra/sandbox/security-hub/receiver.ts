import { type Fields, isFields } from '../../../lambdas/domain/values/json-fields.ts';
import { AWS_ACCOUNT, AWS_REGION, sandboxSigner, signatureError } from '../_kit/aws-signature.ts';
import { characters, fieldsAt, listAt, parseJson, textAt } from '../_kit/json.ts';
import {
  type Answer,
  alertIdsIn,
  type Item,
  json,
  line,
  type Receiver,
  refuse,
  type SandboxRequest,
  type Verdict,
} from '../_kit/receiver.ts';

export const SECURITY_HUB_PREFIX = '/security-hub';
const PRODUCT = `arn:aws:securityhub:${AWS_REGION}:${AWS_ACCOUNT}:product/${AWS_ACCOUNT}/default`;

// https://docs.aws.amazon.com/securityhub/latest/partnerguide/guidelines-batchimportfindings.html
const FINDINGS_MAX = 100;
const FINDING_BYTES = 240 * 1024;
const REQUEST_BYTES = 6 * 1024 * 1024;

/** Required texts with their longest (https://docs.aws.amazon.com/securityhub/1.0/APIReference/API_AwsSecurityFinding.html). */
const texts: Readonly<Record<string, number>> = {
  SchemaVersion: 10,
  Id: 512,
  ProductArn: 2048,
  GeneratorId: 512,
  AwsAccountId: 12,
  CreatedAt: 40,
  UpdatedAt: 40,
  Title: 256,
  Description: 1024,
};
const labels = ['INFORMATIONAL', 'LOW', 'MEDIUM', 'HIGH', 'CRITICAL'];
const namespaces = [
  'Software and Configuration Checks',
  'TTPs',
  'Effects',
  'Unusual Behaviors',
  'Sensitive Data Identifications',
];
const time = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d+)?Z$/;

const error = (status: number, name: string): Answer =>
  json(status, { Code: name, Message: name }, { 'x-amzn-errortype': name });
const no = (status: number, name: string, problem = name): Verdict =>
  refuse('BatchImportFindings', error(status, name), problem);

function textProblem(finding: Fields): string | undefined {
  const bad = Object.entries(texts).find(([name, max]) => {
    const text = finding[name];
    return typeof text !== 'string' || !/\S/.test(text) || characters(text) > max;
  });
  if (bad !== undefined) return `finding.${bad[0]}`;
  return ['CreatedAt', 'UpdatedAt'].find((name) => !time.test(String(finding[name])));
}

function pairsProblem(pairs: Fields | undefined, valueMax: number): string | undefined {
  const entries = Object.entries(pairs ?? {});
  const isBad = ([name, value]: [string, unknown]) =>
    name.length > 128 || name.startsWith('aws/') || typeof value !== 'string' || characters(value) > valueMax;
  return entries.length > 50 || entries.some(isBad) ? 'ProductFields' : undefined;
}

function providerProblem(finding: Fields): string | undefined {
  const label = textAt(finding, 'FindingProviderFields', 'Severity', 'Label') ?? textAt(finding, 'Severity', 'Label');
  const types = listAt(finding, 'FindingProviderFields', 'Types').map(String);
  if (!labels.includes(label ?? '')) return 'Severity.Label';
  return types.every((type) => namespaces.includes(type.split('/')[0] ?? '')) ? undefined : 'Types';
}

/** What is wrong with a finding, by the field. */
function findingProblem(finding: Fields): string | undefined {
  const resources = listAt(finding, 'Resources');
  const isNamed = resources.every((resource) => textAt(resource, 'Id') && textAt(resource, 'Type'));
  if (resources.length === 0 || resources.length > 32 || !isNamed) return 'Resources';
  if (!['ACTIVE', 'ARCHIVED', undefined].includes(finding['RecordState'] as string | undefined)) return 'RecordState';
  if (characters(textAt(finding, 'Remediation', 'Recommendation', 'Text') ?? '') > 512) return 'Remediation';
  return textProblem(finding) ?? providerProblem(finding) ?? pairsProblem(fieldsAt(finding, 'ProductFields'), 2048);
}

function errorOf(finding: unknown): string | undefined {
  if (!isFields(finding)) return 'InvalidInput';
  if (Buffer.byteLength(JSON.stringify(finding)) > FINDING_BYTES) return 'InvalidInput';
  if (finding['AwsAccountId'] !== AWS_ACCOUNT || finding['ProductArn'] !== PRODUCT) return 'InvalidAccess';
  return findingProblem(finding) === undefined ? undefined : 'InvalidInput';
}

interface Stored {
  readonly updatedAt: string;
  readonly alertIds: ReadonlySet<string>;
}

/** BatchImportFindings of AWS Security Hub CSPM: it updates a finding that it knows by what is newer. */
export function securityHub(): Receiver {
  const stored = new Map<string, Stored>();

  function keep(finding: unknown): Item {
    const id = textAt(finding, 'Id') ?? '';
    const updatedAt = textAt(finding, 'UpdatedAt') ?? '';
    const before = stored.get(id);
    const names = ['tocsin/AlertId', 'tocsin/AlsoAlertIds'];
    const alertIds = alertIdsIn(names.map((name) => textAt(finding, 'ProductFields', name)));
    const isOlder = before !== undefined && updatedAt <= before.updatedAt;
    const isNew = alertIds.some((alertId) => before?.alertIds.has(alertId) !== true);
    if (!isOlder) stored.set(id, { updatedAt, alertIds: new Set([...alertIds, ...(before?.alertIds ?? [])]) });
    return { summary: line(textAt(finding, 'Title')), body: finding, alertIds, arrived: isNew && !isOlder };
  }

  function take(findings: readonly unknown[]): Verdict {
    const errors = findings.map(errorOf);
    const failed = findings.flatMap((finding, i) =>
      errors[i] === undefined ? [] : [{ Id: textAt(finding, 'Id'), ErrorCode: errors[i], ErrorMessage: 'invalid' }],
    );
    const items = findings.filter((_, i) => errors[i] === undefined).map(keep);
    const [first] = findings.filter(isFields).flatMap((finding) => findingProblem(finding) ?? []);
    const answer = json(200, { FailedCount: failed.length, SuccessCount: items.length, FailedFindings: failed });
    const problem = failed.length === 0 ? {} : { problem: `${failed.length} failed: ${first ?? failed[0]?.ErrorCode}` };
    return { operation: 'BatchImportFindings', ok: failed.length === 0, answer, items, ...problem };
  }

  return {
    handle(request: SandboxRequest) {
      const wrong = signatureError(request, sandboxSigner('securityhub'), ['', SECURITY_HUB_PREFIX]);
      if (wrong !== undefined) return no(403, wrong);
      if (request.method !== 'POST' || request.path !== '/findings/import') return no(404, 'ResourceNotFoundException');
      const findings = listAt(parseJson(request.text)?.value, 'Findings');
      const isTooMuch = findings.length > FINDINGS_MAX || request.bytes.length > REQUEST_BYTES;
      if (findings.length === 0 || isTooMuch) return no(400, 'InvalidInputException', `${findings.length} findings`);
      return take(findings);
    },
    expired: () => error(403, 'ExpiredTokenException'),
  };
}
