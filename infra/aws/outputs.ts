import { CfnOutput } from 'aws-cdk-lib';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import type { Construct } from 'constructs';
import type { Config, SourceConfig } from '../../lambdas/config/schema.ts';
import type { Secrets } from './secrets.ts';

/** CloudFormation takes 200 outputs a stack; the pattern of the URL is one more. */
const MAX_HOOKS = 150;

const pascal = (id: string): string =>
  id
    .split(/[^A-Za-z0-9]+/)
    .map((word) => word.charAt(0).toUpperCase() + word.slice(1))
    .join('');

/** `a-b` and `a_b` are two sources and would be one output. */
function outputIds(sources: readonly string[]): Map<string, string> {
  const bySource = new Map<string, string>();
  const taken = new Set<string>();
  for (const source of sources) {
    const wanted = `Hook${pascal(source)}`;
    const id = taken.has(wanted) ? `${wanted}${taken.size}` : wanted;
    taken.add(id);
    bySource.set(source, id);
  }
  return bySource;
}

/** Where a source posts to, below the base of all routes. */
export const hookPath = (id: string, { auth }: SourceConfig): string =>
  `v1/hooks/${id}${auth.scheme === 'token' ? '/<token>' : ''}`;

export interface OutputsProps {
  readonly config: Config;
  /** The base of all routes, with a slash at its end. */
  readonly url: string;
  readonly secrets: Secrets;
  readonly alarms: ITopic;
}

/** What the operator needs after a deployment, in the order of use. */
export function addOutputs(scope: Construct, { config, url, secrets, alarms }: OutputsProps): void {
  const say = (id: string, value: string, description: string) => new CfnOutput(scope, id, { value, description });
  const { sources } = config;
  say('SourcesSecret', secrets.sources.secretArn, 'Fill in first: {"NAME": "value"} for what sources use');
  say(
    'DestinationsSecret',
    secrets.destinations.secretArn,
    'Fill in first: the same for destinations; holds TOCSIN_ADMIN_TOKEN',
  );
  say('ApiUrl', url, 'Base of all routes; hooks are at v1/hooks/{source}');
  for (const [source, id] of outputIds(Object.keys(sources).slice(0, MAX_HOOKS))) {
    const setting = sources[source];
    // What comes by EventBridge has no hook.
    if (setting !== undefined && setting.auth.scheme !== 'eventbridge')
      say(id, `${url}${hookPath(source, setting)}`, `Where ${source} posts to`);
  }
  say('StatusUrl', `${url}v1/alerts`, 'Recent alerts; send "Authorization: Bearer <TOCSIN_ADMIN_TOKEN>"');
  say('ConsoleUrl', `${url}console`, 'The web console; asks for TOCSIN_ADMIN_TOKEN');
  say('AlarmTopic', alarms.topicArn, 'Where alarms ring: subscribe whoever is on call');
}
