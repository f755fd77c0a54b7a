import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { isFields } from '../../lambdas/domain/values/json-fields.ts';
import { installed } from '../interop/program.ts';
import { synthesiseVariants, variants } from './variants.ts';

const folder = mkdtempSync(path.join(os.tmpdir(), 'tocsin-matrix-'));
const names = Object.keys(variants);
/** What the linter reads; the others differ from these in one option. */
const linted = ['Tocsin', 'EveryDestination', 'Many', 'EveryOption', 'OtherWords'];
const fileOf = (name: string): string => path.join(folder, `${name}.template.json`);

interface Resource {
  readonly Type: string;
  readonly Properties: Readonly<Record<string, unknown>>;
}
type Template = Readonly<Record<'Resources' | 'Outputs', Readonly<Record<string, Resource>>>>;

const templateOf = (name: string): Template => JSON.parse(readFileSync(fileOf(name), 'utf8'));
const resourcesOf = (name: string, type: string): Readonly<Record<string, unknown>>[] =>
  Object.values(templateOf(name).Resources).flatMap(({ Type, Properties }) => (Type === type ? [Properties] : []));

// Eleven stacks with all checks take seconds, and minutes on a machine that does much else.
beforeAll(() => void synthesiseVariants(folder), 600_000);
afterAll(() => rmSync(folder, { recursive: true }));

describe('every variant', () => {
  it('is free of findings of cdk-nag and of warnings of CDK', () => {
    const report = JSON.parse(readFileSync(path.join(folder, 'validation-report.json'), 'utf8'));
    expect(report.pluginReports).toEqual([]);
  });

  const command = installed('cfn-lint') ?? process.env['CFN_LINT'];
  it.skipIf(command === undefined)(`has no error for cfn-lint (${command ?? 'not installed here'})`, () => {
    const { stdout, stderr, status } = spawnSync(
      command ?? '',
      ['--non-zero-exit-code', 'error', ...linted.map(fileOf)],
      {
        encoding: 'utf8',
      },
    );
    expect(stdout.match(/^E\d{4}.*$/gm) ?? []).toEqual([]);
    expect(status, stderr).toBe(0);
  });

  it.each(names)('%s keeps to the limits of CloudFormation', (name) => {
    const { Resources, Outputs } = templateOf(name);
    expect(Object.keys(Resources).length).toBeLessThanOrEqual(500);
    expect(Object.keys(Outputs).length).toBeLessThanOrEqual(200);
    expect(readFileSync(fileOf(name)).length).toBeLessThan(1_000_000);
  });
});

/** The resources and actions with a `*` in the policies of a template, each as `action on resource`. */
function wildcardsIn(name: string): string[] {
  const statements = resourcesOf(name, 'AWS::IAM::Policy').flatMap(({ PolicyDocument }) =>
    isFields(PolicyDocument) && Array.isArray(PolicyDocument['Statement']) ? PolicyDocument['Statement'] : [],
  );
  return statements.flatMap(({ Action, Resource }) =>
    [Action].flat().flatMap((action: string) =>
      [Resource].flat().flatMap((resource: unknown) => {
        const text = JSON.stringify(resource);
        return action.includes('*') || text.includes('*')
          ? [`${action} on ${/([^"/]*\/?\*)/.exec(text)?.[1] ?? text}`]
          : [];
      }),
    ),
  );
}

const xray = ['xray:PutTelemetryRecords on *', 'xray:PutTraceSegments on *'];
const bodies = ['s3:GetObject on webhooks/*', 's3:PutObject on webhooks/*'];
const interfaces = [
  'ec2:AssignPrivateIpAddresses on *',
  'ec2:CreateNetworkInterface on *',
  'ec2:DeleteNetworkInterface on *',
  'ec2:DescribeNetworkInterfaces on *',
  'ec2:DescribeSubnets on *',
  'ec2:UnassignPrivateIpAddresses on *',
];

describe('wildcards in permissions are those with a reason, and no others', () => {
  it.each([
    ['Tocsin', bodies],
    ['Only-tracing', [...xray, ...bodies]],
    ['Only-vpcId', [...interfaces, ...bodies]],
    ['Only-kmsKeyArn', bodies],
    ['Only-importOldQueues', bodies],
    ['EveryOption', [...interfaces, ...xray, ...bodies]],
    ['EveryDestination', [...bodies, 's3:PutObject on tocsin/*']],
    ['Many', [...bodies, 's3:PutObject on tocsin/*']],
  ])('%s: %j', (name, expected) => {
    expect([...new Set(wildcardsIn(name))].sort()).toEqual([...expected].sort());
  });
});

describe('two installations in one account', () => {
  it('share no name of an API, no series of an alarm, no dashboard and no export', () => {
    const apis = ['Tocsin', 'Second'].map((name) => resourcesOf(name, 'AWS::ApiGateway::RestApi')[0]?.['Name']);
    expect(new Set(apis).size).toBe(2);
    const series = (name: string): string[] =>
      resourcesOf(name, 'AWS::CloudWatch::Alarm')
        .map(({ Namespace, MetricName, Dimensions, Metrics }) =>
          JSON.stringify([Namespace, MetricName, Dimensions, Metrics]),
        )
        // What refers to a resource of its stack is its own.
        .filter((text) => !/"(?:Ref|Fn::GetAtt)"/.test(text));
    expect(series('Second').length).toBeGreaterThan(3);
    expect(series('Second').filter((each) => series('Tocsin').includes(each))).toEqual([]);
    const dashboards = ['Tocsin', 'Second'].map(
      (name) => resourcesOf(name, 'AWS::CloudWatch::Dashboard')[0]?.['DashboardName'],
    );
    expect(new Set(dashboards).size).toBe(2);
    expect(JSON.stringify(templateOf('Tocsin').Outputs)).not.toContain('"Export"');
  });
});
