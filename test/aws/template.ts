import path from 'node:path';
import { Template } from 'aws-cdk-lib/assertions';
import { stackOf } from './stack.ts';

export const file = path.join(import.meta.dirname, 'tocsin.yaml');
export const template = Template.fromStack(stackOf(file));
export const all = (type: string) => Object.values(template.findResources(type));
export const lambda = (name: string) => {
  const found = all('AWS::Lambda::Function').find(({ Properties }) => Properties.Description === `Tocsin ${name}`);
  return found?.['Properties'];
};
export const hasQueue = (properties: object) => template.hasResourceProperties('AWS::SQS::Queue', properties);
