import { App } from 'aws-cdk-lib';
import { TocsinStack, type TocsinStackProps } from '../../infra/aws/stack.ts';
import { deployedConfig } from '../../infra/deployed-config.ts';

/** The stack over a configuration of the tests; not bundled, because that takes longer than all the rest. */
export function stackOf(file: string, props: Omit<TocsinStackProps, 'config'> = {}): TocsinStack {
  const app = new App({ context: { 'aws:cdk:bundling-stacks': [] } });
  return new TocsinStack(app, 'Tocsin', { config: deployedConfig(file), ...props });
}

/** Writes template and bundles, as `cdk synth` does. */
export function synthesise(file: string, outdir: string): void {
  const app = new App({ outdir, context: { 'aws:cdk:enable-asset-metadata': true } });
  new TocsinStack(app, 'Tocsin', { config: deployedConfig(file) });
  app.synth();
}
