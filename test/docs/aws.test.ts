import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { Template } from 'aws-cdk-lib/assertions';
import { describe, expect, it } from 'vitest';
import { readOptions, unknownOptions } from '../../infra/aws/options/read-options.ts';
import { programOf } from '../../infra/cli/bin/program.ts';
import { silentContext } from '../../infra/cli/silent-context.ts';
import { stackOf } from '../aws/stack.ts';

const pages = [
  'docs/guides/aws.md',
  'docs/guides/aws-operate.md',
  'docs/aws-options.md',
  'docs/aws-construct.md',
  'docs/aws-permissions.md',
];
const textOf = (file: string): string => readFileSync(file, 'utf8');
const guides = pages.map(textOf).join('\n');
const operate = textOf('docs/guides/aws-operate.md');

const anchorOf = (heading: string): string =>
  heading
    .toLowerCase()
    .replace(/[^\p{L}\p{N} _-]/gu, '')
    .replaceAll(' ', '-');

describe('the pages of AWS', () => {
  it.each(pages)('%s has links that lead somewhere', (file) => {
    const links = [...textOf(file).matchAll(/\]\((?!https?:)([^)#]*)#?([^)]*)\)/g)];
    for (const [, to = '', anchor = ''] of links) {
      const target = to === '' ? file : path.join(path.dirname(file), to);
      expect(existsSync(target), target).toBe(true);
      const headings = [...textOf(target).matchAll(/^#+ (.*)$/gm)].map(([, heading = '']) => anchorOf(heading));
      if (anchor !== '') expect(headings, `${target}#${anchor}`).toContain(anchor);
    }
  });

  it('name options that there are, with values that are allowed', () => {
    const named = [...guides.matchAll(/-c ([A-Za-z]+)=([^\s`]+)/g)].map(
      ([, name = '', value = '']) => [name, value] as const,
    );
    expect(named.length).toBeGreaterThan(20);
    expect(
      unknownOptions(
        named.map(([name]) => name),
        ['config', 'stack'],
      ),
    ).toEqual([]);
    const placeholders = ['NAME', 'VALUE', 'FILE'];
    for (const [name, value] of named.filter(([, each]) => !placeholders.includes(each) && !each.startsWith('ARN_'))) {
      const beside = /^(?:vpc|domain|certificate)/.test(name);
      if (!beside) expect(() => readOptions({ [name]: value }), name).not.toThrow();
    }
  });

  it('name commands that there are, with options that each has', () => {
    const commands = [...guides.matchAll(/npx --no tocsin ([^\n`]+)/g)].map(([, words = '']) =>
      words.trim().split(/\s+/),
    );
    expect(commands.length).toBeGreaterThan(10);
    for (const words of commands) {
      const { commands: all } = programOf(silentContext);
      const top = all.find((each) => each.name() === words[0]);
      const command = top?.commands.find((each) => each.name() === words[1]) ?? top;
      expect(command, words.join(' ')).toBeDefined();
      const flags = words.filter((word) => word.startsWith('--'));
      expect(command?.options.map(({ long }) => long)).toEqual(expect.arrayContaining(flags));
    }
  });
});

describe('what a destroyed stack leaves', () => {
  const { Resources } = Template.fromStack(stackOf('test/aws/tocsin.yaml')).toJSON();
  const resources = Object.entries<{ readonly Type: string; readonly DeletionPolicy?: string }>(Resources);
  const kept = resources.filter(
    ([, { Type, DeletionPolicy }]) =>
      DeletionPolicy?.startsWith('Retain') && Type !== 'AWS::IAM::Role' && Type !== 'AWS::ApiGateway::Account',
  );

  it('is what the guide says', () => {
    const [, table = ''] = operate.split('\n## Remove it\n');
    const rows = [...(table.split('\n## ')[0]?.matchAll(/^\| (`[^|]+) \| yes/gm) ?? [])].flatMap(([, names = '']) =>
      [...names.matchAll(/`(\w+)`/g)].map(([, name = '']) => name),
    );
    expect(rows.toSorted()).toEqual(kept.map(([id]) => id.replace(/[0-9A-F]{8}$/, '')).toSorted());
  });

  // https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/resource-import-supported-resources.html
  it('can be adopted by another stack: CloudFormation imports its types, and each has a deletion policy', () => {
    const importable = ['AWS::DynamoDB::Table', 'AWS::S3::Bucket', 'AWS::SQS::Queue', 'AWS::SecretsManager::Secret'];
    expect(kept.filter(([, { Type }]) => !importable.includes(Type))).toEqual([]);
    expect(resources.filter(([, { Type }]) => importable.includes(Type)).length).toBe(kept.length);
  });

  it('has no name of its own, so that two stacks never ask for the same one', () => {
    const names = resources.flatMap(([id, resource]) => {
      const text = JSON.stringify(resource);
      return /"(?:TableName|BucketName|QueueName|FunctionName|RoleName|TopicName|LogGroupName)":"/.test(text)
        ? [id]
        : [];
    });
    expect(names).toEqual([]);
  });
});

const COSTS = 'docs/cost.md';
describe.skipIf(!existsSync(COSTS))(`the costs in the guide (${COSTS})`, () => {
  const figure = (text: string, name: string): number =>
    Number(new RegExp(`^\\| \\*\\*${name}\\*\\* \\| \\*{0,2}\\$([\\d.]+)`, 'm').exec(text)?.[1]);

  it.each([
    ['none', 0],
    ['10,000', 10_000],
    ['100,000', 100_000],
    ['1,000,000', 1_000_000],
  ])('%s alerts cost what the model says', (name, alerts) => {
    const [, shown = ''] =
      new RegExp(`^\\| ${name} \\| \\$([\\d.]+) \\|$`, 'm').exec(textOf('docs/guides/aws.md')) ?? [];
    const model = textOf(COSTS);
    const expected = figure(model, 'nothing comes') + (figure(model, 'a million alerts') * alerts) / 1_000_000;
    expect(Number(shown)).toBeCloseTo(expected, 2);
  });
});
