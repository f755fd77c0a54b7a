import { readFileSync } from 'node:fs';
import { App, Validations } from 'aws-cdk-lib';
import { AwsSolutionsChecks, ServerlessChecks } from 'cdk-nag';
import { deploymentProblems } from '../../infra/aws/destination-grants.ts';
import { optionList } from '../../infra/aws/options/option-list.ts';
import type { TocsinOptions } from '../../infra/aws/options/options.ts';
import { readOptions } from '../../infra/aws/options/read-options.ts';
import { TocsinStack } from '../../infra/aws/stack.ts';
import { checkConfig, withoutMistakes } from '../../infra/load-config.ts';
import type { Config } from '../../lambdas/config/schema.ts';
import { destinations } from '../../lambdas/destinations/index.ts';
import { isFields } from '../../lambdas/domain/values/json-fields.ts';
import { sources } from '../../lambdas/sources/index.ts';
import { variantsOf } from '../conformance/destination-cases.ts';

const configIn = (text: string): Config =>
  withoutMistakes(checkConfig(text, false, { deploymentProblems }), 'test', () => undefined);

/** Longer than the shortest secret that a destination takes. */
const SECRET = 'SECRET_OF_A_DESTINATION';

/** A secret as a deployment wants it: by its name. */
function named(value: unknown): unknown {
  if (typeof value === 'string') return `\${${SECRET}}`;
  if (Array.isArray(value)) return value.map(named);
  return isFields(value) ? Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, named(inner)])) : value;
}

const isSecret = (type: string, setting: string): boolean =>
  setting === 'headers' ||
  Object.entries(destinations).some(([each, { secrets }]) => each === type && secrets.includes(setting));

/** Every way in which every destination type can be configured. */
function allDestinations(): Config {
  const all = Object.keys(destinations).flatMap((type) =>
    variantsOf(type).map(({ name, settings }) => {
      const written = Object.entries(settings).map(([key, value]) => [key, isSecret(type, key) ? named(value) : value]);
      return [`${type}-${name}`, { type, ...Object.fromEntries(written) }] as const;
    }),
  );
  const routes = [{ to: all.map(([id]) => id) }, { match: { source: 'tocsin' }, to: [all[0]?.[0]] }];
  const file = {
    version: 1,
    sources: { akto: { type: 'akto', auth: 'none' } },
    destinations: Object.fromEntries(all),
    routes,
  };
  // An address of a documentation is none that a deployment connects to.
  return configIn(JSON.stringify(file).replaceAll('203.0.113.7', 'siem.example.com'));
}

const MANY_SOURCES = 100;
const MANY_ROUTES = 200;

/** As much as a large organisation has. */
function many(): Config {
  const types = Object.keys(sources).filter((type) => type !== 'custom');
  const auth = { bearer: `\${${SECRET}}` };
  const senders = Array.from({ length: MANY_SOURCES }, (_, i) => [
    `source-${i}`,
    { type: types[i % types.length], auth },
  ]);
  const buckets = Array.from({ length: MANY_ROUTES }, (_, i) => [
    `archive-${i}`,
    { type: 's3', bucket: `alerts-archive-${i}`, region: 'eu-central-1' },
  ]);
  const routes = Array.from({ length: MANY_ROUTES }, (_, i) => ({
    match: { source: `source-${i % MANY_SOURCES}` },
    to: [`archive-${i}`],
  }));
  const file = { version: 1, sources: Object.fromEntries(senders), destinations: Object.fromEntries(buckets), routes };
  return configIn(JSON.stringify(file));
}

const example = configIn(readFileSync('tocsin.example.yaml', 'utf8'));

/** Every option as its example says. */
const on: TocsinOptions = readOptions(
  Object.fromEntries(Object.entries(optionList).map(([name, option]) => [name, option.example])),
);

/** What an option can be that its example is not. */
const otherwise: TocsinOptions = { logLevel: 'info', logRole: 'own', removalPolicy: 'retain', tracing: false };

const examples: readonly (keyof TocsinOptions)[] = ['domainName', 'kmsKeyArn', 'tracing', 'vpcId', 'importOldQueues'];
const companions: Partial<Record<keyof TocsinOptions, readonly (keyof TocsinOptions)[]>> = {
  domainName: ['certificateArn'],
  vpcId: ['vpcSubnets', 'vpcSecurityGroups'],
};

/** One option alone, with those without which it says nothing. */
const alone = (name: keyof TocsinOptions): TocsinOptions =>
  readOptions(Object.fromEntries([name, ...(companions[name] ?? [])].map((each) => [each, on[each]])));

/** Each stack of the matrix. Two of them with the same configuration are two installations in one account. */
export const variants: Readonly<Record<string, { readonly config: Config } & TocsinOptions>> = {
  Tocsin: { config: example },
  Second: { config: example },
  EveryDestination: { config: allDestinations() },
  Many: { config: many() },
  EveryOption: { config: example, ...on },
  OtherWords: { config: example, ...otherwise },
  ...Object.fromEntries(examples.map((name) => [`Only-${name}`, { config: example, ...alone(name) }])),
};

const { context } = JSON.parse(readFileSync('cdk.json', 'utf8'));

/** Synthesises all variants in one app, as `cdk synth` does save for the bundles; answers the folder of the templates. */
export function synthesiseVariants(outdir: string): App {
  const app = new App({ outdir, context: { ...context, 'aws:cdk:bundling-stacks': [] } });
  for (const [name, props] of Object.entries(variants)) new TocsinStack(app, name, props);
  Validations.of(app).addPlugins(new AwsSolutionsChecks(app), new ServerlessChecks(app));
  app.synth();
  return app;
}
