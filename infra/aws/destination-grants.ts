import { Stack, Validations } from 'aws-cdk-lib';
import { Grant, type Role } from 'aws-cdk-lib/aws-iam';
import { ConfigMistakes } from '../../lambdas/config/mistakes.ts';
import type { Config } from '../../lambdas/config/schema.ts';
import { hasPlaceholder } from '../../lambdas/config/secrets.ts';
import { type Fields, isFields } from '../../lambdas/domain/values/json-fields.ts';
import type { Problem } from '../../lambdas/domain/values/problem.ts';

/** What the function's own role needs for one destination. */
interface Allowance {
  readonly actions: readonly string[];
  readonly resources: readonly string[];
  /** IAM conditions, each an exact text. */
  readonly equals?: Readonly<Record<string, string>>;
  /** Why a name in `resources` ends with `*`. */
  readonly wildcard?: string;
}

/** A setting as it stands in `tocsin.yaml`; empty when it is not there. */
type Setting = (name: string) => string;
type Place = Pick<Stack, 'partition' | 'account'>;
type Rule = (setting: Setting, place: Place) => Allowance | undefined;

/** `alerts.example.com` and `example.com`: any of them may be the identity that was verified. */
const domainsOf = (address: string): string[] => {
  const labels = address.slice(address.lastIndexOf('@') + 1).split('.');
  return labels.slice(0, -1).map((_, i) => labels.slice(i).join('.'));
};

const ses: Rule = (setting, { partition, account }) => {
  const arn = (what: string) => `arn:${partition}:ses:${setting('region')}:${account}:${what}`;
  const from = setting('from');
  const set = setting('configurationSet');
  const identities = [from, ...domainsOf(from)].map((identity) => arn(`identity/${identity}`));
  return {
    // SES v2 asks for the second one too when a message is whole.
    actions: ['ses:SendEmail', 'ses:SendRawEmail'],
    resources: [...identities, ...(set === '' ? [] : [arn(`configuration-set/${set}`)])],
    equals: { 'ses:FromAddress': from },
  };
};

const securityHub: Rule = (setting, { partition }) => {
  const account = setting('accountId');
  const standard = `arn:${partition}:securityhub:${setting('region')}:${account}:product/${account}/default`;
  return { actions: ['securityhub:BatchImportFindings'], resources: [setting('productArn') || standard] };
};

const sns: Rule = (setting) => ({ actions: ['sns:Publish'], resources: [setting('topicArn')] });

const eventbridge: Rule = (setting, { partition, account }) => {
  const bus = setting('bus') || 'default';
  const arn = bus.startsWith('arn:') ? bus : `arn:${partition}:events:${setting('region')}:${account}:event-bus/${bus}`;
  return { actions: ['events:PutEvents'], resources: [arn] };
};

const s3: Rule = (setting, { partition }) => ({
  actions: ['s3:PutObject'],
  resources: [`arn:${partition}:s3:::${setting('bucket')}/${setting('prefix') || 'tocsin/'}*`],
  wildcard: 'Every object gets a new key, so the prefix is the narrowest name there is.',
});

/**
 * A domain's or collection's name is part of its address; behind an address of one's own it is not known, and its policy
 * has to let the role in.
 */
const opensearch: Rule = (setting, { partition, account }) => {
  const region = setting('region');
  const host = URL.parse(setting('url'))?.hostname ?? '';
  const [, domain] = /^(?:search|vpc)-(.+)-[a-z0-9]{26}\.[a-z0-9-]+\.es\.amazonaws\.com/.exec(host) ?? [];
  const [, collection] = /^([a-z0-9]{3,40})\.[a-z0-9-]+\.aoss\.amazonaws\.com/.exec(host) ?? [];
  if (region === '' || (domain ?? collection) === undefined) return undefined;
  if (domain === undefined)
    return {
      actions: ['aoss:APIAccessAll'],
      resources: [`arn:${partition}:aoss:${region}:${account}:collection/${collection}`],
    };
  return {
    actions: ['es:ESHttpPost'],
    resources: [
      `arn:${partition}:es:${region}:${account}:domain/${domain}/${setting('index') || 'tocsin-alerts'}/_bulk`,
    ],
  };
};

/** By the types of destinations that AWS signs for. */
const rules: Readonly<Record<string, Rule>> = { ses, 'security-hub': securityHub, sns, eventbridge, s3, opensearch };

const textIn = (value: unknown): string => (typeof value === 'string' ? value : '');

/** The rule of a destination that signs with the function's own role. */
function ruleOf({ type, accessKeyId }: Fields): Rule | undefined {
  const name = String(type);
  return accessKeyId === undefined && Object.hasOwn(rules, name) ? rules[name] : undefined;
}

const NOT_WRITTEN =
  'must be written out, because the deliver function is allowed exactly what it names, and a placeholder has its value only where the function runs';

/** The settings that IAM has to know and that are placeholders, in destinations as they are written. */
export function deploymentProblems(destinations: Fields): Problem[] {
  return Object.entries(destinations).flatMap(([id, settings]) => {
    const rule = isFields(settings) ? ruleOf(settings) : undefined;
    if (rule === undefined || !isFields(settings)) return [];
    const unknown = new Set<string>();
    const setting = (name: string): string => {
      const value = textIn(settings[name]);
      if (hasPlaceholder(value)) unknown.add(name);
      return value;
    };
    rule(setting, { partition: 'aws', account: '' });
    return [...unknown].map((name) => ({ path: ['destinations', id, name], message: NOT_WRITTEN }));
  });
}

function acknowledge(role: Role, { resources, wildcard }: Allowance): void {
  const { partition } = Stack.of(role);
  for (const resource of wildcard === undefined ? [] : resources)
    Validations.of(role).acknowledge({
      id: `AwsSolutions-IAM5[Resource::${resource.replace(partition, '<AWS::Partition>')}]`,
      reason: wildcard ?? '',
    });
}

/** Lets a role do what the configured destinations need that have no keys of their own, and nothing else. */
export function grantDestinations(role: Role, { destinations }: Pick<Config, 'destinations'>): void {
  const unknown = deploymentProblems(destinations).map(({ path, message }) => `${path.join('.')}: ${message}`);
  if (unknown.length > 0) throw new ConfigMistakes(unknown.join('\n'));
  for (const settings of Object.values(destinations)) {
    const rule = ruleOf(settings);
    if (rule === undefined) continue;
    const allowance = rule((name) => textIn(settings[name]), Stack.of(role));
    if (allowance === undefined) continue;
    Grant.addToPrincipal({
      grantee: role,
      actions: [...allowance.actions],
      resourceArns: [...allowance.resources],
      ...(allowance.equals === undefined ? {} : { conditions: { StringEquals: allowance.equals } }),
    });
    acknowledge(role, allowance);
  }
}
