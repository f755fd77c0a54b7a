import { readFileSync } from 'node:fs';
import path from 'node:path';
import { type FunctionName, functionNames } from '../../infra/aws/bundle.ts';
import type { Emulators } from '../emulators/emulators.ts';

/** A function as it is deployed: the folder of its code and its environment. */
export interface Deployed {
  readonly folder: string;
  readonly environment: Readonly<Record<string, string>>;
}

interface Resource {
  readonly Type: string;
  readonly Properties?: {
    readonly Description?: string;
    readonly Environment?: { readonly Variables: Readonly<Record<string, unknown>> };
  };
  readonly Metadata?: { readonly 'aws:asset:path'?: string };
}

/** The part of a synthesised template that says how functions are run. */
export interface Template {
  readonly Resources: Readonly<Record<string, Resource>>;
}

export const readTemplate = (outdir: string): Template =>
  JSON.parse(readFileSync(path.join(outdir, 'Tocsin.template.json'), 'utf8'));

const functionOf = (template: Template, name: FunctionName): Resource => {
  const found = Object.values(template.Resources).find(
    ({ Type, Properties }) => Type === 'AWS::Lambda::Function' && Properties?.Description === `Tocsin ${name}`,
  );
  if (found === undefined) throw new Error(`the template has no function "Tocsin ${name}"`);
  return found;
};

/** Only the name differs from the real one: what is `{Ref: …}` in the template is a thing of the emulators here. */
export const secretArn = (logicalId: string): string =>
  `arn:aws:secretsmanager:us-east-1:000000000000:secret:${logicalId.replace(/[0-9A-F]{8}$/, '')}`;

function queueOf(id: string, emulators: Emulators): string {
  if (id.includes('DeadLetters'))
    return id.startsWith('Webhooks') ? emulators.webhooksDeadLetters : emulators.deliveriesDeadLetters;
  return id.startsWith('Webhooks') ? emulators.webhooksQueue : emulators.deliveriesQueue;
}

function localOf(value: unknown, template: Template, emulators: Emulators): string {
  if (typeof value === 'string') return value;
  if (typeof value !== 'object' || value === null || !('Ref' in value)) throw new Error('expected a text or a Ref');
  const id = String(value.Ref);
  switch (template.Resources[id]?.Type) {
    case 'AWS::SQS::Queue':
      return queueOf(id, emulators);
    case 'AWS::DynamoDB::Table':
      return emulators.table;
    case 'AWS::S3::Bucket':
      return emulators.bucket;
    case 'AWS::SecretsManager::Secret':
      return secretArn(id);
    default:
      throw new Error(`${id} is nothing that the emulators have`);
  }
}

/** The five functions of a template. `folderOf` says where a function's code is; as synthesised, when not given. */
export function deployedFunctions(
  template: Template,
  emulators: Emulators,
  folderOf: (name: FunctionName, assetPath: string) => string,
): Record<FunctionName, Deployed> {
  const deployed = functionNames.map((name) => {
    const { Properties, Metadata } = functionOf(template, name);
    const variables = Object.entries(Properties?.Environment?.Variables ?? {});
    const environment = Object.fromEntries(variables.map(([key, value]) => [key, localOf(value, template, emulators)]));
    return [name, { folder: folderOf(name, Metadata?.['aws:asset:path'] ?? ''), environment }] as const;
  });
  const all = Object.fromEntries(deployed);
  const of = (name: FunctionName): Deployed => all[name] ?? { folder: '', environment: {} };
  return {
    ingest: of('ingest'),
    route: of('route'),
    deliver: of('deliver'),
    reconcile: of('reconcile'),
    api: of('api'),
  };
}
