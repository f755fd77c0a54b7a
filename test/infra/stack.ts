import { readFileSync } from 'node:fs';
import path from 'node:path';
import { App } from 'aws-cdk-lib';
import { TocsinStack, type TocsinStackProps } from '../../infra/aws/stack.ts';
import { configOf } from '../../infra/load-config.ts';

/** The stack over a configuration of the tests; not bundled, when not asked for, because that takes longer than all the rest. */
export function stackOf(file: string, props: Omit<TocsinStackProps, 'config'> = {}, bundled = false): TocsinStack {
  const config = configOf(readFileSync(file, 'utf8'), path.basename(file), false);
  const app = new App({ context: { 'aws:cdk:bundling-stacks': bundled ? ['**'] : [] } });
  return new TocsinStack(app, 'Tocsin', { config, ...props });
}
