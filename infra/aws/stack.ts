import { Stack, type StackProps } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { Installation, type InstallationProps } from './installation.ts';

/** The options of the installation, and what every stack has, such as the account and the region. */
export interface TocsinStackProps extends Omit<StackProps, 'tags'>, InstallationProps {}

/** An installation of Tocsin as a stack of its own. */
export class TocsinStack extends Stack {
  constructor(scope: Construct, id: string, props: TocsinStackProps) {
    const { tags: _, ...own } = props;
    super(scope, id, { description: 'Tocsin: forwards security alerts', ...own });
    // CDK leaves the id "Default" out of logical ids, so they are those of a stack that holds all of it directly.
    new Installation(this, 'Default', props);
  }
}
