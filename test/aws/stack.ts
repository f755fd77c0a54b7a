import path from 'node:path';
import { App } from 'aws-cdk-lib';
import { TocsinStack, type TocsinStackProps } from '../../infra/aws/stack.ts';
import { deployedConfig } from '../../infra/deployed-config.ts';

/** One folder for all apps of a worker: without one each app would leave its own behind. */
const written = path.resolve('node_modules/.cache', `tocsin-cdk-${process.env['VITEST_POOL_ID'] ?? 'alone'}`);

/** An app whose stacks are not bundled, because that takes longer than all the rest. */
export const unbundledApp = (): App => new App({ outdir: written, context: { 'aws:cdk:bundling-stacks': [] } });

/** The stack over a configuration of the tests, not bundled. */
export function stackOf(file: string, props: Omit<TocsinStackProps, 'config'> = {}): TocsinStack {
  const app = unbundledApp();
  return new TocsinStack(app, 'Tocsin', { config: deployedConfig(file), ...props });
}

/** Writes template and bundles, as `cdk synth` does. */
export function synthesise(file: string, outdir: string): void {
  const app = new App({ outdir, context: { 'aws:cdk:enable-asset-metadata': true } });
  new TocsinStack(app, 'Tocsin', { config: deployedConfig(file) });
  app.synth();
}
