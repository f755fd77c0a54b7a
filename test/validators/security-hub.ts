import type { OutboundRequest } from '../../lambdas/domain/outbound.ts';

type Fields = Readonly<Record<string, unknown>>;

/** Texts by their longest, and whether they must be there (https://docs.aws.amazon.com/securityhub/1.0/APIReference/API_AwsSecurityFinding.html). */
const unless = (isFine: boolean | undefined, what: string): string[] => (isFine === true ? [] : [what]);
const texts: Readonly<Record<string, number>> = {
  SchemaVersion: 10,
  Id: 512,
  ProductArn: 2048,
  ProductName: 128,
  CompanyName: 128,
  GeneratorId: 512,
  AwsAccountId: 12,
  Region: 16,
  CreatedAt: 24,
  UpdatedAt: 24,
  LastObservedAt: 24,
  Title: 256,
  Description: 1024,
  RecordState: 8,
};
const objects = ['FindingProviderFields', 'ProductFields', 'Resources', 'Remediation', 'SourceUrl'];
const types =
  /^(Software and Configuration Checks|TTPs|Unusual Behaviors(\/(Application|Network Flow|IP address|User|VM|Container|Serverless|Process|Database|Data))?)$/;

const length = (text: unknown): number => Array.from(String(text)).length;

function pairProblems(pairs: Fields, valueMax: number): string[] {
  const entries = Object.entries(pairs);
  const bad = entries.filter(
    ([name, value]) =>
      length(name) > 128 ||
      !/\S/.test(name) ||
      name.startsWith('aws/') ||
      typeof value !== 'string' ||
      !/\S/.test(value) ||
      length(value) > valueMax,
  );
  return [...bad.map(([name]) => `the pair ${name}`), ...unless(!(entries.length > 50), `${entries.length} pairs`)];
}

function findingProblems(finding: Fields): string[] {
  const { FindingProviderFields, ProductFields, Resources, Remediation, SourceUrl } = JSON.parse(
    JSON.stringify(finding),
  );
  const { Severity, Types } = FindingProviderFields;
  const [resource] = Resources;
  const bad = Object.entries(texts).filter(
    ([name, max]) => typeof finding[name] !== 'string' || !/\S/.test(finding[name]) || length(finding[name]) > max,
  );
  const advice = Remediation?.Recommendation.Text;
  return [
    ...bad.map(([name]) => name),
    ...Object.keys(finding).filter((name) => !(name in texts) && !objects.includes(name)),
    ...['CreatedAt', 'UpdatedAt', 'LastObservedAt'].filter(
      (name) => !/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/.test(String(finding[name])),
    ),
    ...unless(['INFORMATIONAL', 'LOW', 'MEDIUM', 'HIGH', 'CRITICAL'].includes(Severity.Label), 'severity'),
    ...unless(length(Severity.Original) <= 64 && /\S/.test(Severity.Original), 'original severity'),
    ...unless(
      Types.every((type: string) => types.test(type)),
      `types ${Types}`,
    ),
    ...unless(['ACTIVE', 'ARCHIVED'].includes(String(finding['RecordState'])), 'record state'),
    ...unless(Resources.length === 1 && resource.Type === 'Other' && /\S/.test(resource.Id), 'resource'),
    ...unless(length(resource.Id) <= 512, 'resource id'),
    ...pairProblems(ProductFields, 2048),
    ...pairProblems(resource.Details?.Other ?? {}, 1024),
    ...unless(advice === undefined || (length(advice) <= 512 && /\S/.test(advice)), 'advice'),
    ...unless(SourceUrl === undefined || /^https?:\/\/\S+$/.test(SourceUrl), 'url'),
    ...unless(Buffer.byteLength(JSON.stringify(finding)) <= 240_000, 'size'),
  ];
}

export function problems({ url, auth, body = '' }: OutboundRequest): string[] {
  const { Findings } = JSON.parse(body) as { readonly Findings: readonly Fields[] };
  const ids = Findings.map(({ Id }) => Id);
  return [
    ...unless(url.endsWith('/findings/import'), 'url'),
    ...unless(auth?.kind === 'aws' && auth.service === 'securityhub', 'auth'),
    ...unless(Findings.length >= 1 && Findings.length <= 100, `${Findings.length} findings`),
    ...unless(new Set(ids).size === ids.length, 'a finding twice'),
    ...Findings.flatMap(findingProblems),
  ];
}
