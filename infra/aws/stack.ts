import { Stack, type StackProps } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { Installation, type InstallationProps } from './installation.ts';

export interface TocsinStackProps extends StackProps, InstallationProps {}

/** An installation of Tocsin as a stack of its own. */
export class TocsinStack extends Stack {
  constructor(scope: Construct, id: string, props: TocsinStackProps) {
    super(scope, id, { description: 'Tocsin: forwards security alerts', ...props });
    // CDK leaves the id "Default" out of logical ids, so they are those of a stack that holds all of it directly.
    new Installation(this, 'Default', props);
  }
}
