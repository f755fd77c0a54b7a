import { readFileSync } from 'node:fs';
import type { OutboundRequest } from '../../lambdas/domain/outbound.ts';
import { type Fields, isFields } from '../../lambdas/domain/values/json-fields.ts';

/** Findings, held against Amazon's own model of the AWS Security Finding Format and the limits that it documents. */

interface Shape {
  readonly type: string;
  readonly members?: Readonly<Record<string, { readonly shape: string; readonly max?: number }>>;
  readonly required?: readonly string[];
  readonly enum?: readonly string[];
  readonly member?: string;
  readonly value?: string;
  readonly min?: number;
  readonly max?: number;
}
const model: { readonly resourceTypes: readonly string[]; readonly shapes: Readonly<Record<string, Shape>> } =
  JSON.parse(readFileSync(new URL('asff-model.json', import.meta.url), 'utf8'));

const FINDING_BYTES = 240_000;
const PAIRS_MAX = 50;
const RESOURCES_MAX = 32;

const unless = (isFine: boolean | undefined, what: string): string[] => (isFine === true ? [] : [what]);
const length = (text: string): number => Array.from(text).length;

function numberProblems(shape: Shape, value: number, path: string): string[] {
  const isWhole = shape.type === 'double' || Number.isInteger(value);
  const { min = -(2 ** 31), max = 2 ** 31 - 1 } = shape;
  return unless(isWhole && value >= min && value <= max, `${path}: ${value}`);
}

function textProblems(shape: Shape, value: string, path: string, max = Number.POSITIVE_INFINITY): string[] {
  return [
    ...unless(/\S/.test(value), `${path} is blank`),
    ...unless(length(value) <= max, `${path}: ${length(value)} characters, not ${max}`),
    ...unless(shape.enum === undefined || shape.enum.includes(value), `${path}: ${value} is none of ${shape.enum}`),
  ];
}

function structureProblems(shape: Shape, value: Fields, path: string): string[] {
  const missing = (shape.required ?? []).filter((name) => value[name] === undefined);
  return [
    ...missing.map((name) => `${path}.${name} is required`),
    ...Object.entries(value).flatMap(([name, inner]) => {
      const member = shape.members?.[name];
      return member === undefined
        ? [`${path}.${name} is no field`]
        : shapeProblems(member.shape, inner, `${path}.${name}`, member.max);
    }),
  ];
}

function listProblems(shape: Shape, value: readonly unknown[], path: string, max = Number.POSITIVE_INFINITY): string[] {
  return [
    ...unless(value.length > 0 && value.length <= max, `${path}: ${value.length} items`),
    ...value.flatMap((each) => shapeProblems(shape.member ?? '', each, path)),
  ];
}

const mapProblems = (shape: Shape, value: Fields, path: string): string[] =>
  Object.entries(value).flatMap(([name, inner]) => [
    ...unless(/\S/.test(name) && length(name) <= 128 && !name.startsWith('aws/'), `${path}: the name ${name}`),
    ...shapeProblems(shape.value ?? '', inner, `${path}.${name}`, 2048),
  ]);

const isNumber = (type: string): boolean => type === 'integer' || type === 'double' || type === 'long';

function scalarProblems(shape: Shape, value: unknown, path: string, max?: number): string[] {
  if (typeof value === 'number' && isNumber(shape.type)) return numberProblems(shape, value, path);
  if (typeof value === 'string' && shape.type === 'string') return textProblems(shape, value, path, max);
  return [`${path} is no ${shape.type}`];
}

function shapeProblems(name: string, value: unknown, path: string, max?: number): string[] {
  const shape = model.shapes[name];
  if (shape === undefined) return [`${path}: ${name} is not in the model`];
  if (Array.isArray(value)) return shape.type === 'list' ? listProblems(shape, value, path, max) : [`${path}: a list`];
  if (!isFields(value)) return scalarProblems(shape, value, path, max);
  if (shape.type === 'structure') return structureProblems(shape, value, path);
  return shape.type === 'map' ? mapProblems(shape, value, path) : [`${path} is no ${shape.type}`];
}

/** https://docs.aws.amazon.com/securityhub/latest/userguide/securityhub-findings-format-type-taxonomy.html */
const categories: Readonly<Record<string, readonly string[]>> = {
  'Software and Configuration Checks': [
    '',
    'Vulnerabilities',
    'Vulnerabilities/CVE',
    'Industry and Regulatory Standards',
    'AWS Security Best Practices',
  ],
  TTPs: [
    '',
    ...['Initial Access', 'Execution', 'Persistence', 'Privilege Escalation', 'Defense Evasion', 'Credential Access'],
    ...['Discovery', 'Lateral Movement', 'Collection', 'Command and Control'],
  ],
  Effects: ['', 'Data Exposure', 'Data Exfiltration', 'Data Destruction', 'Denial of Service', 'Resource Consumption'],
  'Unusual Behaviors': [
    '',
    ...['Application', 'Network Flow', 'IP address', 'User', 'VM', 'Container', 'Serverless', 'Process', 'Database'],
    'Data',
  ],
  'Sensitive Data Identifications': ['', 'PII', 'Passwords', 'Legal', 'Financial', 'Security', 'Business'],
};

function isType(type: string): boolean {
  const [namespace = '', ...rest] = type.split('/');
  return categories[namespace]?.includes(rest.join('/')) === true;
}

const list = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);

function findingProblems(finding: Fields): string[] {
  const { FindingProviderFields: given, ProductFields: pairs, Resources: resources } = finding;
  const types = isFields(given) ? list(given['Types']) : [];
  const times = ['CreatedAt', 'UpdatedAt', 'FirstObservedAt', 'LastObservedAt'].filter(
    (name) => finding[name] !== undefined && !/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/.test(String(finding[name])),
  );
  return [
    ...shapeProblems('AwsSecurityFinding', finding, 'finding'),
    ...times,
    ...types.map(String).filter((type) => !isType(type)),
    ...unless(types.length > 0, 'no types'),
    ...unless(!('Severity' in finding || 'Types' in finding), 'what is the analysts’'),
    ...unless(isFields(pairs) && Object.keys(pairs).length <= PAIRS_MAX, 'pairs'),
    ...unless(list(resources).length <= RESOURCES_MAX, 'resources'),
    ...list(resources)
      .filter(isFields)
      .map(({ Type }) => String(Type))
      .filter((type) => !model.resourceTypes.includes(type)),
    ...unless(Buffer.byteLength(JSON.stringify(finding)) <= FINDING_BYTES, 'size'),
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
