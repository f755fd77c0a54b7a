import { CfnParameter, Stack, Token } from 'aws-cdk-lib';
import { describe, expect, it } from 'vitest';
import type { Option } from '../../../infra/aws/options/option.ts';
import { optionList, optionNames } from '../../../infra/aws/options/option-list.ts';
import { OptionMistakes, readOptions, unknownOptions } from '../../../infra/aws/options/read-options.ts';

const options = Object.entries<Option<unknown>>(optionList);

/** What is said of wrong options. */
function mistakesIn(given: Readonly<Record<string, unknown>>): string[] {
  try {
    readOptions(given);
    return [];
  } catch (error) {
    if (!(error instanceof OptionMistakes)) throw error;
    return error.message.split('\n');
  }
}

/** Options without which another says nothing. */
const beside: Readonly<Record<string, unknown>> = {
  certificateArn: optionList.certificateArn.example,
  domainName: optionList.domainName.example,
  vpcId: optionList.vpcId.example,
  vpcSecurityGroups: optionList.vpcSecurityGroups.example,
  vpcSubnets: optionList.vpcSubnets.example,
};

describe('a value', () => {
  it.each(options)('%s: its example is allowed, and read again it is the same', (name, { example }) => {
    const read = readOptions({ ...beside, [name]: example });
    expect(Object.hasOwn(read, name)).toBe(true);
    expect(readOptions({ ...read })).toEqual(read);
  });

  it.each(options)(
    '%s: nothing, a list in a list and a text of another form are refused with what is allowed',
    (name, { allowed }) => {
      for (const wrong of ['', '§', ['§', ['§']], {}, null, 1e9, '-1'])
        expect(mistakesIn({ ...beside, [name]: wrong }), String(wrong)).toEqual([
          expect.stringMatching(new RegExp(`^option ${name}: found .*; allowed: `)),
        ]);
      expect(allowed).not.toBe('');
    },
  );

  it.each([
    ['retentionDays', '0', '"0"', '1 to 3650'],
    ['retentionDays', '30.5', '"30.5"', '1 to 3650'],
    ['logRetentionDays', '31', '"31"', '30, 60'],
    ['memory', 'deliver=64', '"deliver=64"', '128 to 10240'],
    ['memory', 'delivery=512', '"delivery=512"', 'deliver'],
    ['memory', { deliver: 512, rout: 512 }, '"rout":512', 'route'],
    ['throttle', 'rate=100,burst', '"rate=100,burst"', 'NAME=VALUE'],
    ['maxConcurrency', 'deliver=1', '"deliver=1"', '2 to 1000'],
    ['tags', 'aws:owner=soc', '"aws:owner=soc"', 'no key that begins with aws:'],
    ['kmsKeyArn', 'arn:aws:kms:eu-central-1:123456789012:alias/tocsin', 'alias/tocsin', 'not an alias'],
    ['webAclArn', 'arn:aws:wafv2:us-east-1:123456789012:global/webacl/a/b', 'global', 'regional'],
    ['importOldQueues', 'arn:aws:sqs:eu-central-1:123456789012:orders', 'orders', 'Webhooks'],
    ['importOldQueues', 'arn:aws:sqs:eu-central-1:123456789012:Old-Deliveries1', 'Deliveries1', 'needs its table'],
    ['domainName', 'https://alerts.example.com', 'https:', 'a domain name'],
    ['tracing', 'yes', '"yes"', 'true or false'],
    ['removalPolicy', 'delete', '"delete"', 'retain or destroy'],
    ['logLevel', 'debug', '"debug"', 'info or warn or error'],
  ])('%s: %j is refused', (name, value, found, allowed) => {
    const [mistake = '', ...others] = mistakesIn({ ...beside, [name]: value });
    expect(others).toEqual([]);
    expect(mistake.split('; allowed: ')[0]).toContain(found);
    expect(mistake.split('; allowed: ')[1]).toContain(allowed);
  });

  it('is the same as a text and as a value of JSON', () => {
    const texts = {
      retentionDays: '90',
      tracing: 'false',
      memory: 'route=2048',
      tags: 'a=1=2,b= x',
      vpcSubnets: beside['vpcSubnets'],
    };
    const read = readOptions({ ...beside, ...texts });
    expect(read).toMatchObject({
      retentionDays: 90,
      tracing: false,
      memory: { route: 2048 },
      tags: { a: '1=2', b: ' x' },
      vpcSubnets: ['subnet-0a1b2c3d4e5f67890', 'subnet-1a1b2c3d4e5f67890'],
    });
  });

  it('may be a token of CDK, whose text is not known yet', () => {
    const stack = new Stack();
    const subnets = new CfnParameter(stack, 'Subnets', { type: 'List<AWS::EC2::Subnet::Id>' }).valueAsList;
    const vpcId = new CfnParameter(stack, 'Vpc').valueAsString;
    const read = readOptions({ vpcId, vpcSubnets: subnets, vpcSecurityGroups: [vpcId] });
    expect(Token.isUnresolved(read.vpcSubnets)).toBe(true);
    expect(read.vpcId).toBe(vpcId);
  });
});

describe('options together', () => {
  it('are all judged at once', () => {
    expect(mistakesIn({ retentionDays: 'x', tracing: 'x', vpcId: beside['vpcId'], domainName: 'x' })).toEqual([
      expect.stringMatching(/^option domainName: found "x"/),
      expect.stringMatching(/^option retentionDays: found "x"/),
      expect.stringMatching(/^option tracing: found "x"/),
      'option certificateArn: not found beside domainName; give all of domainName, certificateArn, or none',
      'option vpcSubnets and vpcSecurityGroups: not found beside vpcId; give all of vpcId, vpcSubnets, vpcSecurityGroups, or none',
    ]);
  });

  it('with a name that does not exist are refused with the nearest name; names of CDK are none of ours', () => {
    const names = ['retentionDay', 'aws:cdk:x', '@aws-cdk/core:y', 'cli-telemetry', 'config', ...optionNames];
    expect(unknownOptions(names, ['config', 'stack'])).toEqual([
      expect.stringMatching(/^unknown option "retentionDay": did you mean "retentionDays"\? allowed: .*config.*stack/),
    ]);
  });
});
